"""The list of people that an administrator downloads at Amazon Business."""

import re
from dataclasses import dataclass

from . import table
from .errors import Problem
from .table import Column, simplified

PUNCHOUT_BUYER = "punchout_buyer"
REQUISITIONER = "requisitioner"

ACTIVE = "active"
INVITED = "invited"
INACTIVE = "inactive"

#: In English, German, French, Spanish, Italian, Japanese, Portuguese and Dutch.
COLUMNS = (
    Column(
        "email",
        (
            *("email", "email address", "user email", "login email", "work email", "amazon email", "mail"),
            *("E-Mail-Adresse", "E-Mail des Benutzers", "Mailadresse"),
            *("adresse e-mail", "adresse électronique", "adresse mail", "courriel", "e-mail de l'utilisateur"),
            *("correo electrónico", "dirección de correo electrónico", "correo"),
            *("indirizzo e-mail", "indirizzo di posta elettronica", "posta elettronica"),
            *("メールアドレス", "Eメール", "Eメールアドレス", "電子メール", "メール"),
            *("endereço de e-mail", "e-mailadres"),
        ),
        required=True,
        local={"de": "E-Mail-Adresse", "es": "correo electrónico", "fr": "adresse e-mail", "ja": "メールアドレス"},
    ),
    Column(
        "name",
        (
            *("name", "full name", "user name", "display name", "user", "person"),
            *("vollständiger Name", "Benutzername", "Benutzer"),
            *("nom complet", "nom d'utilisateur", "utilisateur"),
            *("nombre completo", "nombre y apellidos", "usuario"),
            *("nome completo", "nome e cognome", "utente"),
            *("氏名", "名前", "ユーザー名", "ユーザー"),
            "naam",
        ),
    ),
    Column(
        "first_name",
        ("first name", "given name", "Vorname", "prénom", "nombre", "nome", "名", "primeiro nome", "voornaam"),
    ),
    Column(
        "last_name",
        (
            *("last name", "family name", "surname", "Nachname", "Familienname", "nom", "nom de famille"),
            *("apellido", "apellidos", "cognome", "姓", "苗字", "sobrenome", "apelido", "achternaam"),
        ),
    ),
    Column(
        "role",
        (
            *("role", "roles", "user role", "user roles", "Rolle", "Rollen", "Benutzerrolle", "rôle", "rôles"),
            *("rol", "roles de usuario", "función", "ruolo", "ruoli", "役割", "ロール", "権限", "função", "papel"),
        ),
    ),
    Column(
        "status",
        (
            *("status", "state", "user status", "account status", "Kontostatus", "Benutzerstatus", "statut", "état"),
            *("estado", "stato", "ステータス", "状態", "ユーザーステータス"),
        ),
    ),
)

#: Headers of languages in which the family name comes first.
_FAMILY_FIRST = ("姓", "苗字")

_ROLES = {
    PUNCHOUT_BUYER: (
        *("punchout buyer", "punch-in buyer", "punchout", "punch-in", "Punchout-Einkäufer", "Punchout-Käufer"),
        *("acheteur punchout", "acheteur punch-in", "comprador punchout", "comprador punch-in"),
        *(
            "acquirente punchout",
            "acquirente punch-in",
            "パンチアウト購入者",
            "パンチアウト購買者",
            "パンチアウトバイヤー",
        ),
    ),
    REQUISITIONER: (
        *("requisitioner", "Anforderer", "Bedarfsanforderer", "Besteller", "demandeur", "solicitante"),
        *("richiedente", "購買依頼者", "購買担当者", "申請者", "リクエスター", "requisitante", "aanvrager"),
    ),
    # They may see and decide, but shop only if they have a role that shops, too.
    "": (
        *("administrator", "admin", "approver", "finance", "tech", "technology", "viewer", "accounts payable"),
        *("Genehmiger", "Finanzen", "Technik", "administrateur", "approbateur", "administrador", "aprobador"),
        *("finanzas", "amministratore", "approvatore", "finanza", "管理者", "承認者", "経理", "財務", "技術"),
    ),
}

_STATUSES = {
    ACTIVE: (
        *("active", "registered", "joined", "enabled", "aktiv", "registriert", "actif", "active", "activé"),
        *("activo", "activa", "attivo", "attiva", "有効", "アクティブ", "登録済み", "ativo", "actief"),
    ),
    INVITED: (
        *("pending", "invited", "invitation sent", "ausstehend", "eingeladen", "en attente", "invité", "invitée"),
        *("pendiente", "invitado", "invitada", "in attesa", "invitato", "invitata", "保留中", "招待済み", "招待中"),
    ),
    INACTIVE: (
        *("inactive", "deactivated", "disabled", "removed", "suspended", "inaktiv", "deaktiviert", "gesperrt"),
        *("inactif", "inactive", "désactivé", "désactivée", "inactivo", "inactiva", "desactivado", "desactivada"),
        *("inattivo", "inattiva", "disattivato", "disattivata", "無効", "非アクティブ", "停止", "停止中", "inativo"),
    ),
}

