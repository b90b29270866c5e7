"""What an editor does: sign in, change a page, see it published; the screens hold together."""

import re

import pytest
from playwright.sync_api import expect

PASSWORD = re.compile(r"only now: (\S+)")


@pytest.fixture(scope="session")
def editor_password(server):
    printed = server.manage("make_editor", "editor@example.org", "--role", "moderator", "--password")
    return PASSWORD.search(printed).group(1)


@pytest.fixture
def editing(visit, editor_password):
    window = visit()
    window.open("/admin/")
    window.page.get_by_label("Email address").fill("editor@example.org")
    window.page.get_by_label("Password", exact=True).fill(editor_password)
    window.page.get_by_role("main").get_by_role("button", name="Sign in").click()
    window.page.wait_for_url("**/admin/")
    return window


def test_a_wrong_password_is_told_plainly_and_the_address_is_kept(visit, server):
    window = visit(360, javascript=False)
    window.open("/account/login/")
    window.page.get_by_label("Email address").fill("somebody@example.org")
    window.page.get_by_label("Password", exact=True).fill("wrong")
    window.page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(window.page).to_have_title(re.compile("^Error: "))
    assert window.page.get_by_role("alert").is_visible()
    assert window.page.get_by_label("Email address").input_value() == "somebody@example.org"


def test_an_editor_changes_a_page_and_everybody_sees_it_at_once(editing, visit):
    page = editing.page
    editing.open("/admin/pages/search/?q=Levels+of+involvement")
    page.locator('main a[href*="/edit/"]', has_text="Levels of involvement").first.click()
    page.wait_for_url("**/edit/")
    page.locator("#id_summary").fill("Changed in a test of the editor.")
    page.get_by_role("button", name=re.compile("More actions")).last.click()
    page.get_by_role("button", name=re.compile("^Publish")).first.click()
    page.wait_for_url(lambda address: "/edit/" not in address)
    reader = visit(360, javascript=False)
    reader.open("/what-it-is/levels/")
    assert reader.page.get_by_text("Changed in a test of the editor.").is_visible()


@pytest.mark.parametrize("address", ["/admin/", "/admin/pages/", "/admin/snippets/", "/admin/reports/pages-to-review/"])
def test_the_admins_screens_open(editing, address):
    editing.messages.clear()
    answer = editing.open(address)
    assert answer.status == 200
    assert editing.elsewhere == []
    assert [message for message in editing.messages if message.startswith("error")] == []
