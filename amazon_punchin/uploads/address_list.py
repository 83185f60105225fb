"""A list of delivery addresses as they stand at Amazon Business."""

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


@dataclass(frozen=True)
class ListedAddress:
    """One address on the list.

    :ivar int row: number of the row, as a spreadsheet shows it
    :ivar dict[str, str] values: name of each column in :data:`COLUMNS` to its text, empty if the list lacks it
    """

    row: int
    values: dict


@dataclass(frozen=True)
class AddressList:
    """What the list says.

    :ivar tuple[ListedAddress, ...] addresses: its rows
    :ivar dict[str, str] headers: name of each recognised column to its header in the file
    :ivar tuple[Problem, ...] problems: what to mend
    """

    addresses: tuple
    headers: dict
    problems: tuple


def read(data):
    """Read the list.

    :param bytes data: CSV or XLSX
    :rtype: AddressList
    :raises UploadError: it cannot be read, or lacks street, city or country
    """
    found = table.read(data, COLUMNS)
    problems = [
        *found.problems,
        *(
            Problem(row.number, found.headers[column.name], "", "missing")
            for row in found.rows
            for column in COLUMNS
            if column.required and not row.values[column.name]
        ),
    ]
    addresses = (
        ListedAddress(row.number, {column.name: row.values.get(column.name, "") for column in COLUMNS})
        for row in found.rows
    )
    return AddressList(tuple(addresses), found.headers, tuple(sorted(problems, key=lambda problem: problem.row)))
