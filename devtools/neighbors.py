"""Sets of other apps that companies run beside our addons, by the name under which `--beside` knows them."""

SETS = {
    "inventory": [
        *("purchase_stock", "purchase_requisition_stock", "purchase_product_matrix", "purchase_mrp", "purchase_repair"),
        *("mrp_subcontracting_purchase", "sale_purchase_stock", "sale_purchase_project", "project_purchase_stock"),
        *("stock_dropshipping", "stock_landed_costs", "account_edi_ubl_cii", "hr_expense"),
    ],
}
