from unittest.mock import patch

import requests
import urllib3

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.modules.module import load_script
from odoo.tests import BaseCase, tagged
from odoo.tools.misc import file_path

from ...transport import destination, https
from ...transport.errors import NotDelivered
from ..common import AmazonCase


@tagged("post_install", "-at_install")
class TestDestination(BaseCase):
    """Which hosts name themselves as private."""

    def test_private_hosts(self):
        for host in (
            "localhost",
            "127.0.0.1",
            "::1",
            "10.0.0.1",
            "172.16.4.5",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "fd00::1",
            "fe80::1",
            "64:ff9b::a00:1",
            "64:ff9b:1::a00:1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "2002:a00:1::",
            "2002:c0a8:101::1",
            "2001:0:4136:e378:8000:63bf:f5ff:fffe",
            "::ffff:10.0.0.1",
            "::ffff:a00:1",
            "::a00:1",
            "2130706433",
            "127.1",
            "gateway",
            "erp.local",
            "metadata.google.internal",
        ):
            with self.subTest(host=host):
                self.assertTrue(destination.is_private(host))

    def test_addresses_that_are_nobodys_on_the_internet(self):
        """What Python takes for global, in one version or another, although no server of the internet has it."""
        for host in (
            "fec0::1",
            "feff::1",
            "fe80::1%eth0",
            "2606:4700::1111%2",
            "ff02::1",
            "ff0e::1",
            "224.0.0.1",
            "239.255.255.250",
            "240.0.0.1",
            "255.255.255.255",
            "0.1.2.3",
            "100.100.100.200",
            "168.63.129.16",
            "192.0.0.9",
            "192.0.0.10",
            "192.0.0.192",
            "192.88.99.1",
            "198.18.0.1",
            "203.0.113.7",
            "2001::1",
            "2001:2::1",
            "2001:3::1",
            "2001:4:112::1",
            "2001:10::1",
            "2001:20::1",
            "2001:db8::1",
            "3fff::1",
            "3ffe::1",
            "4000::1",
            "5f00::1",
            "100::1",
            "::",
            "::8.8.8.8",
            "::ffff:168.63.129.16",
            "::ffff:0:10.0.0.1",
            "64:ff9b::168.63.129.16",
            "64:ff9b::e000:1",
            "2002:a83f:8110::1",
            "2002:e000:1::",
            "2606:4700::5efe:10.0.0.1",
            "2606:4700::200:5efe:169.254.169.254",
        ):
            with self.subTest(host=host):
                self.assertTrue(destination.is_private(host))

    def test_private_hosts_in_other_spellings(self):
        for host in (
            "0xa9.0xfe.0xa9.0xfe",
            "0XA9FEA9FE",
            "0251.0376.0251.0376",
            "2852039166",
            "0xa83f8110",
            "10.1",
            "127.0.0.1.",
            "localhost.",
            "LOCALHOST",
            "erp.local.",
            "ERP.Local",
            "erp.local..",
            "a.localhost",
            "erp.corp",
            "gateway.",
            "１２７.0.0.1",
            "127。0。0。1",
            "erp。local",
            "ⓔrp.loⓒal",
            "",
        ):
            with self.subTest(host=host):
                self.assertTrue(destination.is_private(host))

    def test_public_hosts(self):
        for host in (
            "abintegrations.amazon.com",
            "8.8.8.8",
            "2606:4700::1111",
            "64:ff9b::808:808",
            "::ffff:8.8.8.8",
            "2a00:1450:4001:800::200e",
            "168.63.129.17",
            "192.0.1.1",
            "223.255.255.254",
            "local.example.com",
            "www.amazon.com.",
            "bücher.example.com",
        ):
            with self.subTest(host=host):
                self.assertFalse(destination.is_private(host))

    def test_secure(self):
        for url in ("https://a.example/", "HTTPS://A.EXAMPLE/", "http://localhost:8070/x", "http://[::1]:80/"):
            self.assertTrue(destination.is_secure(url), url)
        for url in ("https://a.example:abc/", "https://a.example:99999/", "https://a.example:0/"):
            self.assertFalse(destination.is_secure(url), url)
        for url in ("http://a.example/", "ftp://a.example/", "https://u:p@a.example/", "https://", "https://[foo", "x"):
            self.assertFalse(destination.is_secure(url), url)
        for url in ("https://a.example\n/x", "https://a.example/ x", "https://a.example/\x00", "\thttps://a.example/"):
            self.assertFalse(destination.is_secure(url), url)


