"""`./dev upgrade`: a database of a landed version, filled, and upgraded to the code as it is; nothing may get lost."""
