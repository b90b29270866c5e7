"""A sender in a process of its own, for a test that kills it: `outbox_sender.py fill <n>`, `send <port> <minutes>`, `count`."""

import datetime
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from home import outbox  # noqa: E402
from home.models import OutgoingMail  # noqa: E402


def fill(number):
    """Makes the outbox's table and puts so many mails in."""
    with connection.schema_editor() as editor:
        editor.create_model(OutgoingMail)
    OutgoingMail.objects.bulk_create(
        OutgoingMail(
            key=f"mail-{count}", kind="Test", to=f"{count}@example.com", subject=f"Mail {count}", text="Words.",
            message_id=f"<{count}@test>", send_at=timezone.now(),
        )
        for count in range(int(number))
    )  # fmt: skip


def send(port, minutes):
    """Sends what is due in so many minutes."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", int(port), 5
    outbox.send_due(now=timezone.now() + datetime.timedelta(minutes=int(minutes)))


def count():
    """Prints how many are sent."""
    print(OutgoingMail.objects.filter(state="sent").count())


if __name__ == "__main__":
    {"fill": fill, "send": send, "count": count}[sys.argv[1]](*sys.argv[2:])
