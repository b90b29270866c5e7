"""Views of the template library. The rules they call are in the modules beside this package."""
