"""Windows that somebody opens, and what they do; the same areas as the models, which they call."""

# The list import before the wizards that inherit from it.
# isort: off
from . import shared
from . import setup
from . import people
from . import places
from . import rules
from . import approval
from . import bill
from . import receiving
from . import order
