"""What the NHS macros have to be told about a form field: one place for labels, hints, errors and legends."""

from django import forms
from django.utils.html import conditional_escape, format_html
from django.utils.translation import gettext as _

from home.drawings import drawing
from home.forms.fields import DatePartsWidget

# Widgets of one line, and the type and keyboard that each asks for.
_LINES = {
    forms.EmailInput: {"type": "email", "spellcheck": False, "autocomplete": "email"},
    forms.URLInput: {"type": "url", "spellcheck": False},
    forms.NumberInput: {"type": "text", "inputmode": "numeric", "spellcheck": False},
    forms.DateInput: {"type": "date"},
    forms.TimeInput: {"type": "time"},
    forms.DateTimeInput: {"type": "datetime-local"},
    forms.TextInput: {"type": "text"},
}


def macro_and_parameters(bound):
    """The name of the NHS macro for a bound field, and the parameters it needs. Raises TypeError for an unknown widget."""
    widget = bound.field.widget
    if isinstance(widget, DatePartsWidget):
        return "date-input", _date(bound)
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checkboxes", _choices(bound, bound.value() or [])
    if isinstance(widget, forms.RadioSelect):
        return "radios", _choices(bound, [bound.value()])
    if isinstance(widget, forms.CheckboxInput):
        return "checkboxes", _tick(bound)
    if isinstance(widget, (forms.Select, forms.SelectMultiple)):
        return "select", _select(bound)
    if isinstance(widget, forms.Textarea):
        return _textarea(bound)
    if isinstance(widget, forms.PasswordInput):
        return "password-input", _password(bound)
    if isinstance(widget, forms.FileInput):
        return "file-upload", {**_control(bound), **_named(bound)}
    for kind, extra in _LINES.items():
        if isinstance(widget, kind):
            return "input", {**_control(bound), **_named(bound), **_line(bound, extra)}
    raise TypeError(f"{type(widget).__name__} has no NHS macro: add it in home/forms/parameters.py.")


def error_list(form):
    """The error summary's list: each error of `form` as {text, href}, fields first in their order."""
    found = []
    for bound in form:
        for error in bound.errors:
            found.append({"text": str(error), "href": f"#{first_id(bound)}"})
    found += [{"text": str(error)} for error in form.non_field_errors()]
    return found


def first_id(bound):
    """The id of the first control of a field, which the error summary links to."""
    if isinstance(bound.field.widget, DatePartsWidget):
        return f"{_id(bound)}-{_first_part_in_error(bound)}"
    return _id(bound)


def _id(bound):
    return bound.auto_id or bound.html_name


def _label_text(bound):
    asked = bound.field.required or bound.field.disabled or getattr(bound.field, "asked_with_choice", False)
    optional = "" if asked or getattr(bound.form, "all_optional", False) else f" ({_('optional')})"
    return f"{bound.label}{optional}"


def _hint(bound):
    return {"html": conditional_escape(bound.help_text)} if bound.help_text else None


def _error(bound):
    if not bound.errors:
        return None
    return {"text": " ".join(map(str, bound.errors)), "visuallyHiddenText": _("Error")}


def _control(bound):
    """What a control with a label of its own needs. A lone field can have its label as the page's h1."""
    heading = getattr(bound.field, "is_page_heading", False)
    label = {"text": _label_text(bound)}
    if heading:
        label.update({"size": "l", "isPageHeading": True})
    found = {
        "id": _id(bound),
        "name": bound.html_name,
        "label": label,
        "hint": _hint(bound),
        "errorMessage": _error(bound),
    }
    return {name: value for name, value in found.items() if value is not None}


def _group(bound):
    """What a group of controls needs: the same words, as a fieldset with a legend."""
    heading = getattr(bound.field, "is_page_heading", False)
    found = {
        "idPrefix": _id(bound),
        "name": bound.html_name,
        "fieldset": {
            "legend": {"text": _label_text(bound), "size": "l" if heading else "s", "isPageHeading": heading},
        },
        "hint": _hint(bound),
        "errorMessage": _error(bound),
    }
    return {name: value for name, value in found.items() if value is not None}


def _named(bound):
    attributes = {
        name: value
        for name, value in bound.build_widget_attrs({}).items()
        if name not in ("aria-describedby", "aria-invalid", "required", "id") and value not in (None, False)
    }
    for name in ("maxlength", "minlength", "accept", "multiple", "dir"):
        if bound.field.widget.attrs.get(name):
            attributes[name] = bound.field.widget.attrs[name]
    # The browser would cut off what is too long without a word: the form says it instead and keeps it all.
    attributes.pop("maxlength", None)
    if bound.field.required:
        attributes["aria-required"] = "true"
    return {"attributes": attributes}


