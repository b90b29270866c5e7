"""One person's data over all apps. If these fail, a part of it is neither handed over nor deleted, and nobody notices."""

import json

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command

from home import outbox, persons
from home.models import OutgoingMail

pytestmark = pytest.mark.django_db

WHO = "Ann.Other@example.net"


class Notes:
    """What an app holds about people, kept in a dict: {address: [word, ...]}."""

    def __init__(self):
        self.held = {WHO.lower(): ["first", "second"]}
        self.log = []

    def find(self, who):
        words = self.held.get(who.lower())
        return {"who": who.lower(), "words": list(words)} if words else None

    def export(self, found):
        return {"words": found["words"]}

    def forget(self, found, user=None):
        del self.held[found["who"]]
        self.log.append(("forgotten", user))
        # What is written while something is deleted is found as well.
        mail_to(found["who"], key="late", text="Goodbye, Ann")

    def taken_out(self, found, user=None):
        self.log.append(("taken out", user))


def mail_to(address, key="one", **fields):
    outbox.post(key=key, kind="Try", to=address, subject="Hello", **{"text": "Hello, Ann", **fields})


@pytest.fixture
def notes(monkeypatch):
    """An app with notes about people, beside those that are there."""
    monkeypatch.setattr(persons, "_parts", dict(persons._parts))
    made = Notes()
    persons.register(
        "Kept notes",
        made.find,
        made.export,
        made.forget,
        summary=lambda found: [f"{len(found['words'])} notes."],
        afterwards=lambda found: ["Tear up the paper."],
        taken_out=made.taken_out,
        permission="home.change_publishersettings",
    )
    return made


def test_every_part_is_found_and_handed_over(notes):
    mail_to(WHO.upper())
    held = persons.find_person(f"  {WHO} ")
    assert [each.part.name for each in held] == ["Kept notes", "Mails"]
    assert held[0].summary == ["2 notes."]
    said = json.loads(persons.as_json(held))
    assert said["kept_notes"] == {"words": ["first", "second"]}
    assert [mail["text"] for mail in said["mails"]] == ["Hello, Ann"]


def test_nobody_known_has_nothing(notes):
    assert persons.find_person("nobody@example.net") == []
    with pytest.raises(CommandError, match="Nothing is held"):
        call_command("forget_person", "nobody@example.net", "--delete")


def test_forgetting_goes_through_all_parts_and_what_they_write_on_the_way(notes, editor):
    """A mail written by the deletion itself would bring the address back."""
    mail_to(WHO)
    mail_to("other@example.net", key="other")
    [kept, mails] = persons.forget_person(WHO, user=editor)
    assert notes.log == [("forgotten", editor)]
    assert (kept.afterwards, mails.afterwards) == (["Tear up the paper."], [])
    assert persons.find_person(WHO) == []
    assert list(OutgoingMail.objects.exclude(to="").values_list("to", flat=True)) == ["other@example.net"]


def test_forgetting_twice_changes_nothing(notes):
    persons.forget_person(WHO)
    assert persons.forget_person(WHO) == []
    assert len(notes.log) == 1


def test_a_code_to_sign_in_is_in_no_file(notes):
    """Whoever hands over the file could use it."""
    mail_to(WHO, text="Your code is 123456")
    OutgoingMail.objects.update(is_secret=True)
    assert "123456" not in persons.as_json(persons.find_person(WHO))


def test_a_part_that_says_only_what_it_must_is_enough(notes):
    persons.register("Plain", lambda who: [who], lambda found: found, lambda found, user=None: None)
    held = persons.find_person("7K2M-9QXD")
    assert [(each.summary, each.afterwards) for each in held] == [(["Something is held."], [])]
    persons.record_export(held)


def test_the_command_says_what_is_held_and_writes_it_once(notes, tmp_path, capsys):
    mail_to(WHO)
    file = tmp_path / "person.json"
    call_command("forget_person", WHO, "--export", str(file))
    assert "Kept notes: 2 notes." in capsys.readouterr().out
    assert set(json.loads(file.read_text("utf-8"))) == {"kept_notes", "mails"}
    assert file.stat().st_mode & 0o077 == 0
    assert notes.log == [("taken out", None)]
    with pytest.raises(CommandError):
        call_command("forget_person", WHO, "--export", str(file), "--delete")
    assert notes.held
    call_command("forget_person", WHO, "--delete")
    assert "Tear up the paper." in capsys.readouterr().out
    assert not notes.held


def test_the_screen_shows_each_part_and_deletes_all(notes, editor_client, editor):
    mail_to(WHO)
    shown = editor_client.post("/admin/person/", {"who": WHO}).content.decode()
    for words in ("<h3>Kept notes</h3>", "2 notes.", "<h3>Mails</h3>", "1 mail to this address"):
        assert words in shown
    editor_client.post("/admin/person/", {"who": WHO, "export": "1"})
    done = editor_client.post("/admin/person/", {"who": WHO, "delete": "1"}, follow=True).content.decode()
    assert "Tear up the paper." in done
    assert notes.log == [("taken out", editor), ("forgotten", editor)]
    assert "Nothing is held" in editor_client.post("/admin/person/", {"who": WHO}).content.decode()


def test_looking_changes_nothing(notes, editor_client):
    answer = editor_client.get("/admin/person/", {"who": WHO, "delete": "1"})
    assert answer.status_code == 200
    assert notes.held and not notes.log


def test_it_takes_the_rights_of_every_part(notes, client, member):
    """Whoever may see bookings may not, by this way, see what another app keeps from them."""
    user = member("Organisers")
    client.force_login(user)
    assert client.get("/admin/person/").status_code == 302
    assert client.post("/admin/person/", {"who": WHO, "delete": "1"}).status_code == 302
    assert notes.held
    user.user_permissions.add(Permission.objects.get(codename="change_publishersettings"))
    assert client.get("/admin/person/").status_code == 200


@pytest.mark.parametrize(("group", "shown"), [("Organisers", True), ("Moderators", False), ("Editors", False)])
def test_it_is_in_the_menu_of_those_who_may_look(client, member, group, shown):
    client.force_login(member(group))
    assert ("/admin/person/" in client.get("/admin/").content.decode()) is shown
