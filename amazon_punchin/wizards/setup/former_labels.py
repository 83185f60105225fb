"""What the settings of the credentials spreadsheet were called before."""

#: Labels of earlier versions, in each language, which are on sheets that were downloaded then.
FORMER_LABELS = {
    label: name
    for name, labels in {
        "business_unit": "Group at Amazon|Gruppe bei Amazon|Grupo en Amazon|Groupe chez Amazon|Amazonのグループ",
        "buyer_domain": "Own Domain|Eigene Domain|Dominio propio|Notre domaine|自社のドメイン",
        "buyer_identity": "Own Identity|Eigene Identität|Identidad propia|Notre identité|自社の識別子",
        "amazon_domain": "Amazon's Domain|Domain von Amazon|Dominio de Amazon|Domaine d'Amazon|Amazonのドメイン",
        "amazon_identity": (
            "Amazon's Identity|Identität von Amazon|Identidad de Amazon|Identité d'Amazon|Amazonの識別子"
        ),
        "shared_secret": "Secreto compartido|Secret partagé|共有シークレット",
        "setup_url_test": (
            "Punch-out URL (Test)|Punch-out-URL (Test)|URL de punch-out (prueba)|URL PunchOut (test)|"
            "パンチアウトURL（テスト）"
        ),
        "order_url_test": (
            "Order URL (Test)|Bestell-URL (Test)|URL de pedidos (prueba)|URL de commande (test)|注文URL（テスト）"
        ),
        "setup_url_active": "Punch-out URL|Punch-out-URL|URL de punch-out|URL PunchOut|パンチアウトURL",
        "order_url_active": "Order URL|Bestell-URL|URL de pedidos|URL de commande|注文URL",
    }.items()
    for label in labels.split("|")
}
