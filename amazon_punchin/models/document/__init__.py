"""Documents to and from Amazon: stored once, processed, sent, kept; the routes and the scheduled actions call it, and
it hands what it has read to order, shipment and bill.
"""

# The model before its extensions.
# isort: off
from . import message
from . import state
from . import addresses
from . import alarms
from . import answers
from . import attachments
from . import cart
from . import config
from . import deliver
from . import digest
from . import interrupted
from . import invoice
from . import ir_http
from . import log
from . import rest
from . import orders
from . import process
from . import receive
from . import refused_attempt
from . import retention
from . import stranger
from . import turn
from . import wake
