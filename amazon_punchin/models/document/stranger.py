from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.transaction import commit

#: The most that is stored in a day of what comes without a token that we gave: documents, and their bytes as stored.
FOR_A_NETWORK = (200, 20 * 1024 * 1024)
FOR_A_GROUP = (1000, 100 * 1024 * 1024)


class AmazonPunchinStranger(models.Model):
    """A basket that was stored although nobody knows who posted it: anybody can, who knows the return address.

    They are counted in the database, so that all processes of the server know them.
    """

    _name = "amazon.punchin.stranger"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Basket of a Stranger"
    _rec_name = "network"

    config_id = fields.Many2one(
        "amazon.punchin.config", string="Group at Amazon", required=True, readonly=True, ondelete="cascade"
    )
    network = fields.Char(required=True, readonly=True, help="IP address; for IPv6, the network of 64 bits.")
    size = fields.Integer(required=True, readonly=True, help="Size of the stored document, in bytes.")

    _recent_idx = models.Index("(config_id, create_date)")

    @api.model
    def _take_turns(self):
        """Wait until no other request is about to store what a stranger posts, and see all that has been stored.

        What a transaction reads is what was there when it began to read. So this begins one; to lock a table reads
        nothing, and what others have committed while this one waited is seen.
        """
        commit(self.env)
        self.env.cr.execute(SQL("LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE", SQL.identifier(self._table)))
        self.env.invalidate_all()

    @api.model
    def _is_room(self, config, network):
        """Whether more may be stored for a group of what comes from a network.

        :param amazon.punchin.config config: whose return address
        :param str network: see :func:`tools.network.network_of`
        :rtype: bool
        """
        [stored] = self.env.execute_query(
            SQL(
                "SELECT count(*) FILTER (WHERE network = %(network)s),"
                " coalesce(sum(size) FILTER (WHERE network = %(network)s), 0), count(*), coalesce(sum(size), 0)"
                " FROM %(table)s WHERE config_id = %(config)s AND create_date > %(since)s",
                network=network,
                table=SQL.identifier(self._table),
                config=config.id,
                since=fields.Datetime.now() - timedelta(days=1),
            )
        )
        return all(used < most for used, most in zip(stored, FOR_A_NETWORK + FOR_A_GROUP, strict=True))

    @api.autovacuum
    def _gc_old(self):
        self.search([("create_date", "<", fields.Datetime.now() - timedelta(days=1))]).unlink()


class AmazonPunchinMessage(models.Model):
    """A basket when it arrives: what belongs to a trip is always stored, what does not as far as there is room."""

    _inherit = "amazon.punchin.message"

    @api.model
    def _receive_basket(self, config, received, network):
        """Store a basket.

        :param amazon.punchin.config config: of the URL that it came to
        :param amazon_punchin.protocol.received.Received received: the document
        :param str network: where it came from, see :func:`tools.network.network_of`
        :return: empty if there is no room for it
        :rtype: amazon.punchin.message
        :raises ConcurrencyError: see :meth:`_receive`
        """
        if self._session_of(received):
            return self._receive(config, "PunchOutOrderMessage", received)
        strangers = self.env["amazon.punchin.stranger"]
        strangers._take_turns()
        if message := self._received_before(config, received):
            return message
        if not strangers._is_room(config, network):
            config._call_administrator(_say_full)
            return self.browse()
        message = self._receive(config, "PunchOutOrderMessage", received)
        size = len(message.with_context(bin_size=False).raw or b"")
        strangers.create({"config_id": config.id, "network": network, "size": size})
        return message


def _say_full(config):
    return (
        config.env._("Too many baskets from unknown senders"),
        config.env._(
            "Too many documents were posted to the return URL without a token from Odoo, so no more of them are "
            "stored until tomorrow. Baskets from “Shop on Amazon” still arrive. The message log shows what came; if "
            "none of it is from your buyers, somebody knows the return URL who should not."
        ),
    )
