"""How pages find the snippets they show, language by language."""

from django.conf import settings


def in_language(queryset, locale):
    """The rows of a translatable snippet for one page, as a list, in the order of `queryset`.

    Each row comes once: in `locale`, or in the site's first language where nobody has translated it yet,
    so that a page in another language never loses a principle or a note. One query.
    """
    codes = {locale.language_code, settings.LANGUAGE_CODE}
    rows = list(queryset.select_related("locale").filter(locale__language_code__in=codes))
    translated = {row.translation_key for row in rows if row.locale_id == locale.pk}
    return [row for row in rows if row.locale_id == locale.pk or row.translation_key not in translated]
