"""Who may do what in the admin: four groups, the workflow in which a moderator reads what an editor wrote, and the one
in which people with lived experience read a training module first.

`create` adds what is missing and can be run at any time. What somebody gave a group by hand stays. The one thing taken
away is the right to the root of the page tree: Wagtail gives it to its own groups, who could then make a second site.
"""

from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.urls import get_resolver
from wagtail.contrib.settings.registry import registry as setting_registry
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.snippets.models import get_snippet_models

HOME = "home"
# The name of Wagtail's own first workflow and of its task, so that there is one and not two.
WORKFLOW = "Moderators approval"
REVIEWERS = "Lived experience reviewers"
# Each workflow by its name: the place it holds for, with everything below it, and its tasks in order.
WORKFLOWS = {
    WORKFLOW: (HOME, (WORKFLOW,)),
    "Modules: lived experience, then a moderator": ("training.ModuleIndexPage", ("Lived experience review", WORKFLOW)),
}
# Who decides in each task.
TASKS = {WORKFLOW: "Moderators", "Lived experience review": REVIEWERS}
FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")


@dataclass(frozen=True)
class Rights:
    """What one group may do."""

    # Actions on pages, by place: the home pages of all languages, or the pages of one type ("events.EventIndexPage").
    pages: dict
    # Actions on snippets of all apps, or of the apps named.
    snippets: tuple = ()
    snippet_apps: tuple = ()
    files: tuple = FILES
    settings: bool = False
    # Further permissions, as "app.codename". Those of models that are not there yet are left out.
    more: tuple = field(default=())


def _on(actions, app, models):
    """The names of the permissions for `actions` on `models` of one app."""
    return tuple(f"{app}.{action}_{model}" for model in models for action in actions)


GROUPS = {
    "Editors": Rights(
        pages={HOME: ("add", "change")},
        snippets=("view", "add", "change"),
        # Whoever writes the pages also makes them in another format.
        more=("wagtail_localize.submit_translation", "training.see_reports", "home.answer_format_requests"),
    ),
    "Moderators": Rights(
        # No "bulk_delete": with it somebody could delete the home page, and the whole site with it.
        pages={HOME: ("add", "change", "publish", "lock", "unlock")},
        snippets=("view", "add", "change", "delete", "publish"),
        settings=True,
        more=(
            "wagtail_localize.submit_translation",
            "wagtailredirects.add_redirect",
            "wagtailredirects.change_redirect",
            "wagtailredirects.delete_redirect",
            "training.see_reports",
            "home.answer_format_requests",
            # To withdraw one, and to take that back.
            "training.change_certificate",
        ),
    ),
    "Organisers": Rights(
        pages={"events.EventIndexPage": ("add", "change", "publish", "lock", "unlock")},
        snippets=("view", "add", "change", "delete", "publish"),
        snippet_apps=("events",),
        # Editors and moderators see no bookings: what people need is for those who arrange it.
        more=(
            "events.manage_bookings",
            "events.see_access_needs",
            "home.view_outgoingmail",
            *_on(("view", "add", "change", "delete"), "events", ("theme", "outcome", "expense")),
            *_on(("view", "change", "delete"), "events", ("topic",)),
            *_on(("view", "delete"), "events", ("nexteventsubscriber", "feedback")),
            # Whoever answers a request about somebody's data finds, hands over and deletes all of it, learning as well.
            "training.delete_learner",
            "home.answer_format_requests",
        ),
    ),
    # No rights of their own: a task of a workflow opens the one page that waits for them, to read, comment and approve.
    REVIEWERS: Rights(pages={}, files=()),
}


@transaction.atomic
def create():
    """Makes the groups, their rights and the workflows, or completes them. Returns the groups by name."""
    made = {}
    for name, rights in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        made[name] = group
        GroupPagePermission.objects.filter(group=group, page__depth=1).delete()
        group.permissions.add(*_permissions(rights))
        for place, actions in rights.pages.items():
            _allow_pages(group, _pages(place), actions)
        _allow_files(group, rights.files)
    tasks = {name: _task(name, made[group]) for name, group in TASKS.items()}
    for name, (place, steps) in WORKFLOWS.items():
        _workflow(name, [tasks[step] for step in steps], _pages(place))
    return made


def home_pages():
    """The home page of every language."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return []
    return list(Page.objects.translation_of(site.root_page, inclusive=True))


def _pages(place):
    if place == HOME:
        return home_pages()
    try:
        return list(Page.objects.exact_type(apps.get_model(place)))
    except LookupError:
        return []


def _allow_pages(group, pages, actions):
    wanted = {f"{action}_page" for action in actions}
    permissions = Permission.objects.filter(content_type=ContentType.objects.get_for_model(Page), codename__in=wanted)
    for page in pages:
        for permission in permissions:
            GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def _allow_files(group, codenames):
    root = Collection.get_first_root_node()
    wanted = Permission.objects.filter(
        content_type__app_label__in=("wagtailimages", "wagtaildocs"), codename__in=codenames
    )
    for permission in wanted:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)


def _permissions(rights):
    """The model permissions of a group: signing in to the admin, snippets, settings and what else is named."""
    # Snippets register themselves when the admin's addresses are read, which a command need not have done.
    get_resolver().url_patterns  # noqa: B018
    names = {"wagtailadmin.access_admin", *rights.more}
    for model in get_snippet_models():
        meta = model._meta
        if not rights.snippet_apps or meta.app_label in rights.snippet_apps:
            names |= {f"{meta.app_label}.{action}_{meta.model_name}" for action in rights.snippets}
    if rights.settings:
        names |= {f"{model._meta.app_label}.change_{model._meta.model_name}" for model in setting_registry}
    labels = {name.partition(".")[0] for name in names}
    found = Permission.objects.filter(content_type__app_label__in=labels).select_related("content_type")
    return [permission for permission in found if f"{permission.content_type.app_label}.{permission.codename}" in names]


def _task(name, group):
    """The approval task called `name`. A group that somebody put in charge of it by hand stays."""
    task, made = GroupApprovalTask.objects.get_or_create(name=name)
    if made or not task.groups.exists():
        task.groups.add(group)
    return task


def _workflow(name, tasks, pages):
    """The workflow called `name`, of `tasks` in order, for each of `pages` and for all below that have none nearer by.

    A page with another workflow keeps it, and so does a workflow with other tasks. One that was disabled stays disabled.
    """
    workflow, _ = Workflow.objects.get_or_create(name=name)
    if not workflow.workflow_tasks.exists():
        for order, task in enumerate(tasks):
            WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
    if workflow.active:
        for page in pages:
            WorkflowPage.objects.get_or_create(page=page, defaults={"workflow": workflow})
