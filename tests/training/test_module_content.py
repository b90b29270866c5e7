"""The ten modules hold what the plan for them says: their facts, their quotations word for word, and words anybody can read."""

from dataclasses import dataclass

import pytest
from wagtail.models import Page

from home.visibility import shown
from tests.training.reading_age import reading_age, syllables, words_of
from training.models import ModulePage, Organisation

OLDEST_READING_AGE = 14

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_content")]


@dataclass(frozen=True)
class Plan:
    """What a module has to hold. `screens` are the titles of its steps, `answers` what is right, by the end of the question."""

    outcome: str
    screens: tuple
    answers: dict
    words: tuple


PLANS = {
    "what-co-production-is": Plan(
        "explain co-production in one sentence, without jargon",
        (
            "one-minute story",
            "what it is not",
            "From the 1970s to now",
            "do not all have to agree",
            "Your own sentence",
        ),
        {
            "says that co-production is easy.": ["False"],
            "Where did the idea start?": ["In American social policy, in the 1970s"],
            "You chair the meeting. What do you do?": [
                "Ask those who disagree to help make the plan work without a car"
            ],
        },
        (
            "Co-production essentially describes a relationship between service provider and service user (and other "
            "members of the community) that draws on the knowledge, ability and resources of both to develop solutions "
            "to issues.",
            "It may not be easy. Co-production can be hard work, but is well worth it.",
            "This doesn't mean achieving a consensus every time \u2013 but valuing the diversity of opinion to reach a better "
            "position.",
            "By the 1980s",
        ),
    ),
    "the-13-principles": Plan(
        "find the principle that fits your problem",
        ("Prepare", "Do", "Review", "Sort the cards", "Pick your 3"),
        {
            "they have 40 pages. Which principle slips?": ["4, the information people need at the right time"],
            "nothing has changed. Which principle slips?": ["12, doing not just talking"],
            "there are 13 principles, and most of them are about preparing.": ["False"],
        },
        (
            "Being clear about the scope of co-production and what can and cannot be achieved",
            "Providing people with the training, support and resources to participate",
            "Knowing who is involved - why they are involved and what they do",
            "Ensuring everyone involved has the information they need at the right time",
            "Creating an environment that ensures mutual learning, 'listening and hearing', and understanding",
            "Showing sensitivity and mutual respect in language and actions",
            "Ensuring there is openness and honesty within the relationship",
            "Treating each other with dignity and respect with the aim of achieving outcomes that will benefit the community",
            "Valuing and making meaningful use of the input of people who use services",
            "Being creative and flexible and being prepared for change and difference",
            "Being open minded towards ways of doing things",
            "Doing not just talking",
            "Measuring the impact of working together",
        ),
    ),
    "goalposts": Plan(
        "write a scope card that says what can change, what cannot, who decides and by when",
        ("complaint from Maryport", "lines on a card", "beds in 2017", "Can it touch the money", "Fill in your card"),
        {
            "where the goalposts are. Who was it?": ["Kate Whitmarsh of the Maryport Alliance"],
            "still shape after that decision?": [
                "The new model of care in each town",
                "What success would look like for maternity in Whitehaven",
            ],
        },
        (
            "One of the problems throughout the Success Regime process was that it was unclear where the goalposts were. "
            "We now need to know absolutely where those goalposts are.",
            "If we could co-produce the budget, that would be another matter.",
            "equal partners, even when it comes to budgets",
            "It will only mean something if it brings together medical and care beds under the care of nurses and GPs.",
            "Whether the in-patient beds would close",
            "What cannot change, and why",
            "Who decides",
            "By when",
            "104 beds together on 6 sites",
        ),
    ),
    "choosing-the-right-level": Plan(
        "name the level of involvement honestly",
        ("5 levels", "What each level promises", "One project, 5 ways", "Told late is not co-production", "Choose"),
        {
            "from the least say to the most.": ["Informing", "Consulting", "Involving", "Collaborating", "Devolving"],
            "a decision that has been made. Which level is it?": ["Informing"],
            "every challenge suits co-production.": ["False"],
        },
        (
            "Co production is all partners collaborating in the review, planning and development of services, not simply "
            "consulted or informed once decisions have been made.",
            "Not every challenge will be suitable for co-production.",
            "inform, consult, engage, co-design, co-produce",
        ),
    ),
    "who-is-in-the-room": Plan(
        "build a list of who is involved and why",
        ("Alston", "Who is missing", "Power and chairs", "Millom", "Your who and why list"),
        {
            "Which of the 3 lists names the ambulance service?": ["Only Alston"],
            "Who is on its list?": [
                "NHS and care decision makers",
                "Patients and others who use services",
                "Staff",
            ],
            "Who was to work with the GP?": ["The ward sister and a GP from the practice"],
        },
        (
            "We welcome anyone bringing a constructive approach.",
            'She said "I used to think you were the most important person in the room, now I\'ve realised that we are". '
            "That is the real essence of co-production.",
            "Community representatives",
            "Cumbria Partnership NHS Foundation Trust",
            "North Cumbria Clinical Commissioning Group",
            "Cumbria County Council",
            "Eden District Council",
            "Alston Parish Council",
            "Alston Hospital League of Friends",
            "North West Ambulance Service",
            "Alston Group Medical Practice",
            "Public Health and Well-being Group",
        ),
    ),
    "plain-words": Plan(
        "rewrite a paragraph so that everybody in the room can use it",
        ("Words can build a wall", "Swap 6 words", "Listening and hearing", "Read it back", "Rewrite a paragraph"),
        {"What did several of the notes ask for?": ["Communication and listening"]},
        (
            "All that does is create a hierarchy \u2013 those who know what they are talking about and those that don't. If "
            "you are serious about engaging, there must be a level playing field.",
            "Communication and listening is important",
            "that opinion will be listened to and respected",
            "Please take on board what people are saying",
            "Both sides give, and both sides gain",
        ),
    ),
    "trust-and-honesty": Plan(
        "agree what is open and what is confidential, before you need it",
        (
            "When trust is low",
            "even if it is uncomfortable",
            "Staff are free to speak",
            "A working agreement",
            "goes wrong",
        ),
        {
            "grew in the groups. Through what?": ["Honesty and visible integrity"],
            "on one condition. Which one?": ["That staff can take part freely, without fear"],
        },
        (
            "In the NHS we are under so much pressure from regulators, finances, national targets that we seem to look "
            "upward all the time when we should be looking outwards to the communities we serve.",
            "For it to really work it's got to be completely open and transparent, even if that's uncomfortable for us "
            "sometimes.",
            "Consultants and staff should be allowed to participate freely without fear of reprisals or harassment. That "
            "is the only way to regain the trust.",
            "anger was high and trust was low",
        ),
    ),
    "making-it-possible": Plan(
        "plan an event anyone can reach",
        ("Money first", "A place people can reach", "Words people can use", "time of day", "Online or in person"),
        {
            "Which expenses does the strategy name?": ["Mileage for your own car", "Public transport fares", "Parking"],
            "were promised each year?": ["At least 2"],
            "where were they to be held?": ["In community venues in accessible areas, near a transport hub"],
        },
        (
            "Conversation with…",
            "different projects, requests, groups and people",
            "may include transport for those with additional needs",
        ),
    ),
    "doing-not-just-talking": Plan(
        "run small task groups and recover from a low turnout",
        (
            "3 towns side by side",
            "What helped, and what was hard",
            "task groups",
            "From fixers to facilitators",
            "plan B",
        ),
        {
            "Which are they?": [
                "Communities that are motivated, and willing and able to take part equally",
                "Trust and mutual respect, through honesty and visible integrity",
                "Clinical staff who support the change and explain it themselves",
                "Leadership that is strong and visible",
            ],
            "from talking to doing?": ["It made small groups and matched the tasks to people's skills"],
            "the displays to go the week after?": ["To the libraries in Silloth and Aspatria, with boxes for comments"],
        },
        (
            "It requires the service user or community to take a proactive part in the co-production as an equal partner "
            "and the professionals to move away from being fixers to facilitators. It is not always easy, and requires "
            "courage and patience on both sides.",
            "18 November: more than 150 people",
            "16 November: 6 to 8 people",
            "no less valuable",
        ),
    ),
    "closing-the-loop": Plan(
        "publish what changed, and what did not",
        (
            "You said, we did, we could not",
            "One goal you can count",
            "3, 6 and 12 months",
            "Numbers and stories",
            "promises",
        ),
        {
            "Whose views count?": ["Both"],
            "Who was to say what success looks like?": ["The milestones were to be drawn up with the community"],
        },
        (
            "are no less valuable",
            "One is realistic",
            "One is about a feeling",
            "a short survey after 3, 6 and 12 months",
            "no evidence found",
        ),
    ),
}
# Names that the sources have and this site does not give, and a phrase about a town that is not repeated.
NEVER = ("Bowness", "apathy", "northcumbriaccg")


