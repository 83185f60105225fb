from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools.network import NOWHERE, network_of


@tagged("post_install", "-at_install")
class TestNetwork(BaseCase):
    """Whoever sends is counted as one, whatever addresses they have, and an address is an address."""

    def test_networks(self):
        for address, network in (
            ("203.0.113.7", "203.0.113.7"),
            ("203.0.113.7:51234", "203.0.113.7"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("2002:cb00:7107:1::1", "203.0.113.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:DB8:1:2::", "2001:db8:1:2::/64"),
            ("[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"),
            ("[2001:db8:1:2::9]", "2001:db8:1:2::/64"),
            ("fe80::1%eth0", "fe80::/64"),
        ):
            with self.subTest(address):
                self.assertEqual(network_of(address), network)

    def test_what_is_no_address(self):
        for address in (
            None,
            "",
            "unknown",
            "_hidden",
            "1.2.3",
            "1.2.3.4.5",
            "1.2.3.256",
            "01.2.3.4",
            "1.2.3.4, 5.6.7.8",
        ):
            with self.subTest(address):
                self.assertEqual(network_of(address), NOWHERE)
        for address in ("9" * 5000, "1.2.3.4:" + "9" * 5000 + "x", "[" * 5000, "::1%" + "\0'; --", "१.2.3.4"):
            self.assertIn(network_of(address), (NOWHERE, "::/64"))

    @given(st.text() | st.ip_addresses().map(str))
    def test_anything(self, address):
        self.assertLess(len(network_of(address)), 44)
