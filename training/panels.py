"""A panel in the editor that says how long a module is, step by step."""

from wagtail.admin.panels import Panel

from training import measures


class MeasuresPanel(Panel):
    """Words and questions of each step of the module as it was last saved, with advice where it is long."""

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
            return context
