"""`./dev scale`: how much faster two and four machines on one database are than one, and whether they agree."""
