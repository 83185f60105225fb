"""The tests, by the same areas as the code; no two files have one name, because Odoo sees them side by side here."""

from . import (
    test_architecture,
    test_computes,
    test_dying_workers,
    test_hostile_posts,
    test_matrix,
    test_migrations,
    test_overrides,
    test_roads,
    test_roles,
    test_screens,
    test_terms,
)
from .addresses import *
from .approval import *
from .bill import *
from .document import *
from .matching import *
from .order import *
from .people import *
from .places import *
from .protocol import *
from .report import *
from .rules import *
from .setup import *
from .shared import *
from .shipment import *
from .shop import *
from .tools import *
from .transport import *
from .uploads import *
