"""The rule tester, which writes nothing."""

from . import tester
