# From the innermost override to the outermost, as in the addon itself.
# isort: off
from . import config
from . import item_rule
from . import location
from . import stock_picking
from . import stock_move
from . import stock_rule
from . import purchase_order_line
from . import purchase_order
from . import expected
from . import parcels
from . import receiving
from . import credits
