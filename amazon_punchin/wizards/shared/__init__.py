"""What the imports of lists have in common."""

from . import list_import
