"""A list of delivery addresses as they are at Amazon Business."""

from dataclasses import dataclass

from . import table
from .errors import Problem
from .table import Column

COLUMNS = (
    Column(
        "reference",
        ("address id", "addressid", "location id", "id", "Adress-ID", "id adresse", "id de dirección", "住所ID"),
    ),
    Column(
        "name",
        (
            *("name", "address name", "location", "location name", "company", "recipient", "label", "Firma"),
            *("Bezeichnung", "Adressname", "nom", "nom de l'adresse", "nombre", "nome", "名称", "宛名"),
        ),
    ),
    Column(
        "street",
        (
            *(
                "street",
                "address",
                "address line 1",
                "street address",
                "address1",
                "Straße",
                "Adresse",
                "Adresszeile 1",
            ),
            *(
                "rue",
                "adresse ligne 1",
                "calle",
                "dirección",
                "línea de dirección 1",
                "via",
                "indirizzo",
                "住所",
                "住所1",
            ),
        ),
        required=True,
        local={"de": "Straße", "es": "calle", "fr": "rue", "ja": "住所"},
    ),
    Column(
        "street2",
        (
            *("street 2", "address line 2", "address2", "Adresszeile 2", "Adresszusatz", "adresse ligne 2"),
            *("complément d'adresse", "línea de dirección 2", "indirizzo 2", "住所2"),
        ),
    ),
    Column(
        "city",
        ("city", "town", "Stadt", "Ort", "ville", "ciudad", "localidad", "città", "市区町村"),
        required=True,
        local={"de": "Ort", "es": "ciudad", "fr": "ville", "ja": "市区町村"},
    ),
    Column(
        "state",
        (
            *("state", "state or region", "region", "province", "county", "Bundesland", "Region", "région"),
            *("provincia", "estado", "stato", "provincia", "都道府県"),
        ),
    ),
    Column(
        "zip",
        (
            "zip",
            "zip code",
            "postal code",
            "postcode",
            "PLZ",
            "Postleitzahl",
            "code postal",
            "código postal",
            "CAP",
            "郵便番号",
        ),
    ),
    Column(
        "country",
        ("country", "country code", "Land", "pays", "país", "paese", "国"),
        required=True,
        local={"de": "Land", "es": "país", "fr": "pays", "ja": "国"},
    ),
)


@dataclass(frozen=True, slots=True)
class AddressList:
    """What the list says.

    :ivar tuple[Row, ...] addresses: its rows
    :ivar dict[str, str] headers: name of each recognised column to its header in the file
    :ivar tuple[Problem, ...] problems: what to fix; nothing should be made of such a row
    """

    addresses: tuple
    headers: dict
    problems: tuple

    def split(self, rows):
        """Tell the rows with trouble from the others.

        :param set[int] rows: numbers of those with trouble
        :return: the others, and those
        :rtype: tuple[tuple[Row, ...], tuple[Row, ...]]
        """
        fine = tuple(row for row in self.addresses if row.number not in rows)
        return fine, tuple(row for row in self.addresses if row.number in rows)


def read(data):
    """Read the list.

    :param bytes data: CSV or XLSX
    :rtype: AddressList
    :raises UploadError: it cannot be read, or lacks street, city or country
    """
    found = table.read(data, COLUMNS)
    required = {column.name for column in COLUMNS if column.required}
    problems = [
        *found.problems,
        *(
            Problem(row.number, found.headers[name], "", "missing")
            for row in found.rows
            for name, text in row.values.items()
            if name in required and not text
        ),
    ]
    return AddressList(found.rows, found.headers, tuple(sorted(problems, key=lambda problem: problem.row)))
