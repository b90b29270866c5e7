"""Teams. If these fail, somebody is counted who never agreed, or a manager learns what one person did."""

import pytest
from django.urls import reverse

from home.models.limits import TryCount
from tests.training.reminding import (
    SAME_SITE,
    account,
    finish,
    module,
    uk,
)
from training import attempts, learners, links, teams
from training.models import Learner, Team, TeamMember
from training.views import teams as team_views

pytestmark = pytest.mark.usefixtures("site_content")
JOINED = uk("2031-01-01 10:00")


@pytest.fixture
def page():
    return module()


@pytest.fixture
def owner():
    return account()


@pytest.fixture
def team(owner):
    return teams.make(owner, "Ward 4")


def join_address(team):
    return reverse("team_join", kwargs={"token": links.token(team)})


def members(team, count, page=None, when="2031-02-01 10:00"):
    """So many new people who join; with a page they finish it at `when`."""
    found = [account() for _number in range(count)]
    for learner in found:
        teams.join(team, learner, JOINED)
        if page:
            finish(learner, page, now=uk(when))
    return found


def row(team, page):
    """(begun, finished) as the owner sees them; None where the module is left out."""
    found = [one for one in teams.counts(team).modules if one.title == page.title]
    return (found[0].begun, found[0].finished) if found else None


# Counts ------------------------------------------------------------------------------------------------------------------


def test_nothing_is_shown_of_fewer_than_five(team, page):
    members(team, 4, page)
    counts = teams.counts(team)
    assert not counts.are_shown
    assert counts.members == "fewer than 5"


def test_numbers_are_ranges_of_five(team, page):
    members(team, 5, page)
    members(team, 6)
    assert teams.counts(team).members == "10 to 14"
    assert row(team, page) == ("5 to 9", "5 to 9")


def test_a_module_that_few_have_begun_is_left_out(client, team, page):
    members(team, 4, page)
    members(team, 4)
    assert teams.counts(team).modules == []
    client.force_login(team.owner.user)
    shown = client.get(reverse("team", kwargs={"pk": team.pk})).text
    assert page.title not in shown
    assert "Fewer than 5 of them have begun any module" in shown


def test_one_person_more_or_less_shows_nothing_between_fives(team, page):
    """The owner who watches the page while somebody joins, finishes and leaves learns nothing about them."""
    members(team, 6, page)
    before = teams.counts(team)
    somebody = account()
    teams.join(team, somebody, JOINED)
    assert teams.counts(team) == before
    finish(somebody, page, now=uk("2031-02-01 10:00"))
    assert teams.counts(team) == before
    teams.leave(team, somebody)
    assert teams.counts(team) == before


def test_nothing_from_before_joining_counts(team, page):
    members(team, 5, page, when="2030-06-01 10:00")
    assert row(team, page) is None


def test_a_person_counts_once_however_often_they_begin(team, page):
    people = members(team, 3, page)
    members(team, 2)
    for learner in people:
        attempts.start_again(learner, page, uk("2031-03-01 10:00"))
    assert row(team, page) is None


def test_what_a_member_does_elsewhere_is_not_counted_in_another_team(team, owner, page):
    other = teams.make(owner, "Ward 5")
    people = members(team, 5, page)
    for learner in people:
        teams.join(other, learner, uk("2031-05-01 10:00"))
    assert row(team, page) == ("5 to 9", "5 to 9")
    assert row(other, page) is None


def test_who_leaves_is_counted_no_longer(team, page):
    people = members(team, 5, page)
    teams.leave(team, people[0])
    assert not teams.counts(team).are_shown


# The owner ---------------------------------------------------------------------------------------------------------------


def test_making_a_team_leads_to_its_link(client, owner):
    client.force_login(owner.user)
    said = client.post("/learn/teams/", {"name": "  Ward \n 4 "}, follow=True)
    team = Team.objects.get()
    assert team.name == "Ward 4"
    assert links.address("team_join", team) in said.text
    assert 'class="qr"' in said.text
    assert said["Cache-Control"] == "no-store, private"


def test_somebody_without_an_account_makes_no_team(client, db):
    said = client.get("/learn/teams/")
    assert "/account/login/code/?next=%2Flearn%2Fteams%2F" in said.text
    client.post("/learn/teams/", {"name": "Ward 4"})
    assert not Team.objects.exists()
    device = Learner.objects.create(device_hash="x", seen_on=JOINED.date())
    with pytest.raises(ValueError, match="account"):
        teams.make(device, "Ward 4")


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_name_that_does_not_fit_is_explained(client, owner, name):
    client.force_login(owner.user)
    assert "<title>Error: " in client.post("/learn/teams/", {"name": name}).text
    assert not Team.objects.exists()


def test_one_person_has_only_so_many_teams(client, owner, monkeypatch):
    monkeypatch.setattr(teams, "MOST", 1)
    teams.make(owner, "One")
    client.force_login(owner.user)
    assert "one person can have no more" in client.post("/learn/teams/", {"name": "Two"}).text
    assert Team.objects.count() == 1


def test_only_the_owner_sees_or_changes_a_team(client, team, page):
    """For everybody else it is not there: not even whether its number is in use."""
    people = members(team, 5, page)
    address = reverse("team", kwargs={"pk": team.pk})
    assert client.get(address).status_code == 404
    client.force_login(people[0].user)
    assert client.get(address).status_code == 404
    for action in ("rename", "new_link", "close", "delete"):
        assert client.post(address, {"action": action, "name": "Mine"}).status_code == 404
    assert Team.objects.get() == team
    assert TeamMember.objects.count() == 5
    client.force_login(team.owner.user)
    assert client.get(address).status_code == 200
    assert client.get(f"/learn/teams/{10**30}/").status_code == 404


