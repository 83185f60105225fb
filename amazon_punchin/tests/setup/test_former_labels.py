import base64
import io

import openpyxl

from odoo.tests import tagged

from ..common import AmazonCase

#: Settings, by a label that an earlier version gave them in some language.
FORMERLY = {
    "Own Domain": ("buyer_domain", "DUNS"),
    "Eigene Identität": ("buyer_identity", "OFFICE1"),
    "Dominio de Amazon": ("amazon_domain", "NetworkId"),
    "Identité d'Amazon": ("amazon_identity", "Amazon"),
    "Punch-out URL (Test)": ("setup_url_test", "https://shop.example.com/test"),
    "注文URL（テスト）": ("order_url_test", "https://orders.example.com/test"),
    "URL PunchOut": ("setup_url_active", "https://shop.example.com/"),
    "Order URL": ("order_url_active", "https://orders.example.com/"),
}


@tagged("post_install", "-at_install")
class TestFormerLabels(AmazonCase):
    """A spreadsheet that was downloaded before the settings were renamed can still be imported."""

    def test_settings_are_known_by_the_labels_of_earlier_versions(self):
        book = openpyxl.Workbook()
        for row in [("Setting", "Value"), *((label, value) for label, (_name, value) in FORMERLY.items())]:
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        action = self.config.with_user(self.manager).action_import_credentials()
        wizard = self.env["amazon.punchin.credentials"].with_user(self.manager).browse(action["res_id"])
        wizard.file = base64.b64encode(stream.getvalue())
        wizard.action_import()
        self.assertRecordValues(self.config, [dict(FORMERLY.values())])
