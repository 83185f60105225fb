"""cXML documents: read, check and write. Knows nothing of HTTP."""
