#: Accounts that a purchase can be coded with.
ACCOUNT_TYPES = (
    "expense",
    "expense_direct_cost",
    "expense_depreciation",
    "asset_fixed",
    "asset_current",
    "asset_non_current",
    "asset_prepayments",
)

#: States of an order that Amazon has answered for.
ANSWERED = ("confirmed", "partial", "shipped", "done")
