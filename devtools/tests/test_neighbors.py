"""Other apps come and go where there are Amazon orders in every state: their computations write on locked lines."""

import sys
import sysconfig
from pathlib import Path

import pytest

from devtools import cache, database, neighbors, source, sql
from devtools.process import quietly

_ORDERS = """
    SELECT p.name, p.state, p.amazon_state, p.partner_id, p.amount_total, p.invoice_status, p.amazon_total,
           l.name, l.product_id, l.product_qty, l.price_unit, l.price_subtotal, l.qty_received,
           l.qty_invoiced, l.qty_to_invoice, l.analytic_distribution::text
      FROM purchase_order p
      JOIN purchase_order_line l ON l.order_id = p.id
     WHERE p.amazon_config_id IS NOT NULL
  ORDER BY l.id
"""


@pytest.mark.parametrize("name", neighbors.SETS)
def test_every_app_of_a_set_can_be_installed(name):
    places = [source.locate().path, Path(sysconfig.get_path("purelib"))]
    for app in neighbors.named(name):
        assert any((place / "odoo" / "addons" / app / "__manifest__.py").is_file() for place in places), app


@pytest.fixture(scope="module")
def filled():
    """A database with Amazon orders in every state."""
    with database.scratch(demo=False) as name:
        command = [sys.executable, "-m", "devtools.upgrade.filling", name, cache.REPOSITORY]
        quietly(command, cache.logs() / f"{name}-filling.log")
        yield name


@pytest.fixture
def company(filled):
    """Another such database, for one test."""
    name = f"{filled}_company"
    database._copy(filled, name)
    yield name
    database.drop(name)


@pytest.mark.parametrize(
    "app", ["purchase_stock", "purchase_requisition", "sale_purchase", "purchase_mrp", "project_purchase"]
)
def test_an_app_is_installed_updated_and_removed(company, app):
    before = sql.execute(_ORDERS, company)
    for action in ("install", "upgrade", "uninstall"):
        log = cache.logs() / f"{company}-{app}-{action}.log"
        quietly([sys.executable, "-m", "odoo", "module", action, "-d", company, app], log)
        state = sql.execute(f"SELECT state FROM ir_module_module WHERE name = '{app}'", company)
        assert state == [("uninstalled" if action == "uninstall" else "installed",)]
        if app == "purchase_stock":
            methods = sql.execute("SELECT DISTINCT qty_received_method FROM purchase_order_line", company)
            assert (("stock_moves",) in methods) == (action != "uninstall")
    assert sql.execute(_ORDERS, company) == before
