"""What happens when an event is published: more places go to those who wait."""

from django.dispatch import receiver
from wagtail.signals import page_published

from events import bookings
from events.models import EventPage, EventRegister


@receiver(page_published, sender=EventPage)
def offer_new_places(sender, instance, **kwargs):
    """Offers places that an organiser has added. An event nobody has booked yet has nobody to offer them to."""
    if EventRegister.objects.filter(event_key=instance.translation_key).exists():
        bookings.places_changed(instance)
