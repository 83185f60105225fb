"""What Odoo remembers and decides, one folder an area.

The order of these imports is the order of the overrides: of two areas that override the same method of a model, the
later one is called first. So ``order`` comes last: it stands on all the others, and its lock is the first to be asked.
An area imports no other one; it meets them through the registry. Only ``order`` imports from the areas below it.
"""

# isort: off
from . import shared
from . import setup
from . import people
from . import places
from . import shop
from . import rules
from . import document
from . import approval
from . import shipment
from . import receiving
from . import bill
from . import order
