"""What a list of people changes: each row compared with the people who are there, and with the users of Odoo."""

from functools import cached_property

from odoo.fields import Domain
from odoo.tools import email_normalize

from ...tools.user_directory import UserDirectory


class PersonPlan:
    """Decides about each person on Amazon's list, reading once what is there.

    :param amazon.punchin.config config: whose people they are
    """

    def __init__(self, config):
        self.env = config.env
        self._config = config
        known = (
            config.env["amazon.punchin.person"]
            .with_context(active_test=False)
            .search_fetch(
                Domain("config_id", "=", config.id), ["active", "email", "name", "role", "amazon_status", "user_id"]
            )
        )
        # Of several with the same address, the active one.
        self._known = {person.email.lower(): person for person in known.sorted("active")}
        self._takers = {person.user_id.id: person.email for person in known if person.active and person.user_id}

    @cached_property
    def _directory(self):
        return UserDirectory(self.env, self._config.company_id)

    def lines(self, people):
        """Decide.

        :param tuple[amazon_punchin.uploads.people.Person, ...] people: Amazon's list
        :return: values of ``amazon.punchin.person.import.line``, in the order of the list
        :rtype: list[dict]
        """
        # A user found by e-mail is surer than one found by login.
        by_trust = sorted(people, key=lambda person: not self._directory.by_email(person.email))
        return sorted(map(self._line, by_trust), key=lambda line: line["row"])

    def _line(self, listed):
        email = listed.email if listed.email.isascii() else email_normalize(listed.email) or listed.email
        known = self._known.get(email, self.env["amazon.punchin.person"])
        line = {
            "row": listed.row,
            "email": email,
            "name": listed.name or known.name,
            "role": listed.role or known.role or "punchout_buyer",
            "amazon_status": listed.status or known.amazon_status or "active",
            "person_id": known.id,
            "shops": listed.shops,
        }
        if not listed.shops and not known.active:
            return {**line, "outcome": "skip", "note": self.env._("Has only roles that cannot shop."), "applied": True}
        if not listed.shops:
            line["amazon_status"] = "inactive"
        line["user_id"], line["note"] = self._user(known, email, self._directory.find(email))
        if not listed.shops:
            line["note"] = self.env._("Is on the list here, but has only roles that cannot shop: counts as not active.")
        same = self._is_same(known, line)
        return {**line, "outcome": self._outcome(known, same), "applied": same}

    def again(self, line):
        """Decide anew about a line: people may have been added or changed since.

        :param amazon.punchin.person.import.line line: not written yet
        :return: values of the line
        :rtype: dict
        """
        known = self._known.get(line.email, self.env["amazon.punchin.person"])
        if not line.shops and not known.active:
            return {"person_id": known.id, "outcome": "skip"}
        user_id, note = self._user(known, line.email, line.user_id.ids)
        values = {"person_id": known.id, "user_id": user_id, "note": note or line.note}
        same = self._is_same(known, {**line._prepare_person_vals(), **values})
        return {**values, "outcome": self._outcome(known, same)}

    def _outcome(self, known, same):
        if not known:
            return "create"
        return "same" if same else "change"

    def _is_same(self, known, line):
        """Whether there is nothing to write."""
        names = ("email", "name", "role", "amazon_status")
        return (
            known.active
            and known.user_id.id == line["user_id"]
            and all((known[name] or "") == (line[name] or "") for name in names)
        )

    def _user(self, known, email, found):
        """The user of a person: the one chosen before, else the only one found.

        :param amazon.punchin.person known: the person, if they are on the list
        :param str email: their e-mail address
        :param list[int] found: ids of the users that they may be
        :return: id or False, and a note or False
        :rtype: tuple[int | bool, str | bool]
        """
        if known.user_id and self._takers.setdefault(known.user_id.id, email) == email:
            return known.user_id.id, False
        if len(found) != 1:
            note = found and self.env._("%s users have this e-mail or use it to sign in.", len(found))
            return False, note or False
        taker = self._takers.setdefault(found[0], email)
        if taker != email:
            return False, self.env._("The user is already %s at Amazon.", taker)
        return found[0], False
