"""A scratch database with the orders that the documents are about, and what becomes of each document there."""

import base64
import importlib
import re
import secrets
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from urllib.parse import parse_qsl, urlencode

from odoo.api import Environment

from amazon_sandbox.cxml.writer import document, header, money, node
from devtools.bench.stopwatch import post
from devtools.bench.workbench import CONFIGURATION, Workbench, bring
from devtools.replay import fitting

_FORM = "application/x-www-form-urlencoded"
_COOKIE = re.compile(rb"(<BuyerCookie[^>]*>)[^<]*(</BuyerCookie>)")
_IDENTITY = rb"(<%b>.*?<Identity>)[^<]*(</Identity>)"


class Ground(Workbench):
    """The database; `prepare` makes the orders, `play` posts one file."""

    def prepare(self, files: dict[str, bytes]) -> None:
        """Make the orders that documents are about.

        :param files: name to content
        """
        self._files = files
        self._of = fitting.wanted(files, self._content)
        self._orders: dict[int, int] = {}
        with self.transaction() as env:
            env["res.currency"].with_context(active_test=False).search([]).active = True
            for wanted in self._of.values():
                if id(wanted) not in self._orders:
                    self._orders[id(wanted)] = self._sent_order(env, wanted).id
            env.cr.commit()

    def play(self, name: str) -> tuple[str, str, str, str]:
        """Post a file to where it belongs, and process it.

        :return: what was answered, understood, made of it, and noticed
        """
        data = self._filled(name)
        if b"urn:oasis:names:specification:ubl" in data:
            return self._upload(name, data)
        with self.transaction() as env:
            config = env.ref(CONFIGURATION)
            door = f"{self.url}/amazon_punchin/{config.token}"
            login = base64.b64encode(f"{config.inbox_login}:{config.inbox_password}".encode()).decode()
            last = env["amazon.punchin.message"].search([], order="id desc", limit=1).id or 0
        if _is_form(data):
            _seconds, status, _answer = post(f"{door}/return", data, {"Content-Type": _FORM})
        elif b"<PunchOutOrderMessage" in data:
            body = urlencode({"cxml-urlencoded": data}).encode()
            _seconds, status, _answer = post(f"{door}/return", body, {"Content-Type": _FORM})
        else:
            headers = {"Content-Type": "text/xml", "Authorization": f"Basic {login}"}
            _seconds, status, answer = post(f"{door}/inbox", data, headers)
            status = " ".join([str(status), *re.findall(r'code="(\d+)"', answer.decode(errors="replace"))])
        return str(status), *self._outcome(name, last)

    # --- What is posted ------------------------------------------------------------------

    def _content(self, data: bytes):
        """What a document says; None if it cannot be read, or says nothing of an order."""
        protocol = importlib.import_module("odoo.addons.amazon_punchin.protocol")
        try:
            return protocol.received.read(data).content
        except protocol.errors.ProtocolError:
            return None

    def _filled(self, name: str) -> bytes:
        """A file's content with its blanks filled in; a cart comes back from a trip of ours."""
        data = self._files[name]
        with self.transaction() as env:
            config = env.ref(CONFIGURATION)
            order = env["purchase.order"].browse(self._orders.get(id(self._of.get(name))))
            lines = order.order_line.filtered(lambda line: line.amazon_kind == "item")
            now = datetime.now(timezone.utc)
            values = {
                "RUN": f"{order.id or 0}-{re.match(r'[0-9]*', name)[0]}",
                "NOW": now.isoformat(timespec="seconds"),
                "TODAY": f"{now:%Y-%m-%d}",
                "TOMORROW": (now + timedelta(days=1)).isoformat(timespec="seconds"),
                "BUYER_IDENTITY": config.buyer_identity,
                "INBOX_SECRET": config.shared_secret or "",
                "PO": order.name or "",
                "ORDER_PAYLOAD_ID": order._outgoing_amazon_message()[:1].payload_id or "",
                "AMAZON_ORDER": f"113-{order.id or 0:07}-0000001",
                "COMPANY": config.company_id.name,
                "AMAZON_VENDOR_NAME": config.partner_id.name,
                "AMAZON_VENDOR_VAT": config.partner_id.vat or "",
                "ORDER_TOTAL": f"{order.amount_total or 45:.2f}",
            }
            for number, line in enumerate(lines, start=1):
                values |= {f"ASIN{number}": line.amazon_asin, f"AUX{number}": line.amazon_aux_id}
            if _is_form(data):
                (field, text), *_others = parse_qsl(data.decode())
                is_base64 = field.lower().endswith("base64")
                cart = self._cart_of_ours(env, config, base64.b64decode(text) if is_base64 else text.encode(), values)
                data = urlencode({field: base64.b64encode(cart) if is_base64 else cart}).encode()
            elif b"BuyerCookie" in data:
                data = self._cart_of_ours(env, config, data, values)
            env.cr.commit()
        for blank, value in values.items():
            data = data.replace(f"{{{{{blank}}}}}".encode(), value.encode())
        return data

    def _cart_of_ours(self, env: Environment, config, data: bytes, values: dict[str, str]) -> bytes:
        """A cart as if it came back from a trip of ours, from Amazon's identity to the group's."""
        buyer = env.ref("amazon_punchin.demo_user_buyer")
        values["BUYER_COOKIE"] = env["amazon.punchin.session"]._open(config, buyer, "punch_out")
        data = _COOKIE.sub(rb"\g<1>" + values["BUYER_COOKIE"].encode() + rb"\g<2>", data)
        identities = {b"From": config.amazon_identity, b"To": config.buyer_identity, b"Sender": config.amazon_identity}
        for party, identity in identities.items():
            pattern = re.compile(_IDENTITY % party, re.DOTALL)
            data = pattern.sub(rb"\g<1>" + identity.encode() + rb"\g<2>", data, count=1)
        return data

    def _sent_order(self, env: Environment, wanted: fitting.Wanted):
        """An order that Amazon has, and that holds what documents are about."""
        token = env["amazon.punchin.session"]._open(
            env.ref(CONFIGURATION), env.ref("amazon_punchin.demo_user_buyer"), "punch_out"
        )
        lock = importlib.import_module("odoo.addons.amazon_punchin.tools.lock")
        order = lock.opened(bring(env, self._cart_of(wanted, token)))
        order._move_amazon_to("waiting")
        order._release_to_amazon()
        message = order._outgoing_amazon_message()
        message._conclude("sent", False)
        order.state = "purchase"
        if wanted.name:
            order.name = wanted.name
        if wanted.payload_id and not wanted.name:
            message.payload_id = wanted.payload_id
        return order

    def _cart_of(self, wanted: fitting.Wanted, token: str) -> bytes:
        lines = [(number, *wanted.line(number)) for number in range(1, wanted.size + 1)]
        total = sum((quantity * price for _number, quantity, price in lines), Decimal(0))
        basket, currency = secrets.token_hex(4), wanted.currency
        message = node(
            "PunchOutOrderMessage",
            node("BuyerCookie", token),
            node("PunchOutOrderMessageHeader", money("Total", total, currency), operationAllowed="create"),
            *(
                node(
                    "ItemIn",
                    node(
                        "ItemID",
                        node("SupplierPartID", wanted.asins.get(number) or f"B0REPLAY{number:02}"),
                        node("SupplierPartAuxiliaryID", f"{basket},{number}"),
                    ),
                    node(
                        "ItemDetail",
                        money("UnitPrice", price, currency),
                        node("Description", f"Item {number}"),
                        node("UnitOfMeasure", wanted.units.get(number, "EA")),
                        node("Classification", "44121704", domain="UNSPSC"),
                    ),
                    quantity=str(quantity),
                )
                for number, quantity, price in lines
            ),
        )
        return document(
            f"{basket}@replay.example", datetime.now(timezone.utc), header(self.group), node("Message", message)
        )

    # --- What becomes of it --------------------------------------------------------------

    def _outcome(self, name: str, last: int) -> tuple[str, str, str]:
        with self.transaction() as env:
            messages = env["amazon.punchin.message"]
            messages._cron_process()
            env.cr.commit()
            env.invalidate_all()
            message = messages.search([("id", ">", last), ("direction", "=", "in")], order="id desc", limit=1)
            if not message:
                return "nothing new", "", ""
            order = message.order_ids or env["purchase.order"].browse(self._orders.get(id(self._of.get(name)), []))
            notes = [message.error, message.note, *(message.bill_id.mapped("amazon_warning"))]
            notes += [f"{each.name}: {each.amazon_warning}" for each in order if each.amazon_warning]
            activities = order.activity_ids | message.bill_id.activity_ids
            notes += [f"To do: {activity.summary}" for activity in activities]
            made = [_order(each) for each in order] + [_bill(bill) for bill in message.bill_id]
            understood = f"{message.document}, {message.state}"
            return understood, "\n".join(made), "\n".join(filter(None, notes))

    def _upload(self, name: str, data: bytes) -> tuple[str, str, str, str]:
        """Upload a bill of another kind into the purchase journal."""
        with self.transaction() as env:
            company = env.ref(CONFIGURATION).company_id
            journal = env["account.journal"].search(
                [("type", "=", "purchase"), ("company_id", "=", company.id)], limit=1
            )
            attachment = env["ir.attachment"].create({"name": f"{name}.xml", "raw": data, "mimetype": "text/xml"})
            bills = journal.with_company(company)._create_document_from_attachment(attachment.ids)
            lines = [f"{line.name}: {line.price_subtotal:.2f}" for line in bills.invoice_line_ids]
            orders = bills.invoice_line_ids.purchase_line_id.order_id.mapped("name")
            env.cr.commit()
            return "uploaded", "UBL bill", "\n".join(lines), ", ".join(orders)


