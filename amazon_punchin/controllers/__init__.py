from . import access_log, browser, door, inbox
