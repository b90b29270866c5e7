"""Renders Django's forms with the NHS macros (templates/home/forms)."""

from django.forms.renderers import TemplatesSetting


class NHSFormRenderer(TemplatesSetting):
    """`{{ form }}` and `{{ field.as_field_group() }}` in Jinja2 give the NHS design system's markup."""

    form_template_name = "home/forms/form.html"
    field_template_name = "home/forms/field.html"
