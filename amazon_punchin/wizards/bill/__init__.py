"""A bill on hold, posted with a reason; what would be posted automatically; lines of bills added to orders."""

from . import add_to_order, release, touchless
