"""HTTP: pages for people, endpoints for cXML, JSON for scripts."""
