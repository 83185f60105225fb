"""The purchase order from the basket to *Done*: coded, confirmed, sent, answered; everybody calls in, and it alone may
import from the other areas.
"""

# From the innermost override to the outermost, so the last one is called first: the lock is asked, then a change of
# coding is followed, then comes what Confirm and Approve add, and the totals stand next to core.
# isort: off
from . import config
from . import purchase_order
from . import state
from . import alarms
from . import purchase_order_line
from . import budget
from . import analytic_plan
from . import answer_line
from . import line_status
from . import meant
from . import answer
from . import cancel
from . import arrival
from . import checkout
from . import coding
from . import coding_shown
from . import counts
from . import create
from . import hold
from . import items
from . import job_progress
from . import ordinary
from . import ir_rule
from . import other_apps
from . import policy
from . import price_change
from . import purchase_app
from . import send
from . import trial
from . import vendor
from . import warnings
from . import notices
from . import totals
from . import confirm
from . import recoding
from . import lock
