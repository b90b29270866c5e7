"""How the site writes dates, times, lengths of time and names of things, following the NHS content style."""

import datetime

from django.utils import formats, timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext, ngettext


def _local(value):
    return timezone.localtime(value) if isinstance(value, datetime.datetime) and timezone.is_aware(value) else value


def date_long(value):
    """A date with its weekday: "Thursday 22 April 2027". Empty text for no date."""
    return formats.date_format(_local(value), "l j F Y") if value else ""


def date_plain(value):
    """A date without its weekday: "22 April 2027". Empty text for no date."""
    return formats.date_format(_local(value), "j F Y") if value else ""


def time_short(value):
    """A time as "1pm", "5:30pm", "midday" or "midnight"; in other languages on the 24-hour clock."""
    if not value:
        return ""
    value = _local(value)
    if translation.get_language() not in (None, "en"):
        return formats.date_format(value, "H:i") if isinstance(value, datetime.datetime) else value.strftime("%H:%M")
    if value.minute == 0 and value.hour in (0, 12):
        return gettext("midday") if value.hour else gettext("midnight")
    hour = value.hour % 12 or 12
    half = "am" if value.hour < 12 else "pm"
    return f"{hour}:{value.minute:02d}{half}" if value.minute else f"{hour}{half}"


def moment_text(value):
    """A moment in words, as in "until 5:30pm on Thursday 22 April 2027". Empty text for none."""
    return gettext("%(time)s on %(date)s") % {"time": time_short(value), "date": date_long(value)} if value else ""


def minutes(value):
    """A number of minutes in words: "1 minute", "8 minutes"."""
    return ngettext("%(count)s minute", "%(count)s minutes", value) % {"count": value}


def anchor(value):
    """The id of a heading on a page: letters, digits and hyphens, never empty."""
    return slugify(value) or "section"


def email_key(email):
    """An address as it is compared and kept for comparing: people write theirs in any case.

    Some letters get longer when their case is folded, so it is cut to what an address may have (RFC 5321).
    """
    return email.strip().casefold()[:254]
