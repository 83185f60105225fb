"""Conditions of rules, and what item rules decide about a line; orders ask it, and it calls the matching."""

# The mixin before its heirs.
# isort: off
from . import condition
from . import facts
from . import item_rule
from . import unspsc
