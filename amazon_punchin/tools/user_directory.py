"""Which user of Odoo has an e-mail address."""

from collections import defaultdict

from odoo.fields import Domain
from odoo.tools import email_normalize


class UserDirectory:
    """The active internal users of a company, read once.

    :param odoo.api.Environment env: of anybody
    :param res.company company: the company
    :param Collection[str] | None emails: lower case; whoever has none of them is left out. None: everybody is in
    """

    def __init__(self, env, company, emails=None):
        domain = Domain("share", "=", False) & Domain("company_ids", "in", company.ids)
        if emails is not None:
            domain &= Domain("email_normalized", "in", emails) | Domain("login", "in", emails)
        users = env["res.users"].sudo().search_fetch(domain, ["login", "partner_id"])
        users.partner_id.fetch(["email", "email_normalized"])
        self._by_email, self._by_login = defaultdict(list), defaultdict(list)
        for user in users:
            if email := user.partner_id.email_normalized or email_normalize(user.partner_id.email):
                self._by_email[email].append(user.id)
            self._by_login[user.login.strip().lower()].append(user.id)

    def by_email(self, email):
        """Users with an e-mail address.

        :param str email: lower case
        :rtype: list[int]
        """
        return self._by_email.get(email, [])

    def find(self, email):
        """Users who have an e-mail address or sign in with it.

        Users can change their own e-mail, so that it never counts for more than somebody else's login.

        :param str email: lower case
        :return: ids; more than one if it is not clear
        :rtype: list[int]
        """
        return list(dict.fromkeys(self.by_email(email) + self._by_login.get(email, [])))
