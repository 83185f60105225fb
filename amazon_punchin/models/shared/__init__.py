"""Mixins with two heirs or more; every area inherits from them, and they call none."""

# In the order in which they inherit from each other.
# isort: off
from . import access
from . import checked
from . import mail_activity
from . import version
