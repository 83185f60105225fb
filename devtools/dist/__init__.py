"""The addons as wheels: built twice, checked, installed somewhere new, and played from there."""
