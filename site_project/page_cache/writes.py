"""Notices whatever writes to a table that public pages show: a form, an import, a command, a bulk update, raw SQL.

Signals would miss half of these, so the statements themselves are looked at, by Django's own hook for that
(`execute_wrapper`). Reading costs one comparison of six letters.
"""

import re

from home import freshness
from site_project.page_cache import shown

_WRITES = {"INSERT", "UPDATE", "DELETE"}
_TABLE = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
_COLUMNS_SET = re.compile(r"\bSET\s+(.*?)(?:\s+WHERE\s|$)", re.IGNORECASE | re.DOTALL)
_COLUMN = re.compile(r'(?:^|,\s*)"?(\w+)"?\s*=')
_COLUMNS_PUT_IN = re.compile(r'\(((?:"\w+"(?:, )?)+)\)')
# Nothing of these stands on a public page: drafts, what waits for approval, who works on a page, how many are below it; and
# whose turn it is with an event's places, and what its people were last told.
UNSEEN_COLUMNS = {
    "draft_title", "latest_revision_id", "latest_revision_created_at", "has_unpublished_changes", "locked", "locked_at",
    "locked_by_id", "numchild", "go_live_at", "expire_at", "approved_schedule", "turns", "told",
}  # fmt: skip


def watch(connection, **_signal):
    """Has every statement of a new database connection looked at. For Django's signal `connection_created`."""
    if notice not in connection.execute_wrappers:
        connection.execute_wrappers.append(notice)


def notice(execute, sql, params, many, context):
    """Runs one statement; where it changed something public, says so in the transaction it belongs to."""
    result = execute(sql, params, many, context)
    if sql.lstrip()[:6].upper() in _WRITES:
        subject = changes(sql, params)
        if subject:
            freshness.changed(subject)
    return result


def changes(sql, params=()):
    """The subject that a statement that writes can change on public pages, or "" where it changes none."""
    found = _TABLE.match(sql)
    subject = shown.subject_of(found[1]) if found else ""
    if not subject:
        return ""
    verb = sql.lstrip()[:6].upper()
    if verb == "UPDATE":
        columns = _COLUMNS_SET.search(sql)
        names = set(_COLUMN.findall(columns[1])) if columns else set()
        return "" if names and names <= UNSEEN_COLUMNS else subject
    if verb == "INSERT" and (found[1] in shown.types_of_pages() or _is_draft(found[1], sql, params)):
        return ""
    return subject


def _is_draft(table, sql, params):
    """Whether one new page is put in that is not live. Its publishing is an UPDATE."""
    columns = _COLUMNS_PUT_IN.search(sql) if table == shown.PAGES else None
    names = [name.strip('" ') for name in columns[1].split(",")] if columns else []
    if "live" not in names or not params or len(params) != len(names):
        return False
    return not params[names.index("live")]
