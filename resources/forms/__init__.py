"""Forms of the template library."""
