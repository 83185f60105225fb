"""`./dev chaos`: purchases while workers die, the database restarts, and the network to Amazon does its worst."""
