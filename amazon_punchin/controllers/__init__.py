from . import access_log, browser, door, export, inbox
