{
    "name": "Amazon Business Punch-in: Inventory",
    "summary": "Receipts follow Amazon's parcels and answers; replenishment leaves the orders alone",
    "version": "19.0.1.2.0",
    "category": "Supply Chain/Purchase",
    "author": "amazon_punchin contributors",
    "maintainers": ["amazon_punchin"],
    "license": "LGPL-3",
    "depends": ["amazon_punchin", "purchase_stock"],
    "data": ["views/location_views.xml", "views/stock_picking_views.xml"],
    "demo": ["demo/amazon_punchin_stock_demo.xml"],
    "auto_install": True,
}
