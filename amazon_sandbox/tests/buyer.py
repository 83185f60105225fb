"""The purchasing system of the tests: documents built from plain text."""

from dataclasses import dataclass, replace
from decimal import Decimal

import requests
from lxml import etree

SHIP_TO = """<ShipTo><Address><Name xml:lang="en">Acme</Name><PostalAddress>
<DeliverTo>Bea Buyer</DeliverTo><Street>1 Main Street</Street><City>Austin</City><State>TX</State>
<PostalCode>78701</PostalCode><Country isoCountryCode="US">United States</Country></PostalAddress>
<Email>buyer@example.com</Email></Address></ShipTo>"""


@dataclass(frozen=True)
class Buyer:
    """One group's purchasing system, with the credentials it sends."""

    base: str
    slug: str = "group-us"
    identity: str = "BUYER-US"
    secret: str = "secret-us"
    domain: str = "networkid"
    mode: str = "test"

    def with_(self, **changes):
        """The same purchasing system with something changed."""
        return replace(self, **changes)

    def envelope(self, request, payload_id="setup-1@buyer.example"):
        """A whole document around the content of Request."""
        return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.024/cXML.dtd">
<cXML payloadID="{payload_id}" timestamp="2024-05-01T10:00:00+00:00"><Header>
<From><Credential domain="{self.domain}"><Identity>{self.identity}</Identity></Credential></From>
<To><Credential domain="NetworkID"><Identity>Amazon</Identity></Credential></To>
<Sender><Credential domain="{self.domain}"><Identity>{self.identity}</Identity>
<SharedSecret>{self.secret}</SharedSecret></Credential><UserAgent>Tests</UserAgent></Sender>
</Header><Request deploymentMode="{self.mode}">{request}</Request></cXML>"""

    def setup_document(self, email="buyer@example.com", cookie="c+o/o=k", url="http://buyer.example/return"):
        """A PunchOutSetupRequest."""
        return self.envelope(
            f"""<PunchOutSetupRequest operation="create"><BuyerCookie>{cookie}</BuyerCookie>
<Extrinsic name="UserEmail">{email}</Extrinsic><Extrinsic name="FirstName">Bea</Extrinsic>
<BrowserFormPost><URL>{url}</URL></BrowserFormPost></PunchOutSetupRequest>"""
        )

    def setup(self, path="/punchout/setup/test", **values):
        """Send a setup request and return the answer's root element."""
        return post_xml(self.base + path, self.setup_document(**values))

    def start_page(self, **values):
        """The URL of a start page."""
        return self.setup(**values).findtext("Response/PunchOutSetupResponse/StartPage/URL")

    def order_document(self, cart, payload_id="order-1@buyer.example", order_id="PO1", ship_to=SHIP_TO):
        """An OrderRequest for every line of a PunchOutOrderMessage."""
        total = cart.find(".//PunchOutOrderMessageHeader/Total")
        bill_to = ship_to.replace("ShipTo", "BillTo") or SHIP_TO.replace("ShipTo", "BillTo")
        items = "".join(
            f'<ItemOut quantity="{item.get("quantity")}" lineNumber="{number}">'
            f"{_text(item.find('ItemID'))}{_text(item.find('ItemDetail'))}</ItemOut>"
            for number, item in enumerate(cart.iter("ItemIn"), 1)
        )
        return self.envelope(
            f"""<OrderRequest><OrderRequestHeader orderID="{order_id}" orderDate="2024-05-01T10:00:00+00:00"
type="new">{_text(total)}{ship_to}{bill_to}</OrderRequestHeader>{items}</OrderRequest>""",
            payload_id,
        )

    def send_order(self, document):
        """Post an OrderRequest and return the Status element of the answer."""
        return post_xml(f"{self.base}/orders/{self.slug}", document).find("Response/Status")

    def order(self, cart, **values):
        """Order a cart and return the Status element of the answer."""
        return self.send_order(self.order_document(cart, **values))


def buyer_of(code, base):
    """The purchasing system of a marketplace's group."""
    return Buyer(base, f"group-{code.lower()}", f"BUYER-{code}", f"secret-{code.lower()}")


def amount(element, path):
    """The Decimal of the Money at a path."""
    return Decimal(element.findtext(f"{path}/Money"))


def post_xml(url, document, content_type="text/xml; charset=UTF-8"):
    """Post a document and return the root element of the answer."""
    answer = requests.post(url, data=document.encode(), headers={"Content-Type": content_type}, timeout=10)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith("text/xml")
    return etree.fromstring(answer.content)


def _text(element):
    return etree.tostring(element, encoding="unicode", with_tail=False)
