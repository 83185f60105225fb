"""Amazon's addresses, imported and matched."""

from . import address_candidate, address_difference, address_import, address_match
