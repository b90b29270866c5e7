"""Notices whatever writes to a table that public pages show: a form, an import, a command, a bulk update, raw SQL.

Signals would miss half of these, so the statements themselves are looked at, by Django's own hook for that
(`execute_wrapper`). Reading costs one comparison of six letters.
"""

import re

from django.db import connections

from home import freshness
from site_project.page_cache import shown

_WRITES = {"INSERT", "UPDATE", "DELETE"}
_TABLE = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
_COLUMNS_SET = re.compile(r"\bSET\s+(.*?)(?:\s+WHERE\s|$)", re.IGNORECASE | re.DOTALL)
_COLUMN = re.compile(r'(?:^|,\s*)"?(\w+)"?\s*=')
_COLUMNS_PUT_IN = re.compile(r'\(((?:"\w+"(?:, )?)+)\)')
# Nothing of these stands on a public page: drafts, what waits for approval, who works on a page, how many are below it.
UNSEEN_COLUMNS = {
    "draft_title", "latest_revision_id", "latest_revision_created_at", "has_unpublished_changes", "locked", "locked_at",
    "locked_by_id", "numchild", "go_live_at", "expire_at", "approved_schedule",
}  # fmt: skip


def watch(connection, **_signal):
    """Has every statement of a new database connection looked at. For Django's signal `connection_created`."""
    if notice not in connection.execute_wrappers:
        connection.execute_wrappers.append(notice)


def notice(execute, sql, params, many, context):
    """Runs one statement; where it changed something public, says so in the transaction it belongs to."""
    result = execute(sql, params, many, context)
    if sql.lstrip()[:6].upper() in _WRITES and not _is_unfinished(sql, context["connection"]):
        subject = changes(sql, params)
        if subject:
            freshness.changed(subject)
    return result


def _is_unfinished(sql, connection):
    """Whether the others cannot see yet what a statement outside a transaction has written: `after_insert` comes later.

    SQLite ends one that gives something back only when that has been read, which is after this.
    """
    return " RETURNING " in sql and not connection.in_atomic_block


def after_insert(sender, created, using, **_signal):
    """Says that a model was put in outside a transaction. For Django's signal `post_save`."""
    if created and not connections[using].in_atomic_block:
        subject = shown.subject_of(sender._meta.db_table)
        if subject:
            freshness.changed(subject)


def changes(sql, params=()):
    """The subject that a statement that writes can change on public pages, or "" where it changes none."""
    found = _TABLE.match(sql)
    subject = shown.subject_of(found[1]) if found else ""
    if not subject:
        return ""
    verb = sql.lstrip()[:6].upper()
    if verb == "UPDATE":
        names = _columns_set(sql)
        return "" if names and names <= UNSEEN_COLUMNS else subject
    if verb == "INSERT" and (found[1] in shown.types_of_pages() or _is_draft(found[1], sql, params)):
        return ""
    return subject


def _columns_set(sql):
    """The names of the columns that an UPDATE sets; none where that cannot be read with certainty."""
    found = _COLUMNS_SET.search(sql)
    return set(_COLUMN.findall(found[1])) if found and "SELECT" not in found[1].upper() else set()


def _is_draft(table, sql, params):
    """Whether one new page is put in that is not live. Its publishing is an UPDATE."""
    columns = _COLUMNS_PUT_IN.search(sql) if table == shown.PAGES else None
    names = [name.strip('" ') for name in columns[1].split(",")] if columns else []
    if "live" not in names or not params or len(params) != len(names):
        return False
    return not params[names.index("live")]