def _line(bound, extra):
    own = bound.field.widget.attrs
    found = {
        **extra,
        **{name: own[name] for name in ("autocomplete", "inputmode", "spellcheck", "type") if name in own},
    }
    value = bound.value()
    if value is not None:
        found["value"] = str(bound.field.widget.format_value(value) or "")
    if own.get("data-width"):
        found["width"] = own["data-width"]
    return found


def _password(bound):
    return {
        **_control(bound),
        "autocomplete": bound.field.widget.attrs.get("autocomplete", "current-password"),
        "showPasswordText": _("Show"),
        "hidePasswordText": _("Hide"),
        "showPasswordAriaLabelText": _("Show password"),
        "hidePasswordAriaLabelText": _("Hide password"),
        "passwordShownAnnouncementText": _("Your password is visible"),
        "passwordHiddenAnnouncementText": _("Your password is hidden"),
    }


def _textarea(bound):
    found = {**_control(bound), **_named(bound), "rows": bound.field.widget.attrs.get("rows", 5)}
    value = bound.value()
    found["value"] = "" if value is None else str(value)
    if bound.field.max_length:
        # Said from the start where there is no script, and with one when it is nearly reached.
        threshold = bound.field.widget.attrs.get("data-threshold", 0)
        return "character-count", {**found, "maxlength": bound.field.max_length, "threshold": threshold}
    return "textarea", found


def _choices(bound, chosen):
    chosen = {str(value) for value in chosen if value is not None}
    hints = getattr(bound.field, "choice_hints", {})
    reveals = getattr(bound.field, "reveals", {})
    pictures = getattr(bound.field, "choice_pictures", {})
    items = [
        {
            "value": str(value),
            "text": str(text),
            "html": _pictured(pictures[value], text) if pictures.get(value) else None,
            "checked": str(value) in chosen,
            "hint": {"text": hints[value]} if value in hints else None,
            "conditional": {"html": bound.form[reveals[value]].as_field_group()} if value in reveals else None,
        }
        for value, text in bound.field.choices
        if value not in ("", None)
    ]
    return {**_group(bound), "items": [{key: part for key, part in item.items() if part is not None} for item in items]}


def _pictured(name, text):
    """The words of a choice below a drawing."""
    return format_html('{}<span class="choice-words">{}</span>', drawing(name, classes="choice-picture"), text)


def _tick(bound):
    found = _group(bound)
    item = {"value": "on", "text": _label_text(bound), "checked": bool(bound.value())}
    return {**found, "fieldset": None, "items": [item]}


def _select(bound):
    value = bound.value()
    chosen = {str(part) for part in (value if isinstance(value, (list, tuple)) else [value])}
    items = [
        {"value": "" if option is None else str(option), "text": str(text), "selected": str(option or "") in chosen}
        for option, text in _flat(bound.field.choices)
    ]
    found = {**_control(bound), "items": items}
    if isinstance(bound.field.widget, forms.SelectMultiple):
        found["attributes"] = {"multiple": "multiple"}
    return found


def _flat(choices):
    for value, text in choices:
        if isinstance(text, (list, tuple)):
            yield from text
        else:
            yield value, text


def _first_part_in_error(bound):
    """The part of a date that its error is about, or else the first."""
    value = bound.value()
    typed = value if isinstance(value, (list, tuple)) else [None, None, None]
    for part, text in zip(DatePartsWidget.parts, typed, strict=False):
        if not str(text or "").strip():
            return part
    return DatePartsWidget.parts[0]


def _date(bound):
    value = bound.value()
    typed = value if isinstance(value, (list, tuple)) else bound.field.widget.decompress(value)
    labels = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
    group = _group(bound)
    return {
        "id": _id(bound),
        "fieldset": group["fieldset"],
        **{name: group[name] for name in ("hint", "errorMessage") if name in group},
        "items": [
            {
                "id": f"{_id(bound)}-{part}",
                "name": f"{bound.html_name}_{part}",
                "label": labels[part],
                "width": "4" if part == "year" else "2",
                "value": "" if text is None else str(text),
            }
            for part, text in zip(DatePartsWidget.parts, typed, strict=True)
        ],
    }
