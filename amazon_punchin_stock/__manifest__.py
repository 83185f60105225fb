{
    "name": "Amazon Business Punch-in: Inventory",
    "summary": "Replenishment leaves Amazon orders alone",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Purchase",
    "author": "amazon_punchin contributors",
    "maintainers": ["amazon_punchin"],
    "license": "LGPL-3",
    "depends": ["amazon_punchin", "purchase_stock"],
    "auto_install": True,
}
