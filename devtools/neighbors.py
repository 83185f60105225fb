"""Sets of other apps that companies run beside our addons, by the name under which `--beside` knows them."""

SETS = {
    "inventory": [
        *("purchase_stock", "purchase_requisition_stock", "purchase_product_matrix", "purchase_mrp", "purchase_repair"),
        *("mrp_subcontracting_purchase", "sale_purchase_stock", "sale_purchase_project", "project_purchase_stock"),
        *("stock_dropshipping", "stock_landed_costs", "account_edi_ubl_cii", "hr_expense"),
    ],
    "oca": [
        *("purchase_exception", "purchase_order_approved", "purchase_order_archive", "purchase_order_general_discount"),
        *("purchase_order_line_description", "purchase_auto_bill_on_receipt", "purchase_tier_validation"),
        *("auditlog", "queue_job", "account_budget_oca"),
    ],
    "ca": ["l10n_ca"],
    "de": ["l10n_de"],
    "fr": ["l10n_fr_account"],
    "in": ["l10n_in"],
    "jp": ["l10n_jp"],
    "us": ["l10n_us_account"],
}


def named(name: str | None) -> list[str]:
    """The apps of a set; none without a name."""
    return SETS[name] if name else []
