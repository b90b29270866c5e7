"""The views of the ground floor, thin: a form, a rule, a page."""
