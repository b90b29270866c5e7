"""What the ten templates have to hold, and how tests read their pages."""

from bs4 import BeautifulSoup

from resources.models import TemplatePage

CODES = {
    "terms-of-reference": "T1",
    "planner": "T2",
    "scope-card": "T3",
    "who-is-involved": "T4",
    "role-descriptions": "T5",
    "agenda-and-action-notes": "T6",
    "accessible-event-checklist": "T7",
    "expenses-guide": "T8",
    "you-said-we-did": "T9",
    "impact-check": "T10",
}

# The sections that the content plan names for each template, in words that stand on its page.
SECTIONS = {
    "terms-of-reference": [
        "Aim",
        "In scope and out of scope",
        "Membership",
        "How often we meet",
        "How we decide",
        "Behaviour we agreed",
        "Confidentiality",
        "Speaking up",
        "Chair",
        "Review date",
    ],
    "planner": [
        "Think",
        "What do we want to make better?",
        "Who does it matter to?",
        "Why does it matter?",
        "Plan",
        "Who does what?",
        "What help do we need?",
        "When will it happen?",
        "Reflect",
        "What went well?",
        "What will we change next time?",
        "How did it feel?",
    ],
    "scope-card": [
        "What can change",
        "What cannot change, and why",
        "Who decides",
        "By when",
        "Money",
        "What happens to ideas out of scope",
    ],
    "who-is-involved": [
        "Name or group",
        "Role here",
        "Why they are here",
        "Voices that are missing",
        "Support arranged",
        "Link person",
    ],
    "role-descriptions": [
        "Member",
        "Chair",
        "Champion",
        "Sponsoring executive",
        "Community voice representative",
        "Purpose",
        "Time",
        "Support",
        "Expenses",
        "Ending",
    ],
    "agenda-and-action-notes": [
        "Welcome and names",
        "Reminder of the scope",
        "Plain summary",
        "Items",
        "Action",
        "Who",
        "By when",
        "How this meeting was",
    ],
    "accessible-event-checklist": [
        "The venue",
        "near a transport hub",
        "A hearing loop that works",
        "A quiet room",
        "Formats are sent by",
        "Interpreters are booked by",
        "Food and drink",
        "A session for staff first",
        "Plan B for when few come",
    ],
    "expenses-guide": [
        "What you can claim",
        "Receipts",
        "Help with costs beforehand",
        "Claim form",
        "When you are paid",
        "If you get benefits",
        "Citizens Advice",
    ],
    "you-said-we-did": [
        "Comment",
        "Who looked at it",
        "Decision",
        "Reason",
        "Date told",
        "What comes next",
        "We could not, and why",
    ],
    "impact-check": [
        "One realistic goal",
        "One feeling goal",
        "Survey after 3, 6 and 12 months",
        "3 months",
        "6 months",
        "12 months",
        "One story",
        "Strengths",
        "Weaknesses",
        "Opportunities",
        "Threats",
        "What we will publish",
    ],
}

NASTY = [
    "zzz",
    "PREPARE",
    "",
    "a" * 5000,
    "%00",
    "%ff%fe",
    "prepare%27%20OR%201=1",
    "<script>",
    "prepare&stage=nothing",
]


def page_of(slug):
    return TemplatePage.objects.get(slug=slug)


def soup_of(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html5lib")


def words(element):
    return " ".join(element.get_text(" ").split())
