"""The mail that the site keeps as files where no mail server is set."""

import email
import email.policy
import re
import time


def messages(server, address):
    """Every kept mail to an address, oldest first, as email.message.EmailMessage."""
    found = []
    for path in sorted((server.data_dir / "mail").glob("*.log"), key=lambda each: each.stat().st_mtime):
        # The file holds one message after another, each ended by a line of hyphens.
        for text in re.split(r"\n-{79}\n", path.read_text("utf-8")):
            message = email.message_from_string(text.lstrip(), policy=email.policy.default)
            if message["To"] == address:
                found.append(message)
    return found


def wait_for(server, address, subject, seconds=60):
    """The text of the newest mail to an address with `subject` in its subject. Raises AssertionError where none comes."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for message in reversed(messages(server, address)):
            if subject in message["Subject"]:
                return message.get_body(("plain",)).get_content()
        time.sleep(0.3)
    raise AssertionError(f"no mail about {subject!r} came")


def code_in(text):
    """The code that stands on a line of its own."""
    return next(line.strip() for line in text.splitlines() if re.fullmatch(r"\d{4} \d{4}", line.strip()))