def module(slug):
    return ModulePage.objects.get(slug=slug)


def right_answer(question):
    if question.kind == "put_in_order":
        return [choice.text for _letter, choice in question.value.solution]
    return [choice.text for choice in question.value.choices if choice.correct]


@pytest.mark.parametrize("slug", PLANS)
def test_a_module_teaches_what_was_planned(slug):
    """Lost if this fails: a fact, a step or somebody's exact words, after a well-meant edit."""
    page, plan = module(slug), PLANS[slug]
    assert page.outcome == plan.outcome
    assert len(page.step_list) >= len(plan.screens)
    for wanted, step in zip(plan.screens, page.step_list, strict=True):
        assert wanted in step.title
    read = " ".join(words_of(page))
    for words in plan.words:
        assert words in read
    for words in NEVER:
        assert words not in read


@pytest.mark.parametrize("slug", PLANS)
def test_the_key_of_a_question_is_what_the_sources_say(slug):
    """Lost if this fails: learners who are told that the right answer is wrong."""
    marked = module(slug).marked_questions
    for end, right in PLANS[slug].answers.items():
        found = [question for question in marked if question.value["text"].endswith(end)]
        assert len(found) == 1, end
        assert right_answer(found[0]) == right


def test_a_long_word_goes_with_its_plain_meaning():
    """Lost if this fails: the same, for the question that is answered by matching."""
    found = next(question for question in module("plain-words").marked_questions if question.kind == "match")
    pairs = {choice.text: match for choice, _letter, match in found.value.solution}
    assert pairs["Reciprocity"] == "Both sides give, and both sides gain"
    assert len(pairs) == 6


