"""What people want to ask: topics put before an event, merged by staff into themes that the public sees."""

from django.db import transaction
from django.db.models import Count, Max

from events.models import Theme, Topic
from home import freshness


def themes_of(event):
    """The themes shown on an event's page, in their order, with `how_many` topics each stands for. One query."""
    shown = Theme.objects.filter(register__event_key=event.translation_key, shown=True)
    return list(counted(shown))


def counted(themes):
    """A queryset of themes with `how_many` topics each. A counting query forgets the model's order, so it is said again."""
    freshness.shows(freshness.PLACES)
    return themes.annotate(how_many=Count("asked")).order_by("sort_order", "pk")


def topics_of(register):
    """The topics of an event that still have words, oldest first. Only staff read them; nobody's name is with them."""
    return Topic.objects.filter(register=register).exclude(text="").select_related("theme")


@transaction.atomic
def merge(register, topics, theme=None, title=""):
    """Puts `topics` (ids) under `theme`, or under a new one called `title`. Returns the theme. Others' topics stay."""
    if theme is None:
        last = register.themes.aggregate(last=Max("sort_order"))["last"]
        theme = Theme.objects.create(register=register, title=title, sort_order=0 if last is None else last + 1)
    Topic.objects.filter(register=register, pk__in=topics).update(theme=theme)
    return theme


def take_out(register, topics):
    """Takes `topics` (ids) out of their themes again."""
    return Topic.objects.filter(register=register, pk__in=topics).update(theme=None)


@transaction.atomic
def put_in_order(register, numbers):
    """Orders the themes of an event by `numbers`, {theme id: place}. Equal places keep the order they had."""
    themes = list(register.themes.all())
    themes.sort(key=lambda theme: numbers.get(theme.pk, theme.sort_order))
    for place, theme in enumerate(themes):
        if theme.sort_order != place:
            Theme.objects.filter(pk=theme.pk).update(sort_order=place)
