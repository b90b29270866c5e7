"""A panel in the editor that says how long a module is, step by step, and what is known from those who took it."""

from django.urls import reverse
from wagtail.admin.panels import Panel

from training import measures, small_numbers


class MeasuresPanel(Panel):
    """Words and questions of each step of the module as it was last saved, with advice where it is long.

    Who may see reports also reads how long people took, and how its questions do.
    """

    class BoundPanel(Panel.BoundPanel):
        template_name = "training/panels/measures.html"

        def is_shown(self):
            return bool(self.instance.pk and len(self.instance.steps))

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            steps = measures.measure(self.instance)
            context["steps"] = steps
            context["words"] = sum(step.words for step in steps)
            context["questions"] = sum(step.questions for step in steps)
            context["advice"] = measures.advice(self.instance)
            context["most_words"] = measures.WORDS_IN_MODULE
            if self.request.user.has_perm("training.see_reports"):
                context |= _from_learners(self.instance)
            return context


def _from_learners(page):
    # The panel is part of the model, which these read.
    from training import question_health, reports, versions

    measured = reports.measured(page)
    try:
        health = question_health.health(page.translation_key)
    except versions.Unreadable:
        health = []
    query = f"?module={page.translation_key}"
    return {
        "measured": measured,
        "measured_words": _words(measured),
        "timed": small_numbers.shown(measured.count),
        "fewest_timed": measures.FEWEST_TIMED,
        "questions_health": [one for one in health if one.is_enough],
        "health_url": reverse("question_health:index") + query,
        "report_url": f"{reverse('training_reports:index')}{query}&by=month",
    }


def _words(measured):
    """How long people took, beside what the module states, and what to do where the two are far apart."""
    if measured.minutes is None:
        return ""
    minutes, between = f"{measured.minutes:g}", f"{measured.stated.between:.1f}".removesuffix(".0")
    told = (
        f"Half of the {measured.count:,} attempts measured took {minutes} minutes or less between the first and the last "
        f"answer. Of the {measured.stated.minutes} minutes stated, about {between} are for that part."
    )
    if not measured.is_off:
        return told
    change = "longer" if measured.minutes > measured.stated.between else "shorter"
    return f"{told} People take much {change} than stated: change the minutes of the steps, or what is in them."