@pytest.mark.parametrize("slug", PLANS)
def test_a_module_is_whole(slug):
    """Lost if this fails: a module without an end, or with nothing to ask."""
    page = module(slug)
    assert 2 <= len(page.marked_questions) <= 4
    assert 1 <= len(page.statements) <= 5
    assert page.next_action.strip()
    assert page.pass_percent is None
    assert page.last_reviewed and page.next_review > page.last_reviewed


@pytest.mark.parametrize("slug", PLANS)
def test_a_module_can_be_asked_again_in_other_words(slug):
    """Lost if this fails: check-ins by mail with nothing to ask, or with the question somebody has learned by heart."""
    page = module(slug)
    later = list(page.later_questions)
    assert 2 <= len(later) <= 3
    page.later_questions.stream_block.clean(page.later_questions)
    asked = {question.value["text"] for question in page.questions if question.kind != "scenario_question"}
    assert not asked & {block.value["text"] for block in later}
    assert any(block.block_type == "scenario_question" for block in later)
    ids = [question.id for question in page.questions] + [block.id for block in later]
    assert len(set(ids)) == len(ids)
    public = set(shown(Page.objects).values_list("pk", flat=True))
    for block in later:
        assert block.value.page_id in public
        assert all(choice.feedback.strip() for choice in block.value.choices)


def test_a_module_says_who_helped_to_make_it_and_when_it_was_reviewed(client):
    """Lost if this fails: the credit that people with lived experience are owed, and how old the words are."""
    page = module("goalposts")
    page.made_with = "people from the Maryport group"
    page.save_revision().publish()
    for address in (page.url, page.step_url(page.step_list[0])):
        foot = client.get(address).content.decode()
        assert "people from the Maryport group" in foot
        assert "Page last reviewed: 22 November 2026. Next review due: 22 May 2027." in foot


@pytest.mark.parametrize("slug", PLANS)
def test_a_module_can_be_read_at_14(slug):
    """Lost if this fails: the people the modules are for. Quotations count too: their words are as hard for a reader as ours."""
    assert reading_age(words_of(module(slug))) <= OLDEST_READING_AGE


def test_the_measure_can_tell_hard_words_from_easy_ones():
    """Lost if this fails: the test above, which would then say yes to anything."""
    hard = "Stakeholders will be afforded an opportunity to input into the co-design of the re-ablement pathway via a facilitated "
    hard += "engagement session, following which a preferred option will be progressed through governance."
    assert reading_age([hard]) > 20
    assert reading_age(["You are invited. Come and plan with us how that works."]) < 8
    assert [syllables(word) for word in ("ability", "they're", "2017", "Silloth")] == [4, 1, 4, 2]


def test_learners_can_choose_an_organisation_of_today():
    """Lost if this fails: counts by organisation, or a list of bodies that were closed years ago."""
    names = set(Organisation.objects.filter(is_listed=True).values_list("name", flat=True))
    assert {"North Cumbria Integrated Care NHS Foundation Trust", "Cumberland Council", "A GP practice"} <= names
    assert "I do not work or volunteer" in names
    assert not [name for name in names if "Clinical Commissioning Group" in name or "County Council" in name]