#: Words that a list may hold, for those who have to fix it.
_EXAMPLES = {
    "role": ("Punchout buyer", "Requisitioner", "Administrator"),
    "status": ("Active", "Pending", "Inactive"),
}

#: Signs that belong to a list of addresses, or to a comment in one, but to no address of an account.
_NOT_IN_EMAIL = r"\s@,;:<>\"()\[\]\\"
_NOT_AT_ITS_ENDS = rf"{_NOT_IN_EMAIL}'"
_EMAIL = re.compile(rf"(?!')[^{_NOT_IN_EMAIL}]+@[^{_NOT_AT_ITS_ENDS}]+\.[^{_NOT_AT_ITS_ENDS}.]+")
_SEVERAL = re.compile(r"[,;|/\n、]")


@dataclass(frozen=True, slots=True)
class Person:
    """One person on Amazon's list.

    :ivar int row: number of the row, as a spreadsheet shows it
    :ivar str email: lower case
    :ivar str name: may be empty
    :ivar str role: ``punchout_buyer`` or ``requisitioner``; empty if the list does not say
    :ivar str status: ``active``, ``invited`` or ``inactive``; empty if the list does not say
    :ivar bool shops: False if the list gives only roles that do not shop
    """

    row: int
    email: str
    name: str
    role: str
    status: str
    shops: bool


@dataclass(frozen=True, slots=True)
class People:
    """What the list says.

    :ivar tuple[Person, ...] people: everybody
    :ivar tuple[Problem, ...] problems: what to fix; nothing should be made of people in such a row
    """

    people: tuple
    problems: tuple

    def split(self, rows):
        """Tell the rows with trouble from the others.

        :param set[int] rows: numbers of those with trouble
        :return: the others, and those
        :rtype: tuple[tuple[Person, ...], tuple[Person, ...]]
        """
        fine = tuple(listed for listed in self.people if listed.row not in rows)
        return fine, tuple(listed for listed in self.people if listed.row in rows)


def read(data):
    """Read the list.

    :param bytes data: CSV or XLSX
    :rtype: People
    :raises UploadError: it cannot be read, or there is no column with e-mail addresses
    """
    found = table.read(data, COLUMNS)
    people, problems, rows_by_email = [], list(found.problems), {}
    for row in found.rows:
        values = row.values
        person = _person(row.number, values, found.headers)
        mistakes = list(_mistakes(row.number, values, found.headers))
        if not mistakes and (first := rows_by_email.setdefault(person.email, row.number)) != row.number:
            mistakes = [Problem(row.number, found.headers["email"], values["email"], "repeated", first)]
        problems += mistakes
        people.append(person)
    return People(tuple(people), tuple(sorted(problems, key=lambda problem: problem.row)))


def _mistakes(row, values, headers):
    email = values["email"]
    if not _EMAIL.fullmatch(email):
        yield Problem(row, headers["email"], email, "not_an_email" if email else "missing")
    if not all(word in _ROLE_OF for word in _roles(values)):
        yield Problem(row, headers["role"], values["role"], "unknown_value", known=_EXAMPLES["role"])
    status = values["status"]
    if status and simplified(status) not in _STATUS_OF:
        yield Problem(row, headers["status"], status, "unknown_value", known=_EXAMPLES["status"])


def _person(row, values, headers):
    names = [values["first_name"], values["last_name"]]
    if simplified(headers.get("last_name", "")) in _FAMILY_FIRST:
        names.reverse()
    roles = {_ROLE_OF.get(word, "") for word in _roles(values)}
    return Person(
        row=row,
        email=values["email"].lower(),
        name=values["name"] or " ".join(part for part in names if part),
        # Whoever orders without Odoo is a requisitioner, whatever else they are.
        role=next((role for role in (REQUISITIONER, PUNCHOUT_BUYER) if role in roles), ""),
        status=_STATUS_OF.get(simplified(values["status"]), ""),
        shops=roles != {""},
    )


def _roles(values):
    return [word for word in map(simplified, _SEVERAL.split(values["role"])) if word]


def _by_word(words):
    return {simplified(word): meaning for meaning, several in words.items() for word in several}


_ROLE_OF = _by_word(_ROLES)
_STATUS_OF = _by_word(_STATUSES)
