"""Tests against the running server, over loopback HTTP."""
