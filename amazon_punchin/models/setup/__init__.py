"""The Amazon group: its identities, secrets, URLs, mode and checklist; every area reads it, and it calls the checks and
the ground floor.
"""

# From the innermost override of create and write to the outermost: the servers that a change depends on are asked
# before anything is locked (awaited), a change is refused where somebody else has edited the record meanwhile
# (versioned), then opening, mode and checklist see it, and the innermost keep what it replaces.
# isort: off
from . import config
from . import account_tax
from . import catalog
from . import taxes
from . import check
from . import circuit
from . import extrinsic
from . import identity
from . import own_urls
from . import product_product
from . import tolerance
from . import vault
from . import vault_fields
from . import inbox
from . import line
from . import gateway
from . import destination
from . import secrets
from . import checklist
from . import mode
from . import opening
from . import versioned
from . import awaited
