"""The page of a package: a whole module as one HTML document, in the module's language, with all its words and answers.

What is marked, and how, comes from the same blocks as on the site; the order in which items are shown is the site's.
"""

import hashlib
import json
from dataclasses import dataclass
from types import SimpleNamespace
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import Page

from home.visibility import shown
from training.packages import NotPackable
from training.packages.files import Files

STYLES = ["nhsuk/nhsuk.css", "css/site.css", "package/package.css"]
FIRST_SCRIPT = "package/begin.js"
SCRIPTS = ["package/progress.js", "package/questions.js", "package/{recorder}.js", "package/module.js"]
# SCORM 1.2 Run-Time Environment 3.4.4: cmi.suspend_data is a CMIString4096.
MOST_SUSPEND_DATA = 4096
# Several choices are kept as one number of bits, and a number in a script is exact up to 53 of them.
MOST_OPTIONS = 50


@dataclass(frozen=True)
class Module:
    """A module made ready for a package: its files, and what a manifest says of it.

    `mastery` is the pass mark in per cent, or None where nothing is marked or every result is good enough.
    """

    files: Files
    page: object
    code: str
    address: str
    description: str
    mastery: int | None
    suspend_data: int


def build(page, recorder):
    """The Module of the published `page`, with the script `recorder` ("scorm", "cmi5"). Raises NotPackable."""
    if not page.live:
        raise NotPackable("Publish this module first: a package holds what is published, never a draft.")
    code = page.locale.language_code
    with translation.override(code):
        questions = page.marked_questions
        mastery = page.pass_percent if questions else None
        suspend_data = _suspend_data(questions)
        files = Files()
        files.write("index.html", _html(page, questions, mastery, recorder, files))
        return Module(
            files=files,
            page=page,
            code=code,
            address=page.full_url,
            description=gettext("After this you can %(outcome)s.") % {"outcome": page.outcome},
            mastery=mastery,
            suspend_data=suspend_data,
        )


def _html(page, questions, mastery, recorder, files):
    ids = {question.value.page_id for question in page.questions if question.kind != "reflection"} - {None}
    context = {
        "page": page,
        "address": page.full_url,
        "address_of": lambda other: other.full_url,
        "block_level": 3,
        "first_script": files.static(FIRST_SCRIPT, "js"),
        "files": files,
        "keys": {question.id: _key(question) for question in questions},
        "linked": {found.pk: found for found in shown(Page.objects).filter(pk__in=ids)},
        "mastery": mastery,
        "questions": questions,
        "scripts": [files.static(name.format(recorder=recorder), "js") for name in SCRIPTS],
        "steps": [(step, [part for part in step.parts if part.blocks or part.question]) for step in page.step_list],
        "styles": [files.static(name, "css") for name in STYLES],
        "version": version(page),
    }
    return _links(render_to_string("training/package/index.html", context, using="jinja2"), files)


def version(page):
    """A short checksum of what is asked: kept answers belong to these questions and to no others."""
    asked = json.dumps([page.steps.get_prep_value(), page.pass_percent], sort_keys=True, default=str)
    return hashlib.sha256(asked.encode()).hexdigest()[:8]


def _key(question):
    """What the script compares an answer with: `right` as it reads the fields, and the ids in the same order."""
    value = question.value
    choices = value.choices
    others = []
    if question.kind == "put_in_order":
        choices, order = [choice for _letter, choice in value.mixed_choices], [choice.id for choice in choices]
        right = [order.index(choice.id) + 1 for choice in choices]
    elif question.kind == "match":
        others = [pair for _letter, pair, _text in value.mixed_matches]
        right = [others.index(choice.id) for choice in choices]
    else:
        right = [index for index, choice in enumerate(choices) if choice.correct]
    return SimpleNamespace(
        right=",".join(str(number) for number in right),
        ids=" ".join(str(choice.id) for choice in choices),
        others=" ".join(str(other) for other in others),
    )


def _suspend_data(questions):
    """The most characters the script can ever keep for these questions: see progress.js. Raises NotPackable."""
    length = len("1||") + 8 + len("|") + len("zzz")
    for question in questions:
        options = len(question.value.choices)
        if options > MOST_OPTIONS:
            raise NotPackable(
                f"Question {question.number} has {options} answers: a package takes {MOST_OPTIONS} at most."
            )
        if question.kind in ("put_in_order", "match"):
            chosen = options
        else:
            chosen = len(_base36(2**options - 1 if question.kind == "several_choice" else options))
        length += len(".1w") + chosen
    if length >= MOST_SUSPEND_DATA:
        raise NotPackable(
            f"This module has {len(questions)} questions. A learning system keeps {MOST_SUSPEND_DATA} characters for each "
            "learner, and the answers to so many do not fit. Make two modules of it."
        )
    return length


def _base36(number):
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits or "0"


def _links(html, files):
    """`html` with every link out of the package made whole, and opened beside the learning system, not in its frame.

    Raises NotPackable where the page would load anything from elsewhere.
    """
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(
        ["img", "source", "track", "video", "audio", "iframe", "embed", "object", "script", "link"]
    ):
        for name in ("src", "href", "srcset", "poster", "data"):
            if tag.get(name) and tag[name] not in files.names:
                raise NotPackable(f"This module loads {tag[name]} from elsewhere: a package has to hold all it shows.")
    for link in soup.find_all("a", href=True):
        href = link["href"]
        if href.startswith("#") or href in files.names:
            continue
        link["href"] = urljoin(settings.SITE_URL + "/", href)
        if urlsplit(link["href"]).scheme in ("http", "https"):
            link["target"], link["rel"] = "_blank", "noopener"
            note = soup.new_tag("span", attrs={"class": "nhsuk-u-visually-hidden"})
            note.string = " " + gettext("(opens in a new tab)")
            link.append(note)
    return str(soup)
