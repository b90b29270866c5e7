"""Whether the site is alive, and whether it is ready for visitors. For machines; nothing here is a page."""

import shutil

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

_READY = {"migrations": False}


@never_cache
@require_safe
def live(request):
    """200 as long as the process answers. Asks nothing else."""
    return JsonResponse({"live": True})


@never_cache
@require_safe
def ready(request):
    """200 when the database answers, its tables are those of this code, and there is room to write; else 503."""
    problems = [problem for problem in (_database(), _disk()) if problem]
    return JsonResponse({"ready": not problems, "problems": problems}, status=503 if problems else 200)


def _database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _READY["migrations"]:
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                return "The database is not migrated."
            # Asked once for each process: a deployment starts new ones.
            _READY["migrations"] = True
    except Exception:
        return "The database does not answer."
    return ""


def _disk():
    try:
        free = shutil.disk_usage(settings.DATA_DIR).free
    except OSError:
        return "The data folder cannot be read."
    return "The disk is nearly full." if free < settings.DISK_FLOOR_BYTES else ""
