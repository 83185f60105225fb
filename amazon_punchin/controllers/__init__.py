from . import access_log, browser, inbox
