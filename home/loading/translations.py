"""Drafts of pages in other languages, from PO files: content/translations/<language>/<address>.po.

A draft stays a draft until somebody who speaks the language has checked it and publishes it in Wagtail's translation editor.
"""

from pathlib import Path

import polib
from django.conf import settings
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from home.loading.reading import ContentError

UNCHECKED = (
    "This translation is a draft that nobody who speaks the language has checked yet. Check it before you publish it."
)


def files():
    """The PO files as (language code, address, path), shortest address first: a page before the pages below it."""
    folder = Path(settings.BASE_DIR) / "home" / "content" / "translations"
    found = []
    for path in folder.rglob("*.po"):
        code, *parts = path.relative_to(folder).with_suffix("").parts
        address = "/" if parts == ["home"] else "/" + "/".join(parts) + "/"
        found.append((code, address, path))
    return sorted(found, key=lambda item: (item[0], item[1].count("/"), item[1]))


def load_drafts(pages):
    """Makes a draft for each PO file whose page is in `pages` ({address: page}) and not translated yet.

    Returns the keys of the drafts made. Raises ContentError for a file that is no PO file.
    """
    made = []
    for code, address, path in files():
        page = pages.get(address)
        locale = Locale.objects.filter(language_code=code).first()
        if page is None or locale is None or page.get_translations().filter(locale=locale).exists():
            continue
        _make_draft(page.specific, locale, _read(path))
        made.append(f"draft:{code}:{address}")
    return made


def _read(path):
    try:
        return {entry.msgid: entry.msgstr for entry in polib.pofile(str(path)) if entry.msgstr}
    except (OSError, ValueError) as error:
        raise ContentError(path.relative_to(settings.BASE_DIR), 1, f"this is not a PO file: {error}") from error


def _make_draft(page, locale, words):
    source, _created = TranslationSource.update_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=locale)
    po = translation.export_po()
    for entry in po:
        entry.msgstr = words.get(entry.msgid, "")
    translation.import_po(po)
    translation.save_target(publish=False)
    draft = page.get_translation(locale).specific.get_latest_revision_as_object()
    draft.to_check = UNCHECKED
    draft.save_revision()
