"""How a document travels to Amazon. No ORM in here."""

from . import errors, https, soap
