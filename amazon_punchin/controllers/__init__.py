from . import browser, inbox