@tagged("post_install", "-at_install")
class TestHttps(BaseCase):
    """What becomes of a document that is posted."""

    def test_nothing_leaves_to_an_address_that_is_none(self):
        for url in ("https://example.com:abc/", "https://", "example.com"):
            with self.subTest(url=url), self.assertRaisesRegex(NotDelivered, "InvalidURL|MissingSchema"):
                https.send(url, b"<cXML/>")

    def test_nothing_leaves_to_a_name_that_is_none(self):
        problem = urllib3.exceptions.LocationParseError("a..b")
        with (
            patch.object(requests.Session, "post", side_effect=problem),
            self.assertRaisesRegex(NotDelivered, "LocationParseError"),
        ):
            https.send("https://a..b/", b"<cXML/>")


@tagged("post_install", "-at_install")
class TestAllowedDestinations(AmazonCase):
    """Which of them a configuration may call."""

    def assertRefused(self, sentence="points to a private network", /, **values):
        with self.assertRaisesRegex(ValidationError, sentence), self.env.cr.savepoint():
            self.config.write(values)

    def test_private_addresses_need_permission(self):
        for url in ("https://10.0.0.1/", "https://192.168.1.4/x", "https://gateway/", "https://169.254.169.254/"):
            for name in ("setup_url_test", "order_url_test", "setup_url_active", "order_url_active", "soap_wsdl_url"):
                with self.subTest(url=url, name=name):
                    self.assertRefused(**{name: url})
        self.config.write({"allow_private_hosts": True, "soap_wsdl_url": "https://10.0.0.1/?wsdl"})

    def test_this_machine_is_for_tests(self):
        self.config.write({"setup_url_test": "http://localhost:8070/", "order_url_active": "http://localhost:8070/"})
        self.assertRefused(mode="active")
        self.config.order_url_active = "https://https-ats.amazonsedi.com/2"
        self.config.mode = "active"
        self.assertRefused(order_url_active="http://localhost:8070/")

    def test_http_is_never_for_others(self):
        self.config.allow_private_hosts = True
        self.assertRefused("must be an https address", setup_url_test="http://10.0.0.1/")

    def test_permission_is_for_administrators_of_odoo(self):
        with self.assertRaises(AccessError):
            self.config.with_user(self.manager).allow_private_hosts = True
        with self.assertRaises(AccessError):
            self.env["amazon.punchin.config"].with_user(self.manager).create(
                {"name": "Open", "partner_id": self.vendor.id, "allow_private_hosts": True}
            )
        self.manager.group_ids += self.env.ref("base.group_system")
        self.config.with_user(self.manager).allow_private_hosts = True

    def test_refusal_quotes_nothing_that_may_be_secret(self):
        """Odoo logs what it refuses."""
        for url in (
            "https://user:secret-word@orders.example.com/",
            "https://user:secret@word@orders.example.com/",
            "https:/user:secret-word@orders.example.com",
            "http://user:secret-word@10.0.0.1/",
            "https://orders.example.com/ secret-word",
            "https://10.0.0.1/?key=secret-word",
            "secret-word",
        ):
            for name in ("order_url_active", "soap_wsdl_url"):
                with self.subTest(url=url, name=name):
                    with self.assertRaises(ValidationError) as refusal, self.env.cr.savepoint():
                        self.config.write({name: url})
                    self.assertNotRegex(str(refusal.exception), "secret|word|user:")

    def test_permission_ends(self):
        self.config.write({"allow_private_hosts": True, "order_url_active": "https://10.0.0.1/"})
        self.assertRefused(allow_private_hosts=False)

    def test_name_is_looked_up_when_it_is_called(self):
        self.config.order_url_active = "https://orders.example.com/"
        for addresses, allowed in (({"93.184.216.34"}, True), ({"93.184.216.34", "10.0.0.1"}, False)):
            self.patch(destination, "resolve", lambda host, found=addresses: found)
            if allowed:
                self.assertEqual(self.config._order_url("active"), "https://orders.example.com/")
            else:
                with self.assertRaisesRegex(UserError, "points to a private network"):
                    self.config._order_url("active")

    def test_old_address_keeps_nobody_from_pausing(self):
        """A version before allowed it."""
        self.env.cr.execute(
            "UPDATE amazon_punchin_config SET mode = 'active', order_url_active = 'https://proxy.corp.local/orders'"
            " WHERE id = %s",
            [self.config.id],
        )
        self.env.invalidate_all()
        self.config.mode = "paused"
        self.assertRefused(mode="active")

    def test_migration_lets_everybody_go_where_they_went(self):
        self.env.cr.execute(
            "UPDATE amazon_punchin_config SET order_url_active = 'https://proxy.corp.local/orders' WHERE id = %s",
            [self.config.id],
        )
        self.env.invalidate_all()
        migration = load_script(
            file_path("amazon_punchin/migrations/19.0.1.2.0/post-migrate.py"), "amazon_punchin_migration"
        )
        migration.migrate(self.env.cr, "19.0.1.1.0")
        self.env.invalidate_all()
        self.assertTrue(self.config.allow_private_hosts)
        self.assertFalse(self.other_config.allow_private_hosts)
        self.config.mode = "active"
