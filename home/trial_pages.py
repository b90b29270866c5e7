"""Many pages for trials of speed: clearly labelled, in a part of the tree of their own, and gone again with one command."""

import datetime
import uuid

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex, Site
from wagtail.search.backends import get_search_backends

from home.models import InformationPage, SectionPage

SLUG = "trial-pages"
# About as many pages as a long section of a site has: its first page shows a card for each.
IN_A_SECTION = 100
_LABEL = "Made for a trial of speed. Nothing on this page is real."
_SUBJECTS = (
    "Getting to the hospital", "Waiting at home", "Letters people can read", "Evening appointments", "The new leaflet",
    "Parking and bus stops", "Talking on the phone", "Carers at the ward round", "Medicines explained", "A quiet room",
)  # fmt: skip
_HEADINGS = ("What people told us", "What was tried", "What it cost", "What is still open")
_SENTENCES = (
    "Most of them had asked the same thing twice before somebody wrote it down.",
    "The group met every second Tuesday, at a time that carers could manage.",
    "Two of the first ideas turned out to be too dear, and the minutes say so.",
    "Staff from three services came, and so did four people who use them.",
    "Nobody could say how many letters went out, so the team counted them for a month.",
    "The bus leaves at ten past, which is why the meeting now ends on the hour.",
    "What worked in one place did not work in the next, and both are told here.",
    "People were paid their fares on the day, in cash, without a form.",
)


def tree():
    """The page on top of all trial pages, or None."""
    return SectionPage.objects.filter(slug=SLUG).first()


def make(number, tell=lambda text: None):
    """Makes `number` more live pages, in sections of IN_A_SECTION, and says after each section how far it is.

    Each section is one transaction: somebody else who writes waits for a second at most.
    """
    top = tree() or _top()
    made = 0
    while made < number:
        some = min(IN_A_SECTION, number - made)
        with transaction.atomic():
            _fill(_section(top), some)
        made += some
        tell(f"{made} of {number}")


def remove(tell=lambda text: None):
    """Removes every trial page, section by section. Returns how many pages and sections are gone."""
    top = tree()
    if top is None:
        return 0
    gone = 0
    for section in top.get_children().order_by("-path"):
        gone += section.get_descendant_count() + 1
        section.delete()
        tell(f"{gone} gone")
    SectionPage.objects.get(pk=top.pk).delete()
    return gone + 1


def _top():
    home = Site.objects.get(is_default_site=True).root_page
    top = SectionPage(title="Trial pages", slug=SLUG, summary=_LABEL, is_example=True)
    return home.add_child(instance=top)


def _section(top):
    # Whoever made the last one has counted on in the database.
    top = SectionPage.objects.get(pk=top.pk)
    number = top.get_children_count() + 1
    subject = _SUBJECTS[number % len(_SUBJECTS)]
    section = SectionPage(
        title=f"Trial section {number}: {subject}", slug=f"trial-section-{number}", summary=_LABEL, is_example=True
    )
    return top.add_child(instance=section)


def _fill(section, number):
    """Puts `number` pages below an empty section: their rows at once, where Wagtail would write each with a dozen queries."""
    kind, now = ContentType.objects.get_for_model(InformationPage), timezone.now()
    pages = [_page(section, place, kind, now) for place in range(1, number + 1)]
    rows = [Page(**{field.attname: getattr(page, field.attname) for field in _shared_fields()}) for page in pages]
    for page, row in zip(pages, Page.objects.bulk_create(rows), strict=True):
        page.pk = page.page_ptr_id = page.id = row.pk
    for before, page in zip([section, *pages], pages, strict=False):
        page.body = _body(page.title, before)
        # Only the row of the page's own type: the other is there.
        page.save_base(raw=True, force_insert=True)
    Page.objects.filter(pk=section.pk).update(numchild=F("numchild") + number)
    for page in pages:
        ReferenceIndex.create_or_update_for_object(page)
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(InformationPage, InformationPage.objects.filter(pk__in=[page.pk for page in pages]))


def _shared_fields():
    return [field for field in Page._meta.concrete_fields if field.name != "id"]


def _page(section, place, kind, now):
    subject = _SUBJECTS[place % len(_SUBJECTS)]
    slug = f"{section.slug}-page-{place}"
    title = f"Trial page {place}: {subject}"
    return InformationPage(
        title=title,
        draft_title=title,
        slug=slug,
        url_path=f"{section.url_path}{slug}/",
        path=Page._get_path(section.path, section.depth + 1, place),
        depth=section.depth + 1,
        content_type=kind,
        locale_id=section.locale_id,
        live=True,
        first_published_at=now,
        last_published_at=now,
        last_reviewed=now.date(),
        next_review=now.date() + datetime.timedelta(days=180),
        summary=_LABEL,
        is_example=True,
    )


def _body(title, linked):
    """The stream of a page of ordinary length: four sections of text, a list, a link to the page before it."""
    start = len(title)
    blocks = [_block("inset", f"<p>{_LABEL}</p>")]
    for number, heading in enumerate(_HEADINGS):
        words = [_SENTENCES[(start + number * 3 + step) % len(_SENTENCES)] for step in range(6)]
        text = f"<p>{' '.join(words[:3])}</p><ul>{''.join(f'<li>{word}</li>' for word in words[3:])}</ul>"
        link = f'<p>Before this: <a linktype="page" id="{linked.pk}">{linked.title}</a>.</p>'
        content = [_block("text", text), _block("text", f"<p>{words[4]}</p>{link if number == 3 else ''}")]
        blocks.append(_block("section", {"heading": heading, "content": content}))
    return blocks


def _block(kind, value):
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}
