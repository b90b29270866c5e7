"""The source documents: readers can see what the site rests on, and what is wrong with it."""

import hashlib
import re

import pytest
from wagtail.test.utils import WagtailPageTestCase

from home.models import SectionPage
from resources.models import SourceDocumentIndexPage, SourceDocumentPage
from tests.resources.reading import words

DOCUMENTS = {
    "/about/documents/news-article-2017/": "article",
    "/about/documents/community-plans-report-2017/": "report",
    "/about/strategy/": "strategy",
    "/about/documents/blog-west-norfolk/": "blog",
    "/about/documents/definitions-and-feedback/": "notes",
}
OLDEST_FIRST = [
    "/about/documents/news-article-2017/",
    "/about/documents/community-plans-report-2017/",
    "/about/documents/definitions-and-feedback/",
    "/about/strategy/",
    "/about/documents/blog-west-norfolk/",
]

COMMITMENTS = [
    "We will involve other parts of the health and care system, staff, service-users, Third Sector organisations and "
    "community groups in developing and improving services.",
    "We will endeavour to identify opportunities to broaden the involvement of service users in evolving services to "
    "ensure they are the best they can be and that wider involvement will encourage and build better understanding "
    "among our community.",
    "We will value fresh ideas and energy from inside and outside the NHS.",
    "The partnership will embrace involvement in continuous improvement.",
]
ACTIONS = [
    "Requiring engagement and co-production to be demonstrated in business cases",
    "Highlighting the resources available to all staff and partners",
    "Broadening the reach of co-production training \u2013 already embedded in leadership training",
    "All leaders championing and role modelling the approach \u2013 endorsed by senior leadership",
    "Embedding co-production in Integrated Care Communities (ICCs)",
    "Encourage more people to get involved",
    "Link with existing groups such as Maternity Voices Partnership (MVP), patient and service-user groups, governors",
]
WANTS = [
    "Embed coproduction principles and practice across NC Integrated Health and Care Partnership",
    "Test the effectiveness and application of the Coproduction Toolkit",
    "Provide an evidence base for the effectiveness of coproduction including examples of improved service delivery",
    "Support the further development of Integrated Care Communities (ICCs) by embedding coproduction principles and "
    "practice within their leadership and delivery teams together with their populations by;",
    "Identifying challenges to coproduction principles and practice and work with a range of people across and within "
    "the ICC to develop and test bespoke training approaches to address these challenges so that coproduction is "
    "embedded",
    "Selecting service delivery areas which would benefit from a focused coproduction approach",
    "Identify and address improvements together",
    "Evaluate effectiveness of the coproduction approach in relation to the improvements achieved",
]
AIMS_OF_THE_WORK = [
    "Identify areas for improvement in service delivery and work with engagement teams to introduce coproduction "
    "approaches to address these",
    "Consider how learning from above and training can be embedded into mainstream ways of working and can inform "
    "existing training approaches",
]


@pytest.mark.parametrize("address", DOCUMENTS)
def test_each_of_the_five_documents_has_a_page(read, site_content, address):
    """Each fact of the site rests on one of the five: a lost page takes the proof away."""
    page = SourceDocumentPage.objects.get(slug=address.strip("/").split("/")[-1])
    assert page.kind == DOCUMENTS[address]
    assert page.get_url() == address
    headings = [words(heading) for heading in read(address).main.find_all("h2")]
    for heading in ("What it is", "Known faults", "What has changed since", "The full text"):
        assert heading in headings, heading


def test_the_list_has_all_five_oldest_first(read):
    """The strategy stands elsewhere in the tree, and is on the list all the same."""
    links = [link["href"] for link in read("/about/documents/").select(".document-card__title a")]
    assert links == OLDEST_FIRST


@pytest.mark.parametrize("address", DOCUMENTS)
def test_each_document_says_who_when_and_what_is_wrong(site_content, address):
    """Readers judge a source by its writer, its date and its faults."""
    page = SourceDocumentPage.objects.get(slug=address.strip("/").split("/")[-1])
    assert page.written_by and page.written_text and page.copyright_state and page.full_text
    assert len(page.faults) >= 3
    assert len(page.changed_since) >= 1
    assert page.to_check
    assert page.body


