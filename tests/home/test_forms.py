"""Every kind of field, drawn by the NHS macros: what a screen reader needs is there, by construction."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.template import loader
from hypothesis import given
from hypothesis import strategies as st

from home.forms import DatePartsField, NHSForm

CHOICES = [("say", "I want a say"), ("work", "I work in health or care")]


class EveryField(NHSForm):
    name = forms.CharField(label="Your name", help_text="As you want to be called & known", max_length=50)
    email = forms.EmailField(label="Email address")
    site = forms.URLField(label="Web address", required=False, assume_scheme="https")
    number = forms.IntegerField(label="How many people", widget=forms.NumberInput(attrs={"data-width": "2"}))
    day = forms.DateField(label="A day", widget=forms.DateInput)
    time = forms.TimeField(label="A time", widget=forms.TimeInput)
    moment = forms.DateTimeField(label="A moment", widget=forms.DateTimeInput)
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    words = forms.CharField(label="Your words", widget=forms.Textarea)
    counted = forms.CharField(label="A few words", widget=forms.Textarea, max_length=200)
    one = forms.ChoiceField(label="Who you are", choices=CHOICES, widget=forms.RadioSelect, help_text="Choose one")
    several = forms.MultipleChoiceField(label="What you need", choices=CHOICES, widget=forms.CheckboxSelectMultiple)
    listed = forms.ChoiceField(label="From a list", choices=CHOICES)
    many = forms.MultipleChoiceField(label="Several from a list", choices=CHOICES)
    agree = forms.BooleanField(label="I agree")
    file = forms.FileField(label="A file")
    born = DatePartsField(label="Date of birth", help_text="For example, 27 3 1965")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def drawn(form):
    return BeautifulSoup(str(form), "html.parser")


def visible_controls(soup):
    return [control for control in soup.select("input, select, textarea") if control.get("type") != "hidden"]


@pytest.mark.parametrize("form", [lambda: EveryField(), lambda: EveryField(data={})], ids=["empty", "with errors"])
def test_every_control_has_a_label_and_true_references(form):
    soup = drawn(form())
    ids = [element["id"] for element in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    for control in visible_controls(soup):
        label = soup.find("label", attrs={"for": control["id"]})
        assert label and label.get_text(strip=True), control
        for name in control.get("aria-describedby", "").split():
            assert soup.find(id=name), f"{control['id']} points to {name}"
    for fieldset in soup.select("fieldset"):
        assert fieldset.find("legend").get_text(strip=True)
        for name in fieldset.get("aria-describedby", "").split():
            assert soup.find(id=name)
    assert {fieldset.legend.get_text(strip=True) for fieldset in soup.select("fieldset")} >= {
        "Who you are",
        "What you need",
        "Date of birth",
    }


def test_every_kind_of_field_is_drawn():
    soup = drawn(EveryField())
    names = {control.get("name") for control in soup.select("input, select, textarea")}
    expected = set(EveryField.base_fields) - {"born"} | {"born_day", "born_month", "born_year"}
    assert names == expected
    assert "As you want to be called & known" in soup.get_text()


def test_a_hint_and_an_error_are_told_with_the_field():
    soup = drawn(EveryField(data={}))
    control = soup.find(id="id_name")
    told = " ".join(soup.find(id=name).get_text(" ", strip=True) for name in control["aria-describedby"].split())
    assert "As you want to be called" in told
    assert "Enter an answer: your name" in told


def test_what_was_typed_is_kept():
    """Lost if this fails: everything a person typed, because one field was wrong."""
    data = {"name": "Ann <b>", "email": "not an address", "words": "a\nb", "one": "work", "several": ["say"]}
    data |= {
        "born_day": "31",
        "born_month": "2",
        "born_year": "1965",
        "number": "many",
        "listed": "work",
        "agree": "on",
    }
    soup = drawn(EveryField(data=data))
    assert soup.find(id="id_name")["value"] == "Ann <b>"
    assert soup.find(id="id_email")["value"] == "not an address"
    assert soup.find(id="id_number")["value"] == "many"
    assert soup.find(id="id_words").get_text() == "a\nb"
    assert soup.find("input", {"name": "one", "value": "work"}).has_attr("checked")
    assert soup.find("input", {"name": "several", "value": "say"}).has_attr("checked")
    assert soup.find("option", {"value": "work", "selected": True})
    assert soup.find(id="id_born-day")["value"] == "31"
    assert soup.find(id="id_agree").has_attr("checked")
    assert not soup.find(id="id_password").get("value")


def test_the_error_summary_leads_to_the_fields():
    form = EveryField(data={"born_day": "1", "born_month": "", "born_year": "2000"})
    summary = BeautifulSoup(loader.render_to_string("home/forms/error_summary.html", {"form": form}), "html.parser")
    soup = drawn(form)
    links = summary.select("a[href]")
    assert len(links) == len(form.errors)
    for link in links:
        assert soup.find(id=link["href"][1:]), link
    assert summary.find("a", href="#id_born-month").get_text() == "Date of birth must include a month"
    assert summary.find(attrs={"role": "alert"})


def test_no_error_summary_before_anything_was_sent():
    assert loader.render_to_string("home/forms/error_summary.html", {"form": EveryField()}).strip() == ""


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        (["27", "3", "1965"], datetime.date(1965, 3, 27)),
        (["29", "2", "2023"], "must be a date that exists"),
        (["1", "1", "65"], "must be a date that exists"),
        (["one", "3", "1965"], "must be written in numbers"),
        (["", "3", "1965"], "must include a day"),
        (["²", "3", "1965"], "must be written in numbers"),
    ],
)
def test_a_date_in_three_parts(typed, outcome):
    field = DatePartsField(label="Date of birth")
    if isinstance(outcome, datetime.date):
        assert field.clean(typed) == outcome
    else:
        with pytest.raises(forms.ValidationError, match=outcome):
            field.clean(typed)


@given(st.lists(st.text(max_size=12), min_size=3, max_size=3))
def test_a_date_takes_any_text_without_breaking(typed):
    field = DatePartsField(label="Date", required=False)
    try:
        assert field.clean(typed) is None or isinstance(field.clean(typed), datetime.date)
    except forms.ValidationError as error:
        assert error.messages
