"""Wrong settings stop the start with a sentence that names the variable."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.settings

GOOD = {
    "PRODUCTION": "1",
    "SITE_URL": "https://example.org",
    "SECRET_KEY": "k3-this-is-a-long-and-random-looking-key-for-tests-only-0123456789",
    "DEFAULT_FROM_EMAIL": "site@example.org",
    "EMAIL_URL": "smtp://mail.example.org:25",
}


def run(tmp_path, *arguments, **variables):
    """Runs manage.py in a process of its own, with these variables and no others of ours."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**kept, "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "site_project.settings", **variables},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing or too short. Set it to at least 50 random characters."),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is missing or too short."),
        ({"SITE_URL": ""}, "SITE_URL is not set. Set it to the public address of the site"),
        ({"SITE_URL": "example.org"}, "SITE_URL is 'example.org'. Set it to an address with no path"),
        ({"SITE_URL": "http://example.org"}, "In production it has to start with https://."),
        ({"PRODUCTION": "0"}, "Set PRODUCTION=1 to serve the public."),
        ({"PRODUCTION": "perhaps"}, "PRODUCTION is 'perhaps'. Set it to 1 (yes) or 0 (no)."),
        ({"DEBUG": "1"}, "Set DEBUG=0 to serve the public."),
        ({"DATABASE_URL": "mysql://localhost/x"}, "Use sqlite:/// or postgres://."),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
        ({"CACHE_URL": "memcached://x"}, "CACHE_URL cannot be read. Set it like redis://host:6379/0"),
        ({"PORT": "eighty"}, "PORT is 'eighty'. Set it to a whole number of 1 or more."),
        ({"EMAIL_URL": ""}, "EMAIL_URL is not set."),
        ({"TRUSTED_PROXY_COUNT": "one"}, "TRUSTED_PROXY_COUNT is 'one'. Set it to a whole number of 0 or more."),
        ({"OIDC_NAME": "Fell NHS Trust"}, "Set all of OIDC_SERVER_URL, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path, changes, sentence):
    done = run(tmp_path, "check", **{**GOOD, **changes})
    assert done.returncode != 0
    assert sentence in done.stderr


def test_production_settings_pass_djangos_own_deployment_check(tmp_path):
    """The only thing left to say before launch is what the publisher has not filled in."""
    assert run(tmp_path, "migrate", "--verbosity", "0", **GOOD).returncode == 0
    done = run(tmp_path, "check", "--deploy", **GOOD)
    assert done.returncode == 0, done.stderr
    warnings = [line for line in done.stderr.splitlines() if line.startswith("?: (") or "WARNINGS" in line]
    assert all("home.W" in line or "WARNINGS" in line for line in warnings), done.stderr


def test_a_secret_can_come_from_a_file(tmp_path):
    (tmp_path / "key").write_text(GOOD["SECRET_KEY"])
    variables = {name: value for name, value in GOOD.items() if name != "SECRET_KEY"}
    assert run(tmp_path, "check", SECRET_KEY_FILE=str(tmp_path / "key"), **variables).returncode == 0


def test_outside_production_a_secret_is_made_once_and_kept_to_its_owner(tmp_path):
    assert run(tmp_path, "check").returncode == 0
    key = (tmp_path / "secret-key").read_text()
    assert len(key) >= 50
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
    assert run(tmp_path, "check").returncode == 0
    assert (tmp_path / "secret-key").read_text() == key