def _is_form(data: bytes) -> bool:
    return not data.lstrip().startswith(b"<") and b"cxml-" in data[:64].lower()


def _order(order) -> str:
    """An order, what became of its pieces, and its shipments."""
    lines = [f"{order.name} {order.amazon_state} {order.amount_total:.2f} {order.currency_id.name}"]
    for line in order.order_line:
        if line.amazon_kind != "item":
            lines.append(f"{line.name}: {line.price_subtotal:.2f}")
            continue
        pieces = {name: line[f"amazon_qty_{name}"] for name in ("accepted", "backordered", "rejected", "shipped")}
        said = [f"{quantity:g} {name}" for name, quantity in pieces.items() if quantity]
        if line.amazon_delivery_date:
            said.append(f"arrives {line.amazon_delivery_date}")
        lines.append(f"{line.amazon_line_number}: {', '.join([f'{line.product_qty:g} ordered', *said])}")
    return "\n".join([*lines, *(f"shipment {each.name} {each.state}" for each in order.amazon_shipment_ids)])


def _bill(bill) -> str:
    lines = [f"{line.quantity:g} × {line.price_unit:g} {line.name.splitlines()[-1]}" for line in bill.invoice_line_ids]
    return "\n".join([f"{bill.move_type} {bill.ref} {bill.amount_total:.2f} {bill.currency_id.name}", *lines])
