"""A bitesize module: its start page, a page for each of its steps, and the whole of it on paper."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page, PageManager, PageQuerySet
from wagtail.search import index
from wagtail.url_routing import RouteResult

from home import drawings
from home.blocks import PLAIN_FEATURES
from home.models.base import BasePage
from home.models.principles import Principle, PrinciplesPage
from home.models.snippets import in_language
from home.visibility import shown
from training.blocks import LaterQuestionsBlock, StepsBlock
from training.blocks.steps import fill_slugs
from training.panels import MeasuresPanel
from training.steps import marked, steps_of

# Addresses of the training that are not modules.
RESERVED_MODULE_SLUGS = {"my-learning", "carry-on", "check-in", "six-weeks", "did-it-change-anything", "teams", "team"}


def drawing_choices():
    """The drawings a module may show, as (name, words): those made for modules first."""
    own = [(f"learn/{name}", words) for name, words in drawings.choices("learn")]
    return own + drawings.choices()


class ModuleQuerySet(PageQuerySet):
    def open(self):
        """The live modules that everybody may see: nothing in draft, nothing behind a password."""
        return shown(self)


class ModulePage(RoutablePageMixin, BasePage):
    """One skill, learned in minutes. Anybody can take it, without an account."""

    outcome = models.CharField(
        max_length=150,
        help_text='One thing. It finishes the words "After this you can", for example: write a scope card.',
    )
    audience = models.CharField(
        max_length=200, blank=True, verbose_name="who it is for", help_text="Leave empty for everybody."
    )
    drawing = models.CharField(
        max_length=40, blank=True, choices=drawing_choices, help_text="One of the site's drawings. It is decoration."
    )
    can_now = StreamField(
        [
            (
                "statement",
                blocks.CharBlock(
                    max_length=150,
                    label="I can now…",
                    help_text="Finishes the words I can now, for example: name the five levels.",
                ),
            )
        ],
        blank=True,
        max_num=5,
        verbose_name='"I can now" statements',
        help_text="Shown at the start and at the end, and on the certificate.",
    )
    steps = StreamField(StepsBlock(), help_text="Three to six steps. Each has an address of its own.")
    later_questions = StreamField(
        LaterQuestionsBlock(required=False),
        blank=True,
        help_text="Two or more, for people who want one question after 12 and 24 days. Each asks about the same thing "
        "as a question above, in another way.",
    )
    minutes = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="The sum of the minutes of the steps."
    )
    pass_percent = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        verbose_name="pass mark in per cent",
        help_text="Leave empty for no pass mark: each answer is explained and everybody finishes.",
    )
    next_action = RichTextField(
        features=PLAIN_FEATURES,
        verbose_name="try this",
        help_text="One thing to do this week, for example: At your next meeting, …",
    )
    best_after = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="good_next",
        help_text="Advice, never a lock: the module that it is good to take first.",
    )
    principles = ParentalManyToManyField(
        "home.Principle",
        blank=True,
        related_name="modules",
        limit_choices_to={"locale__language_code": "en"},
        verbose_name="principles it serves",
    )
    easy_read_page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="Easy Read version",
        help_text="The page that says the same in easy words and pictures.",
    )
    bsl_video = models.ForeignKey(
        "wagtaildocs.Document",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="film in British Sign Language (BSL)",
    )
    bsl_url = models.URLField(
        blank=True, verbose_name="address of a film in BSL", help_text="If the film is kept on another site."
    )

    objects = PageManager.from_queryset(ModuleQuerySet)()

    template = "training/module_page.html"
    page_description = "A bitesize module: one outcome, a few short steps, questions with feedback, one thing to try."
    parent_page_types = ["training.ModuleIndexPage"]
    subpage_types = []
    schema_type = "LearningResource"

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldPanel("outcome"), FieldPanel("audience"), FieldPanel("can_now"), FieldPanel("drawing")],
            heading="What a learner gets",
        ),
        FieldPanel("steps"),
        MeasuresPanel(heading="How bitesize is it"),
        FieldPanel("later_questions"),
        FieldPanel("next_action"),
        InlinePanel("related_pages", label="Page", heading="Where to read on", max_num=4),
        MultiFieldPanel(
            [
                PageChooserPanel("best_after", page_type="training.ModulePage"),
                FieldPanel("pass_percent"),
                FieldPanel("principles"),
            ],
            heading="Good to know before the start",
        ),
        MultiFieldPanel(
            [PageChooserPanel("easy_read_page"), FieldPanel("bsl_video"), FieldPanel("bsl_url")],
            heading="In other forms",
        ),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("outcome"), index.SearchField("steps")]

    class Meta:
        verbose_name = "module"

    # Saving ---------------------------------------------------------------------------------------------------------

    def clean(self):
        """Keeps the addresses of the steps and the minutes of the module in step with the steps."""
        super().clean()
        if self.slug in RESERVED_MODULE_SLUGS:
            raise ValidationError({"slug": f'A module cannot have the address "{self.slug}". Choose another.'})
        fill_slugs(self.steps)
        self.__dict__.pop("step_list", None)
        self.minutes = sum(step.minutes for step in self.step_list)

    # What is in it --------------------------------------------------------------------------------------------------

    @cached_property
    def step_list(self):
        """The steps in order, as training.steps.Step."""
        return steps_of(self.steps)

    @cached_property
    def questions(self):
        """All questions in order, as training.steps.Question."""
        return [question for step in self.step_list for question in step.questions]

    @cached_property
    def marked_questions(self):
        """The questions with a right answer, in order."""
        return marked(self.step_list)

    @property
    def pass_rule(self):
        """What it takes to pass, in words."""
        if not self.marked_questions:
            return gettext("There are no marks: you finish when you reach the end.")
        if self.pass_percent:
            return gettext("You pass with %(percent)s in 100 answers right. You can try as often as you like.") % {
                "percent": self.pass_percent
            }
        return gettext("There is no pass mark. Every answer is explained, and you can try as often as you like.")

    @cached_property
    def statements(self):
        """The "I can now" statements as plain texts."""
        return [str(block.value) for block in self.can_now]

    @cached_property
    def principle_list(self):
        """The principles this module serves, in the language of the page, in order."""
        found = list(self.principles.all())
        if all(principle.locale_id == self.locale_id for principle in found):
            return found
        keys = [principle.translation_key for principle in found]
        return in_language(Principle.objects.filter(translation_key__in=keys), self.locale)

    def step_url(self, step, request=None):
        """The address of a Step of this module; an empty text where the page has no address yet."""
        url = self.get_url(request)
        return f"{url}{step.slug}/" if url else ""

    # Pages ----------------------------------------------------------------------------------------------------------

    def route(self, request, path_components):
        """A module that was taken down still answers those who have begun it, with a page that says so."""
        if not self.live:
            from training import walk

            try:
                walk.raise_if_begun(request, pk=self.pk)
            except walk.TakenDown as gone:
                return RouteResult(self, (self.taken_down, (), {"attempt": gone.attempt}))
        return super().route(request, path_components)

    def taken_down(self, request, attempt):
        """What somebody sees who was in the middle of this module when it was taken down."""
        from training.views.questions import taken_down

        return taken_down(request, attempt)

    @path("")
    def start(self, request):
        """What you will be able to do, how long it takes, and the way in; or the way on, for somebody who has begun."""
        return self._for_walk(request, lambda here: here.shown.render_start(request, here))

    @path("print/", name="print")
    def on_paper(self, request):
        """The whole module on paper, the answers on a page of their own at the end."""
        address = self.get_full_url(request)
        return self.render(
            request,
            template="training/module_print.html",
            context_overrides={"address": address, **self.links_of(self.questions)},
        )

    @path("<slug:slug>/", name="step")
    def step(self, request, slug):
        """One step. Raises Http404 where the module has no such step."""
        return self._for_walk(request, lambda here: here.shown.render_step(request, here, slug))

    def _for_walk(self, request, render):
        """Answers with `render(Walk)`: for a reader a page that everybody shares, for a learner one that nobody keeps."""
        from training import versions, walk
        from training.views.questions import unreadable

        try:
            here = walk.Walk(request, self)
        except versions.Unreadable:
            return unreadable(request, self.slug)
        response = render(here)
        if here.is_known:
            response["Cache-Control"] = "no-store, private"
        return response

    def render_start(self, request, here):
        """The start page, for the Walk `here`."""
        return self.render(
            request,
            template="training/module_page.html",
            context_overrides={"walk": here, **self.links_of([], at_start=True)},
        )

    def render_step(self, request, here, slug):
        """The step with the address `slug`, read up to its first question. Raises Http404."""
        for step in self.step_list:
            if step.slug == slug:
                break
        else:
            raise Http404("This module has no such step.")
        previous = None if step.is_first else self.step_list[step.number - 2]
        return self.render(
            request,
            template="training/step_page.html",
            step=step,
            context_overrides={
                "walk": here,
                "following": here.begin_step(step),
                "previous_step": previous,
                **self.links_of(step.questions),
            },
        )

    def get_context(self, request, *args, step=None, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        if step:
            context["step"] = step
            context["breadcrumbs"] = [*context["breadcrumbs"], {"text": self.menu_text, "href": self.get_url(request)}]
        return context

    def links_of(self, questions, at_start=False, at_end=False):
        """The live public pages that a page of this module leads to, for its template, with few queries.

        `questions` are those shown there; `at_start` and `at_end` add what stands at either end of a module.
        """
        rows = list(self.related_pages.all()) if at_end else []
        ids = {question.value.page_id for question in questions} | {row.page_id for row in rows}
        kind = ContentType.objects.get_for_model(PrinciplesPage)
        wanted = models.Q()
        if at_start:
            ids |= {self.best_after_id, self.easy_read_page_id}
            wanted |= models.Q(content_type=kind, locale_id=self.locale_id)
        if at_end and self.pk:
            wanted |= models.Q(modulepage__best_after=self.pk)
        pages = shown(Page.objects).filter(wanted | models.Q(pk__in=ids - {None}))
        pages = pages.annotate(minutes=models.F("modulepage__minutes"), after=models.F("modulepage__best_after"))
        linked = {page.pk: page for page in pages}
        return {
            "linked": linked,
            "related": [(linked[row.page_id], row.why) for row in rows if row.page_id in linked],
            "next_modules": [page for page in linked.values() if at_end and self.pk and page.after == self.pk],
            "best_after": linked.get(self.best_after_id),
            "easy_read_page": linked.get(self.easy_read_page_id),
            "principles_page": next((page for page in linked.values() if page.content_type_id == kind.pk), None),
        }

    @property
    def preview_modes(self):
        steps = [(f"step-{step.number}", f"{step.place}: {step.title}") for step in self.step_list]
        total = len(self.marked_questions)
        asked = [(f"question-{one.number}", f"Question {one.number} of {total}") for one in self.marked_questions]
        return [("", "Start page"), *steps, *asked, ("print", "On paper")]

    def serve_preview(self, request, mode_name):
        from training.views.questions import question_preview

        kind, _dash, number = mode_name.partition("-")
        number = int(number) if number.isdecimal() else 0
        if kind == "print":
            return self.on_paper(request)
        if kind == "question" and 0 < number <= len(self.marked_questions):
            return question_preview(request, self, number)
        if kind == "step" and 0 < number <= len(self.step_list):
            return self.step(request, self.step_list[number - 1].slug)
        return self.start(request)

    # For browsers and search engines --------------------------------------------------------------------------------

    def canonical_url(self, request=None):
        url = super().canonical_url(request)
        match = getattr(request, "routable_resolver_match", None)
        return f"{url}{match.kwargs['slug']}/" if url and match and match.url_name == "step" else url

    def get_sitemap_urls(self, request=None):
        """The start page and every step."""
        urls = super().get_sitemap_urls(request)
        return urls + [url | {"location": f"{url['location']}{step.slug}/"} for url in urls for step in self.step_list]

    def schema(self, request=None):
        data = super().schema(request)
        data |= {
            "learningResourceType": "module",
            "teaches": self.outcome,
            "timeRequired": f"PT{self.minutes}M",
            "isAccessibleForFree": True,
            "interactivityType": "mixed",
        }
        if self.audience:
            data["audience"] = {"@type": "Audience", "audienceType": self.audience}
        return data


class ModuleRelatedPage(Orderable):
    """A page to read after a module."""

    module = ParentalKey(ModulePage, on_delete=models.CASCADE, related_name="related_pages")
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=150, blank=True, help_text="What the reader finds there.")

    panels = [PageChooserPanel("page"), FieldPanel("why")]
