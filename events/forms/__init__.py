"""Forms of events: the editor's page form, and what the public fills in."""
