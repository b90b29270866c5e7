"""Renders Django's forms with the NHS macros (templates/home/forms)."""

from django.forms.renderers import DjangoTemplates
from django.template import loader


class NHSFormRenderer(DjangoTemplates):
    """`{{ form }}` and `{{ field.as_field_group() }}` in Jinja2 give the NHS design system's markup."""

    form_template_name = "home/forms/form.html"
    field_template_name = "home/forms/field.html"

    def get_template(self, template_name):
        """Ours come from the site's templates, Django's own widgets (hidden fields) from Django."""
        if template_name.startswith("home/"):
            return loader.get_template(template_name, using="jinja2")
        return super().get_template(template_name)
