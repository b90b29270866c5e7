"""The settings of a web server that tests start beside themselves, on the tests' own database."""

from tests.settings import *  # noqa: F403

# As in production: nothing is sent from a request.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
