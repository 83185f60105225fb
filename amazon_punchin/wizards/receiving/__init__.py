"""Windows in which people say what arrived, or that it did not after all."""

from . import undo, window, window_line
