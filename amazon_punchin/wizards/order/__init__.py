"""The overview, and the windows that an order opens."""

from . import cancellation, home, preview
