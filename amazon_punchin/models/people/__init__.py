"""Who shops in a group, in which role, and who asks to; the shop, the documents and the checks call it."""

from . import (
    config,
    newcomer,
    person,
    res_users,
)
