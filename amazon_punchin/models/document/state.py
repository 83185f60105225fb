#: States of a document of Amazon's that nothing has been made of; it may be processed, or come again.
UNUSED = ("received", "failed", "dismissed")
