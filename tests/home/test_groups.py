"""Who may do what in the admin. Each group does its work and no more."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Site,
    Workflow,
    WorkflowPage,
)
from wagtail.snippets.models import get_snippet_models

from home import groups

pytestmark = pytest.mark.django_db


def home_page():
    return Site.objects.get(is_default_site=True).root_page.specific


def events_page():
    return apps.get_model("events.EventIndexPage").objects.first()


def training_page():
    return apps.get_model("training.ModuleIndexPage").objects.first()


def places():
    return {
        "home": home_page(),
        "events": events_page(),
        "training": training_page(),
        "root": Page.objects.get(depth=1),
    }


# What each group may do: add below, edit, publish and delete a page there.
MATRIX = {
    ("Editors", "home"): {"add": True, "edit": True, "publish": False, "unpublish": False},
    ("Editors", "events"): {"add": True, "edit": True, "publish": False, "unpublish": False},
    ("Editors", "root"): {"add": False, "edit": False, "publish": False, "unpublish": False},
    ("Moderators", "home"): {"add": True, "edit": True, "publish": True, "unpublish": True},
    ("Moderators", "events"): {"add": True, "edit": True, "publish": True, "unpublish": True},
    ("Moderators", "root"): {"add": False, "edit": False, "publish": False, "unpublish": False},
    ("Organisers", "home"): {"add": False, "edit": False, "publish": False, "unpublish": False},
    ("Organisers", "events"): {"add": True, "edit": True, "publish": True, "unpublish": True},
    ("Organisers", "root"): {"add": False, "edit": False, "publish": False, "unpublish": False},
    (groups.REVIEWERS, "home"): {"add": False, "edit": False, "publish": False, "unpublish": False},
    (groups.REVIEWERS, "training"): {"add": False, "edit": False, "publish": False, "unpublish": False},
    ("Moderators", "training"): {"add": True, "edit": True, "publish": True, "unpublish": True},
}


@pytest.mark.parametrize(("group", "place"), MATRIX)
def test_what_a_group_may_do_at_a_page(member, group, place):
    """Without this, an editor could publish unread, or an organiser change the legal pages."""
    page = places()[place]
    tester = page.permissions_for_user(member(group))
    found = {
        "add": tester.can_add_subpage(),
        "edit": tester.can_edit(),
        "publish": tester.can_publish(),
        "unpublish": tester.can_unpublish(),
    }
    assert found == MATRIX[group, place]


@pytest.mark.parametrize("group", groups.GROUPS)
def test_no_group_can_delete_the_home_page(member, group):
    """Without this, one click could take the whole site away."""
    assert not home_page().permissions_for_user(member(group)).can_delete()


@pytest.mark.parametrize(
    ("group", "may"), [("Editors", False), ("Moderators", True), ("Organisers", False), (groups.REVIEWERS, False)]
)
def test_who_may_change_the_settings(member, group, may):
    """Without this, anybody with an account could change who publishes the site."""
    user = member(group)
    assert user.has_perm("home.change_publishersettings") is may
    assert user.has_perm("home.change_sitenavigation") is may


@pytest.mark.parametrize("group", ["Editors", "Moderators", "Organisers"])
def test_every_group_can_sign_in_and_use_pictures_and_documents(member, client, group):
    """Without this, somebody would have an account that opens nothing."""
    client.force_login(member(group))
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    assert client.get(reverse("wagtailimages:add")).status_code == 200
    assert client.get(reverse("wagtaildocs:add")).status_code == 200


def test_snippets_belong_to_those_who_need_them(member):
    """Without this, glossary, principles or venues could be changed by the wrong people, or by nobody."""
    editor, moderator, organiser = member("Editors"), member("Moderators"), member("Organisers")
    models = get_snippet_models()
    assert {"home", "events", "resources"} <= {model._meta.app_label for model in models}
    for model in models:
        app, name = model._meta.app_label, model._meta.model_name
        assert editor.has_perm(f"{app}.change_{name}")
        assert not editor.has_perm(f"{app}.delete_{name}")
        assert moderator.has_perm(f"{app}.delete_{name}")
        assert organiser.has_perm(f"{app}.change_{name}") is (app == "events")


@pytest.mark.parametrize(
    ("group", "reports", "certificates"),
    [
        ("Editors", True, False),
        ("Moderators", True, True),
        ("Organisers", False, False),
        (groups.REVIEWERS, False, False),
    ],
)
def test_who_sees_reports_about_training_and_who_withdraws_a_certificate(member, group, reports, certificates):
    """Without this, an editor could not see which question misleads, or anybody could take a certificate away."""
    user = member(group)
    assert user.has_perm("training.see_reports") is reports
    assert user.has_perm("training.change_certificate") is certificates
    assert not user.has_perm("training.delete_certificate")


def test_no_group_may_make_accounts(member):
    """Without this, a moderator could make an account with more rights than their own."""
    for group in groups.GROUPS:
        user = member(group)
        assert not user.has_perm("auth.add_user")
        assert not user.has_perm("auth.change_user")
        assert not user.has_perm("auth.change_group")


def test_an_editor_hands_a_page_to_a_moderator_who_publishes_it(member, client):
    """Without this, what editors write would never reach the public, or reach it unread."""
    editor, moderator = member("Editors"), member("Moderators")
    page = apps.get_model("home.InformationPage")(title="A new page", slug="a-new-page", summary="Words.", live=False)
    home_page().add_child(instance=page)
    page.save_revision(user=editor)
    workflow = page.get_workflow()
    state = workflow.start(page, editor)
    task = state.current_task_state.task.specific
    assert task.user_can_access_editor(page, moderator)
    assert ("approve" in [name for name, *_ in task.get_actions(page, moderator)]) is True
    assert not task.get_actions(page, editor)
    state.current_task_state.specific.approve(user=moderator)
    page.refresh_from_db()
    assert page.live


@pytest.fixture
def module_handed_in(member):
    """A module that an editor has changed and handed in: (page, state of its workflow)."""
    editor = member("Editors")
    page = training_page().get_children().live().first().specific
    page.title = "Changed words"
    page.save_revision(user=editor)
    return page, page.get_workflow().start(page, editor)


class TestModulesAreReadByPeopleWithLivedExperience:
    def test_they_approve_first_and_a_moderator_publishes(self, member, module_handed_in):
        """Without this, modules about working together would be written for people and not with them."""
        page, state = module_handed_in
        reviewer, moderator = member(groups.REVIEWERS), member("Moderators")
        first = state.current_task_state.specific
        assert "approve" in [name for name, *_ in first.task.specific.get_actions(page, reviewer)]
        assert "approve" not in [name for name, *_ in first.task.specific.get_actions(page, moderator)]
        assert not page.permissions_for_user(reviewer).can_publish()
        first.approve(user=reviewer)
        state.refresh_from_db()
        second = state.current_task_state.specific
        page = type(page).objects.get(pk=page.pk)
        assert page.title != "Changed words"
        assert not second.task.specific.get_actions(page, reviewer)
        assert "approve" in [name for name, *_ in second.task.specific.get_actions(page, moderator)]
        second.approve(user=moderator)
        page.refresh_from_db()
        assert page.live
        assert page.title == "Changed words"

    def test_they_find_it_on_their_dashboard_and_can_open_that_page_alone(self, member, client, module_handed_in):
        """Without this, a reviewer would sign in and find nothing to do, or see drafts that are not theirs to see."""
        page, _ = module_handed_in
        client.force_login(member(groups.REVIEWERS))
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
        assert edit in client.get(reverse("wagtailadmin_home")).content.decode()
        opened = client.get(edit)
        assert opened.status_code == 200
        words = opened.content.decode()
        assert 'data-workflow-action-name="approve"' in words
        # What they say about a field is collected here and sent with the page.
        assert 'id="comments-output"' in words
        assert 'name="action-publish"' not in words
        for other in (home_page(), page.get_siblings(inclusive=False).first()):
            assert client.get(reverse("wagtailadmin_pages:edit", args=[other.pk])).status_code == 302

    def test_every_module_has_this_workflow_and_no_other_page_has(self):
        """Without this, some modules would pass by, or the accessibility statement would wait for reviewers."""
        name = "Modules: lived experience, then a moderator"
        index = training_page()
        assert {page.get_workflow().name for page in index.get_descendants(inclusive=True)} == {name}
        assert home_page().get_workflow().name == groups.WORKFLOW
        assert events_page().get_workflow().name == groups.WORKFLOW

    def test_what_was_changed_by_hand_stays(self):
        """Without this, the next start of the site would undo what an administrator decided."""
        other = Workflow.objects.create(name="Read by two people")
        WorkflowPage.objects.filter(page=training_page()).update(workflow=other)
        task = GroupApprovalTask.objects.get(name="Lived experience review")
        task.groups.set([Group.objects.get(name="Editors")])
        call_command("create_groups", verbosity=0)
        assert WorkflowPage.objects.get(page=training_page()).workflow == other
        assert [group.name for group in task.groups.all()] == ["Editors"]

    def test_a_workflow_that_was_disabled_stays_so(self, editor):
        """Without this, nobody could switch the review off."""
        Workflow.objects.get(name="Modules: lived experience, then a moderator").deactivate(user=editor)
        call_command("create_groups", verbosity=0)
        assert training_page().get_workflow().name == groups.WORKFLOW


def test_a_second_run_changes_nothing():
    """Without this, every start of the site would pile up rights."""

    def state():
        return (
            sorted(Group.objects.values_list("name", "permissions__codename", "permissions__content_type")),
            sorted(GroupPagePermission.objects.values_list("group", "page", "permission")),
            sorted(GroupCollectionPermission.objects.values_list("group", "collection", "permission")),
            sorted(Workflow.objects.values_list("pk", "name")),
            sorted(WorkflowPage.objects.values_list("page", "workflow")),
            sorted(GroupApprovalTask.objects.values_list("pk", "groups")),
        )

    call_command("create_groups", verbosity=0)
    first = state()
    call_command("create_groups", verbosity=0)
    assert state() == first


def test_rights_given_by_hand_stay():
    """Without this, the next start of the site would undo what an administrator decided."""
    group = Group.objects.get(name="Editors")
    collection = Collection.get_first_root_node().add_child(name="Stories")
    permission = GroupCollectionPermission.objects.filter(group=group).first().permission
    GroupCollectionPermission.objects.create(group=group, collection=collection, permission=permission)
    other = Workflow.objects.create(name="Read by two people")
    WorkflowPage.objects.filter(page=home_page()).update(workflow=other)
    call_command("create_groups", verbosity=0)
    assert GroupCollectionPermission.objects.filter(group=group, collection=collection).exists()
    assert WorkflowPage.objects.get(page=home_page()).workflow == other


def test_groups_work_on_the_home_page_of_every_language(member):
    """Without this, nobody but an administrator could check a translation."""
    translated = home_page().get_translations().get(locale__language_code="pl")
    call_command("create_groups", verbosity=0)
    assert translated.permissions_for_user(member("Editors")).can_edit()
    assert member("Moderators").has_perm("wagtail_localize.submit_translation")


class TestMakeEditor:
    """`manage.py make_editor EMAIL`."""

    def make(self, capsys, *args):
        call_command("make_editor", *args)
        return capsys.readouterr().out

    def test_the_link_lets_a_new_person_choose_a_password_and_sign_in(self, client, capsys, django_user_model):
        """Without this, nobody could ever sign in to a fresh site."""
        said = self.make(capsys, "New.Person@solway.test")
        link = next(line for line in said.splitlines() if "/account/" in line)
        response = client.get(link[link.index("/account/") :], follow=True)
        assert response.status_code == 200
        address = response.request["PATH_INFO"]
        chosen = "four quiet words together"
        client.post(address, {"password1": chosen, "password2": chosen})
        user = django_user_model.objects.get(username="new.person@solway.test")
        assert user.check_password(chosen)
        client.logout()
        client.post(reverse("account_login"), {"login": "new.person@solway.test", "password": chosen})
        assert client.get(reverse("wagtailadmin_home")).status_code == 200
        again = client.get(link[link.index("/account/") :], follow=True)
        assert "password1" not in again.content.decode()

    def test_a_made_up_password_is_printed_once_and_works(self, capsys, django_user_model):
        """Without this, the site could not be tried where no link can be opened."""
        said = self.make(capsys, "one@solway.test", "--password")
        chosen = said.split("shown only now: ")[1].split()[0]
        assert len(chosen) >= 20
        assert django_user_model.objects.get(username="one@solway.test").check_password(chosen)
        assert "shown only now" not in self.make(capsys, "one@solway.test")
        assert django_user_model.objects.get(username="one@solway.test").check_password(chosen)

    @pytest.mark.parametrize(
        ("role", "group"),
        [
            ("moderator", "Moderators"),
            ("editor", "Editors"),
            ("organiser", "Organisers"),
            ("reviewer", groups.REVIEWERS),
        ],
    )
    def test_a_role_is_one_group(self, capsys, django_user_model, role, group):
        """Without this, a person who changes roles would keep the rights of the old one."""
        self.make(capsys, "one@solway.test", "--role", "admin")
        self.make(capsys, "one@solway.test", "--role", role)
        user = django_user_model.objects.get(username="one@solway.test")
        assert [found.name for found in user.groups.all()] == [group]
        assert not user.is_superuser

    def test_an_admin_may_do_everything(self, capsys, django_user_model):
        """Without this, nobody could make accounts."""
        self.make(capsys, "one@solway.test", "--role", "admin")
        assert django_user_model.objects.get(username="one@solway.test").is_superuser

    def test_a_moderator_can_open_the_editor_of_every_page(self, client, capsys, django_user_model, site_content):
        """Without this, some page type could only be changed with code."""
        self.make(capsys, "one@solway.test")
        client.force_login(django_user_model.objects.get(username="one@solway.test"))
        seen = set()
        for page in Page.objects.filter(depth__gt=1).specific():
            if type(page) in seen:
                continue
            seen.add(type(page))
            response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
            assert response.status_code == 200, page
        assert len(seen) > 5

    def test_a_mistyped_address_is_refused(self):
        """Without this, an account would be made that nobody can sign in to."""
        with pytest.raises(CommandError, match="not an email address"):
            call_command("make_editor", "nobody")
