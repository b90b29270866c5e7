"""The house rules that keep the code easy to find one's way in."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from wagtail.models import Page

ROOT = Path(__file__).resolve().parent.parent
OURS = {"site_project", "home", "training", "resources", "events"}
MAY_IMPORT = {
    "home": {"home"},
    "training": {"training", "home"},
    "resources": {"resources", "home"},
    "events": {"events", "home"},
    "site_project": OURS,
}
TOP_LEVEL = OURS | {
    "templates", "static", "tests", "manage.py", "requirements.txt", "README.md",
    "requirements-dev.txt", "pyproject.toml", "Makefile", "Procfile", "docs", ".ci", ".gitignore", ".git",
    "package.json", "package-lock.json", "Dockerfile", ".dockerignore", ".editorconfig", "babel.cfg",
}  # fmt: skip
# Lines of a file of code or of a template.
LONGEST = 420
MADE_HERE = {
    ".venv",
    "var",
    "node_modules",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
    ".coverage",
    "htmlcov",
    "__pycache__",
}


def imported(path):
    """The first names of all that a Python file imports, with their lines."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.split(".")[0], node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0], node.lineno


@pytest.mark.parametrize("app", sorted(MAY_IMPORT))
def test_imports_run_downhill(app):
    """Lost if this fails: an app can be read, tested and changed without the others."""
    uphill = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in sorted((ROOT / app).rglob("*.py"))
        for name, line in imported(path)
        if name in OURS and name not in MAY_IMPORT[app]
    ]
    assert uphill == []


def test_top_level_is_the_house_and_nothing_else():
    assert {path.name for path in ROOT.iterdir()} - MADE_HERE <= TOP_LEVEL


def test_every_file_can_be_read_in_one_go():
    """Lost if this fails: files in which nobody finds their way any more. One that grows too long is split by subject."""
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines())
        for folder in sorted(OURS | {"tests", "templates"})
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html"} and path.parent.name != "migrations"
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def our_page_types():
    return [model for model in apps.get_models() if issubclass(model, Page) and model._meta.app_label in OURS]


@pytest.mark.parametrize("model", our_page_types(), ids=lambda model: model.__name__)
def test_page_types_say_where_they_belong(model):
    """Lost if this fails: an editor is offered pages in places where they do not work."""
    assert "parent_page_types" in vars(model)
    assert "subpage_types" in vars(model)
    assert model.page_description
    assert model.template.split("/")[0] == model._meta.app_label


def test_models_and_migrations_agree(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_nothing_reads_the_papers_the_site_was_planned_from():
    """The project stands alone: no file names the folder of papers beside it."""
    told = "../" + "shared"
    found = [
        str(path.relative_to(ROOT))
        for folder in sorted(OURS | {"tests", "templates", "docs"})
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
        and path.suffix in {".py", ".html", ".yaml", ".md", ".css", ".js"}
        and told in path.read_text("utf-8")
    ]
    assert found == []
