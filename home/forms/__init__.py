"""Forms as the NHS design system draws them: one renderer, used by every public form."""

from home.forms.fields import DatePartsField  # noqa: F401
from home.forms.forms import NHSForm, NHSFormMixin  # noqa: F401
from home.forms.renderer import NHSFormRenderer  # noqa: F401
