"""Whether the site is alive, and whether it is ready for visitors. For machines; nothing here is a page."""

import shutil

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from home import outbox

_READY = {"migrations": False}


@never_cache
@require_safe
def live(request):
    """200 as long as the process answers. Asks nothing else."""
    return JsonResponse({"live": True})


@never_cache
@require_safe
def ready(request):
    """200 when the database answers, its tables are those of this code, and there is room to write; else 503.

    "mail" says how long the oldest mail has been waiting. Late mail is a warning only: visitors can still use the site.
    """
    problems = [problem for problem in (database_problem(), _disk()) if problem]
    answer = {"ready": not problems, "problems": problems, "mail": {} if problems else _mail()}
    return JsonResponse(answer, status=503 if problems else 200)


def database_problem():
    """What is wrong with the database, in a sentence; "" where it answers and has this code's tables. Never raises."""
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


def _mail():
    """Seconds the oldest mail that is due has been waiting, and a warning from ten minutes on."""
    try:
        waiting = outbox.late()
    except DatabaseError:
        return {}
    seconds = int(waiting.total_seconds()) if waiting else 0
    warning = "Mail is late. Look at the worker and the mail server." if waiting and waiting > outbox.LATE else ""
    return {"oldest_waits_seconds": seconds, "warning": warning}