def test_the_owners_page_names_nobody(client, team, page):
    members(team, 5, page)
    client.force_login(team.owner.user)
    shown = client.get(reverse("team", kwargs={"pk": team.pk})).text
    assert "zyxcanary" not in shown.lower().replace(team.owner.user.email, "")
    assert "2031" not in shown


def test_renaming_and_a_new_link(client, team):
    client.force_login(team.owner.user)
    address, old = reverse("team", kwargs={"pk": team.pk}), join_address(team)
    client.post(address, {"action": "rename", "name": "Ward 5"})
    assert "<title>Error: " in client.post(address, {"action": "rename", "name": ""}).text
    client.post(address, {"action": "new_link"})
    team.refresh_from_db()
    assert team.name == "Ward 5"
    assert client.get(old).status_code == 404
    assert client.get(join_address(team)).status_code == 200


def test_closing_deletes_who_was_counted(client, team, page):
    members(team, 5, page)
    client.force_login(team.owner.user)
    address, link = reverse("team", kwargs={"pk": team.pk}), join_address(team)
    client.post(address, {"action": "close"})
    assert not TeamMember.objects.exists()
    assert "This team is closed" in client.get(link).text
    client.post(link, headers=SAME_SITE)
    assert not TeamMember.objects.exists()
    team.refresh_from_db()
    with pytest.raises(teams.Closed):
        teams.join(team, account())
    client.post(address, {"action": "delete"})
    assert not Team.objects.exists()


def test_opening_pages_changes_nothing(client, team, page):
    members(team, 5)
    client.force_login(team.owner.user)
    before = (list(Team.objects.values()), list(TeamMember.objects.values()), Learner.objects.count())
    for _time in range(5):
        for address in ("/learn/teams/", reverse("team", kwargs={"pk": team.pk}), join_address(team)):
            assert client.get(address).status_code == 200
    assert (list(Team.objects.values()), list(TeamMember.objects.values()), Learner.objects.count()) == before


# Members -----------------------------------------------------------------------------------------------------------------


def test_reading_the_page_to_join_sets_no_cookie(client, team):
    shown = client.get(join_address(team))
    assert not shown.cookies
    assert "Never your name" in shown.text
    assert "sets one cookie" in shown.text


def test_a_device_joins_and_leaves(client, team):
    address = join_address(team)
    key = learners.sign(learners.new_key())
    said = client.post(address, {"key": key}, headers=SAME_SITE, follow=True)
    assert learners.COOKIE in client.cookies
    assert "You are counted in the team" in said.text
    assert TeamMember.objects.get().learner.user is None
    client.post(address, headers=SAME_SITE)
    assert TeamMember.objects.count() == 1
    said = client.post(address, {"leave": "1"}, headers=SAME_SITE, follow=True)
    assert "Join the team" in said.text
    assert not TeamMember.objects.exists()


def test_two_clicks_are_one_member(client, team):
    key = learners.sign(learners.new_key())
    for _click in range(2):
        client.cookies.clear()
        client.post(join_address(team), {"key": key}, headers=SAME_SITE)
    assert (TeamMember.objects.count(), Learner.objects.filter(user=None).count()) == (1, 1)


def test_an_account_joins_without_a_cookie_of_its_own(client, team):
    learner = account()
    client.force_login(learner.user)
    client.post(join_address(team), headers=SAME_SITE)
    assert TeamMember.objects.get().learner == learner
    assert learners.COOKIE not in client.cookies


def test_leaving_under_my_teams(client, team):
    learner, other = members(team, 2)
    client.force_login(learner.user)
    assert "Ward 4" in client.get("/learn/teams/").text
    theirs = TeamMember.objects.get(learner=other)
    client.post("/learn/teams/", {"leave": theirs.pk})
    assert TeamMember.objects.filter(pk=theirs.pk).exists(), "nobody takes somebody else out"
    for odd in ("x", "", "9" * 40):
        client.post("/learn/teams/", {"leave": odd})
    client.post("/learn/teams/", {"leave": TeamMember.objects.get(learner=learner).pk})
    assert not TeamMember.objects.filter(learner=learner).exists()


def test_another_site_makes_nobody_join(client, team):
    assert client.post(join_address(team), headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert not TeamMember.objects.exists()


def test_a_machine_cannot_fill_a_team(client, team, monkeypatch):
    """Made-up members are how somebody would get at one real person."""
    monkeypatch.setattr(team_views, "_JOINS", (2, 3600))
    for _number in range(5):
        client.cookies.clear()
        last = client.post(join_address(team), headers=SAME_SITE)
    assert last.status_code == 429
    assert TeamMember.objects.count() == 2
    assert TryCount.objects.exists()


def test_a_forged_link_opens_nothing(client, team):
    for forged in (f"{team.pk}-1", links.token(team)[:-1], "x"):
        answer = client.get(reverse("team_join", kwargs={"token": forged}))
        assert answer.status_code == 404
        assert "This link does not work" in answer.text


def test_a_name_is_text(client, owner):
    team = teams.make(owner, '<script>"x"</script>')
    for address in ("/learn/teams/", reverse("team", kwargs={"pk": team.pk}), join_address(team)):
        client.force_login(owner.user)
        assert "<script>" + '"x"' not in client.get(address).text


def test_who_deletes_their_account_is_in_no_team(team):
    learner = members(team, 1)[0]
    learner.user.delete()
    assert not TeamMember.objects.exists()
