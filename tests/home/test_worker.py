"""The worker. What is lost here: one moment without the database ends it, and with it the whole site that was started beside it."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError

from home.management.commands import run_worker


def test_it_goes_on_when_the_database_could_not_be_had(monkeypatch, caplog):
    tried = []

    def worker(name, **options):
        assert name == "db_worker"
        tried.append(options)
        if len(tried) < 3:
            raise OperationalError("database is locked")

    monkeypatch.setattr(run_worker, "call_command", worker)
    monkeypatch.setattr(run_worker, "WAIT_SECONDS", 0)
    monkeypatch.setattr(run_worker, "close_old_connections", lambda: None)
    call_command("run_worker")
    assert len(tried) == 3
    assert caplog.text.count("tries again") == 2


def test_a_fault_of_another_kind_is_not_hidden(monkeypatch):
    def worker(name, **options):
        raise ValueError("a fault in the program")

    monkeypatch.setattr(run_worker, "call_command", worker)
    with pytest.raises(ValueError, match="a fault"):
        call_command("run_worker")


def test_the_site_is_started_with_it():
    assert "manage.py run_worker" in (settings.BASE_DIR / "Procfile").read_text()
