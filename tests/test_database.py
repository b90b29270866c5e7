"""The kept test database: one made from something older would let tests pass that should fail."""

import pytest

from tests.database import made_from

PAGE = "home/content/pages/what-it-is/index.yaml"


@pytest.fixture
def project(tmp_path):
    """A project of three files."""
    for name in (PAGE, "events/migrations/0002_more.py", "requirements.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("as it was")
    return tmp_path


def test_nothing_changed_and_it_is_used_again(project):
    before = made_from(project)
    (project / "home" / "pages.cpython-311.pyc").write_text("compiled on the way")
    (project / "templates").mkdir()
    (project / "templates" / "base.html").write_text("no part of a database")
    assert made_from(project) == before


@pytest.mark.parametrize("name", [PAGE, "events/migrations/0002_more.py", "requirements.txt"])
def test_whatever_goes_into_it_makes_another(project, name):
    before = made_from(project)
    (project / name).write_text("as it is")
    assert made_from(project) != before


def test_a_page_that_moves_makes_another(project):
    before = made_from(project)
    (project / PAGE).rename(project / "home/content/pages/moved.yaml")
    assert made_from(project) != before


def test_a_new_file_makes_another(project):
    before = made_from(project)
    (project / "training" / "content").mkdir(parents=True)
    (project / "training" / "content" / "new.yaml").touch()
    assert made_from(project) != before
