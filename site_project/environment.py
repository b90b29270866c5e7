"""Reads the environment, in one place, and refuses what is wrong with a sentence that says what to set."""

import ipaddress
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

# FileAwareEnv also reads NAME_FILE (systemd credentials, container secrets) for every NAME.
_env = environ.FileAwareEnv()


class SettingsError(ImproperlyConfigured):
    """A setting from the environment is missing or wrong; the message names the variable."""


def text(name, default=""):
    """The variable as stripped text, or `default` where it is not set."""
    return _env.str(name, default=default).strip()


def flag(name, default=False):
    """The variable as a truth value: 1, true, yes, on or 0, false, no, off. Raises SettingsError for anything else."""
    value = text(name, "1" if default else "0").lower()
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off", ""):
        return False
    raise SettingsError(f"{name} is {value!r}. Set it to 1 (yes) or 0 (no).")


def number(name, default, minimum=0):
    """The variable as a whole number of at least `minimum`. Raises SettingsError for anything else."""
    value = text(name, str(default))
    if not value.isdecimal() or int(value) < minimum:
        raise SettingsError(f"{name} is {value!r}. Set it to a whole number of {minimum} or more.")
    return int(value)


def site_url(production):
    """SITE_URL split into parts. In production it is required and https; otherwise it has to be this machine.

    Raises SettingsError when it is missing, is not an address, or does not fit the mode.
    """
    port = number("PORT", 8000, minimum=1)
    value = text("SITE_URL", "" if production else f"http://127.0.0.1:{port}").rstrip("/")
    if not value:
        raise SettingsError("SITE_URL is not set. Set it to the public address of the site, like https://example.org.")
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise SettingsError(f"SITE_URL is {value!r}. Set it to an address with no path, like https://example.org.")
    if production and parts.scheme != "https" and not _is_this_machine(parts.hostname):
        raise SettingsError(f"SITE_URL is {value!r}. In production it has to start with https://.")
    if not production and not _is_this_machine(parts.hostname):
        raise SettingsError(f"SITE_URL is {value!r}, a public address. Set PRODUCTION=1 to serve the public.")
    return parts


def secret_key(production, data_dir):
    """SECRET_KEY; outside production a random one is made once and kept in `data_dir`.

    Raises SettingsError in production when it is missing or too short.
    """
    value = text("SECRET_KEY")
    if production:
        if len(value) < 50 or len(set(value)) < 5:
            raise SettingsError("SECRET_KEY is missing or too short. Set it to at least 50 random characters.")
        return value
    if value:
        return value
    path = Path(data_dir) / "secret-key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


def database(data_dir):
    """Django's DATABASES["default"] from DATABASE_URL; SQLite in `data_dir` where it is not set.

    SQLite: write-ahead log and immediate transactions, without which parallel writers get errors (docs/decisions/0003).
    PostgreSQL: short lock and statement time-outs, so that a stuck query cannot hold the site; and no compiling of queries,
    which took 1.3 seconds for the joins over all page types and 0.02 without.
    """
    url = text("DATABASE_URL", f"sqlite:///{Path(data_dir) / 'site.sqlite3'}")
    try:
        config = environ.Env.db_url_config(url)
    except Exception as error:
        raise SettingsError(
            "DATABASE_URL cannot be read. Set it like postgres://user:password@host:5432/name."
        ) from error
    engine = config.get("ENGINE", "")
    if engine.endswith("sqlite3"):
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": number("DATABASE_TIMEOUT", 5, minimum=1),
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
                "PRAGMA mmap_size=134217728; PRAGMA cache_size=-8000;"
            ),
        }
        config["CONN_MAX_AGE"] = 600
        config["TEST"] = {"NAME": str(Path(data_dir) / "test.sqlite3")}
    elif engine.endswith("postgresql"):
        config.setdefault("OPTIONS", {}).setdefault(
            "options",
            "-c jit=off -c lock_timeout=3s -c statement_timeout=15s -c idle_in_transaction_session_timeout=30s",
        )
        # A server that does not even refuse is waited for so long, and not two minutes: the start and every page would hang.
        config["OPTIONS"].setdefault("connect_timeout", 5)
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
    else:
        raise SettingsError("DATABASE_URL is for a database this site does not know. Use sqlite:/// or postgres://.")
    return config


def mail(production):
    """Where mail is handed over, from EMAIL_URL; None outside production, where mails are kept as files.

    Raises SettingsError when it is missing in production, or cannot be read.
    """
    url = text("EMAIL_URL")
    if not url:
        if production:
            raise SettingsError("EMAIL_URL is not set. Set it like smtp+tls://user:password@mail.example.org:587.")
        return None
    try:
        found = environ.Env.email_url_config(url)
    except Exception as error:
        raise SettingsError("EMAIL_URL cannot be read. Set it like smtp+tls://user:password@host:587.") from error
    if not found.get("EMAIL_HOST"):
        raise SettingsError("EMAIL_URL names no host. Set it like smtp+tls://user:password@host:587.")
    return found


def openid_connect():
    """Another place to sign in, from the four OIDC_ variables, as {"server_url", "client_id", "secret", "name"}; None where
    none of them is set.

    Raises SettingsError where only some are set, or the server is not https (this machine may be http).
    """
    names = ("OIDC_SERVER_URL", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME")
    given = {name: text(name) for name in names}
    if not any(given.values()):
        return None
    missing = [name for name in names if not given[name]]
    if missing:
        raise SettingsError(f"{' and '.join(missing)} not set. Set all of {', '.join(names)}, or none of them.")
    url = given["OIDC_SERVER_URL"].rstrip("/")
    parts = urlsplit(url)
    secure = parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(parts.hostname or ""))
    if not secure or not parts.hostname or parts.query or parts.fragment:
        raise SettingsError(f"OIDC_SERVER_URL is {url!r}. Set it to the issuer's address, like https://id.example.org.")
    return {
        "server_url": url,
        "client_id": given["OIDC_CLIENT_ID"],
        "secret": given["OIDC_CLIENT_SECRET"],
        "name": given["OIDC_NAME"][:40],
    }


def _is_this_machine(host):
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
