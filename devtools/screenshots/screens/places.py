"""Delivery locations, and the addresses at Amazon that belong to them."""

from devtools.screenshots.screens.kinds import action, form, records, window
from devtools.screenshots.screens.people import uploaded
from devtools.screenshots.shot import Shot

_MANAGER = "manager"
_LOCATIONS, _ADDRESSES = action("amazon_punchin_location_action"), "/odoo/amazon-addresses"
_IMPORT, _WIZARD = action("amazon_punchin_address_import_action"), "amazon.punchin.address.import"
_MODEL = "amazon.punchin.address"

_LIST = (
    "Address ID,Name,Street,City,State,Zip,Country\n"
    "SF1,Head Office,250 Executive Park Boulevard,San Francisco,CA,94134,US\n"
    "SEA,Warehouse,410 Terry Ave N,Seattle,WA,98109,US\n"
)
_BAD = "X,Nowhere,,,,,Atlantis\n"

SHOTS = [
    records("locations", _MANAGER, _LOCATIONS),
    records("addresses", _MANAGER, _ADDRESSES),
    form("address", _MANAGER, _ADDRESSES, _MODEL),
    window("address-comparison", _MANAGER, _ADDRESSES, "button[name=action_compare]", _MODEL),
    Shot("address-import", _MANAGER, f"{_IMPORT}/new", ".o_field_widget[name=file]"),
    uploaded("address-import-preview", _IMPORT, _WIZARD, ".o_amazon_apply", _LIST),
    uploaded("address-import-problems", _IMPORT, _WIZARD, ".o_field_widget[name=problems] table", _LIST + _BAD),
]
