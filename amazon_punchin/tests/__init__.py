"""The tests, by the same areas as the code; no two files have one name, because Odoo sees them side by side here."""

from . import (
    hypothesis_profile,
    test_architecture,
    test_computes,
    test_dying_workers,
    test_every_route,
    test_hostile_posts,
    test_hostile_texts,
    test_indexes,
    test_matrix,
    test_migrations,
    test_overrides,
    test_roads,
    test_roles,
    test_screens,
    test_security_page,
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
from .receiving import *
from .report import *
from .rules import *
from .setup import *
from .shared import *
from .shipment import *
from .shop import *
from .tools import *
from .transport import *
from .uploads import *