@pytest.mark.parametrize("address", DOCUMENTS)
def test_quotations_are_short_and_credited(read, address):
    """The texts belong to others: short pieces with a name may be used, whole texts may not."""
    quotations = read(address).main.select("figure.quotation")
    assert quotations
    for quotation in quotations:
        if not quotation.select("li"):
            assert len(words(quotation.blockquote).split()) <= 45
        assert words(quotation.figcaption)


@pytest.mark.parametrize("lines", [COMMITMENTS, ACTIONS, WANTS, AIMS_OF_THE_WORK])
def test_the_lists_of_the_strategy_are_kept_word_for_word(read, lines):
    """People hold those in charge to these promises: a changed word changes the promise."""
    text = words(read("/about/strategy/").main)
    for line in lines:
        assert line in text, line


def test_the_strategy_keeps_what_was_found_of_the_lost_picture(read):
    """The picture of aims and enablers is lost: what was found again must not be lost twice."""
    text = words(read("/about/strategy/").main)
    for fact in (
        "Building integrated care, happier healthier communities",
        "better outcomes, and people in control of their health",
        "services built around communities",
        "safe, sustainable services of high quality",
        "a great place to work and develop",
        "organisations that work together as one",
        "2 more enablers, which we have not found",
    ):
        assert fact in text, fact


@pytest.mark.parametrize(
    "fact",
    [
        "Working Together Steering Group",
        "Healthwatch Cumbria",
        "Cumbria Learning and Improvement Collaborative (CLIC)",
        "January 2019",
        "Page 26, as quoted in the strategy",
        "Page 34, as quoted in the strategy",
        "Health and Wellbeing Strategy",
        "Public Health Strategy",
        "Thriving Communities",
        "Not every challenge will be suitable for co-production.",
        "To systematise co-production as the way we improve and make changes.",
        "At least 2 open events a year",
        "System Leadership Board",
        "We don't want to go back to a time when we didn't have these conversations",
        "Julie Clayton",
        "It ended in 2024",
    ],
)
def test_the_strategy_page_holds_the_facts_of_the_strategy(read, fact):
    """The strategy can no longer be read in public: this page is the record."""
    assert fact in words(read("/about/strategy/").main)


@pytest.mark.parametrize("address", [*DOCUMENTS, "/about/documents/"])
def test_no_dead_contact_and_no_private_name(read, address):
    """The old addresses lead nowhere, and a person named against her will gains nothing."""
    html = str(read(address)).casefold()
    assert "northcumbriaccg" not in html
    assert "northcumbriahealthandcare" not in html
    for word in set(re.findall(r"[a-z]+", html)):
        assert not hashlib.sha256(word.encode()).hexdigest().startswith("b823a97e97")


def test_the_article_leads_to_its_original(read):
    """The newspaper owns the text, so the way to it has to be plain."""
    link = read("/about/documents/news-article-2017/").find("a", string=re.compile("Read the original"))
    assert link["href"].startswith("https://www.newsandstar.co.uk/features/agenda/16699768")
    assert words(link) == "Read the original at newsandstar.co.uk"


@pytest.mark.parametrize("address", [*DOCUMENTS, "/about/documents/"])
def test_a_document_asks_the_database_little(client, site_content, django_assert_max_num_queries, address):
    """These pages have many links: each must not cost a question to the database."""
    client.get(address)
    with django_assert_max_num_queries(15):
        assert client.get(address).status_code == 200


class TestTree(WagtailPageTestCase):
    """The strategy stands under About, the other documents under their list: addresses rely on it."""

    def test_places(self):
        self.assertAllowedParentPageTypes(SourceDocumentPage, {SectionPage, SourceDocumentIndexPage})
        self.assertAllowedParentPageTypes(SourceDocumentIndexPage, {SectionPage})
        self.assertAllowedSubpageTypes(SourceDocumentIndexPage, {SourceDocumentPage})
        self.assertAllowedSubpageTypes(SourceDocumentPage, {})
