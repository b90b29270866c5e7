"""Which tables public pages show, and under which subject a change to one counts.

Every model of this installation is named here once, on one side or on the other: a test fails for one that is not, and another
reads every public page and fails where it asks for a table that is not on the first side.
"""

from functools import cache

from django.apps import apps
from wagtail.models import Page

from home.freshness import FILES, LEARNING, PLACES, SITE

# The table of all pages; each type has one of its own beside it.
PAGES = Page._meta.db_table

# Models that are shown, beside all types of pages. The tables of their many-to-many fields count with them.
SHOWN = {
    SITE: (
        "events.eventseries", "events.eventsession", "events.outcome", "events.theme",
        "events.venue", "events.venuephoto", "home.definition", "home.definitionline", "home.footerlink",
        "home.principle", "home.publishersettings", "home.recordednote", "home.sitenavigation",
        "resources.difficulty", "resources.glossaryterm", "resources.tip",
        "training.learningroute", "training.learningroutemodule", "training.modulerelatedpage",
        "wagtailcore.collection", "wagtailcore.locale", "wagtailcore.pageviewrestriction", "wagtailcore.referenceindex",
        "wagtailcore.site", "wagtaildocs.document", "wagtailimages.image",
        "wagtailredirects.redirect",
    ),
    PLACES: ("events.booking", "events.expense", "events.topic"),
    LEARNING: ("training.followup",),
    FILES: ("resources.madefile",),
}  # fmt: skip

# Those that no public page shows, and why.
NOT_SHOWN = {
    "People, what they may do, and how they sign in": (
        "account.emailaddress", "account.emailconfirmation", "auth.group", "auth.permission", "auth.user",
        "sessions.session", "socialaccount.socialaccount", "socialaccount.socialapp", "socialaccount.socialtoken",
        "usersessions.usersession", "wagtailusers.userprofile", "wagtailcore.groupapprovaltask",
        "wagtailcore.groupcollectionpermission", "wagtailcore.grouppagepermission", "wagtailcore.groupsitepermission",
        "wagtailcore.collectionviewrestriction", "wagtailadmin.admin",
    ),
    "One person's own, seen by them and by staff": (
        "events.accessneed", "events.bookinganswers", "events.feedback", "events.nexteventsubscriber",
        "home.formatrequest", "home.formatrequestnote", "training.answer",
        "training.attempt", "training.certificate", "training.checkin", "training.checkinanswer", "training.learner",
        "training.organisation", "training.reflection", "training.resumecode", "training.team", "training.teammember",
    ),
    "Counts and logs for staff": (
        "events.bookingstep", "home.trycount", "resources.downloadcount", "resources.pagejargon",
        "wagtailcore.modellogentry", "wagtailcore.pagelogentry",
        "wagtail_localize.translationlog",
    ),
    "Drafts, and the work on them: a page shows what is published": (
        "training.moduleversion", "wagtailadmin.editingsession", "wagtailadmin.formstate", "wagtailcore.comment",
        "wagtailcore.commentreply", "wagtailcore.pagesubscription", "wagtailcore.revision", "wagtailcore.task",
        "wagtailcore.taskstate", "wagtailcore.uploadedfile", "wagtailcore.workflow", "wagtailcore.workflowcontenttype",
        "wagtailcore.workflowpage", "wagtailcore.workflowstate", "wagtailcore.workflowtask",
        "wagtail_localize.localesynchronization", "wagtail_localize.overridablesegment",
        "wagtail_localize.relatedobjectsegment", "wagtail_localize.segmentoverride", "wagtail_localize.string",
        "wagtail_localize.stringsegment", "wagtail_localize.stringtranslation", "wagtail_localize.template",
        "wagtail_localize.templatesegment", "wagtail_localize.translatableobject", "wagtail_localize.translation",
        "wagtail_localize.translationcontext", "wagtail_localize.translationsource",
    ),
    "Made from what is shown, when it is first asked for": (
        "wagtailembeds.embed", "wagtailimages.rendition", "wagtailsearch.indexentry", "wagtailsearch.sqliteftsindexentry",
    ),
    "How the site works, like whose turn it is with an event's places": (
        "contenttypes.contenttype", "django_tasks_database.dbtaskresult", "events.eventregister", "home.loadedcontent",
        "home.outgoingmail", "home.publicchange", "taggit.tag", "taggit.taggeditem",
    ),
}  # fmt: skip


def subject_of(table):
    """The subject under which a change to `table` counts, or "" where no public page shows it."""
    return _subjects().get(table, "")


@cache
def _subjects():
    found = {}
    for model in apps.get_models():
        subject = SITE if issubclass(model, Page) else _named().get(model._meta.label_lower)
        if subject:
            found[model._meta.db_table] = subject
            found.update((field.m2m_db_table(), subject) for field in model._meta.local_many_to_many)
    return found


def _named():
    return {label: subject for subject, labels in SHOWN.items() for label in labels}


@cache
def types_of_pages():
    """The tables that types of pages have beside the one of all pages: a row in them shows when the page itself is live."""
    return frozenset(
        model._meta.db_table for model in apps.get_models() if issubclass(model, Page) and model is not Page
    )
