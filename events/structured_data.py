"""Events as schema.org data (https://schema.org/Event), so that search engines and calendars can read them."""

from django.utils import timezone

from events.access import SCHEMA_FEATURES
from events.blocks import Offered
from events.models.venues import Feature
from events.status import Attendance, Status
from events.timing import last_day, local_day
from home.models.settings import PublisherSettings

_STATUS = {
    Status.PLANNED: "EventScheduled",
    Status.MOVED: "EventRescheduled",
    Status.POSTPONED: "EventPostponed",
    Status.CANCELLED: "EventCancelled",
}
_ATTENDANCE = {
    Attendance.IN_PERSON: "OfflineEventAttendanceMode",
    Attendance.ONLINE: "OnlineEventAttendanceMode",
    Attendance.BOTH: "MixedEventAttendanceMode",
}


def event(page, request=None):
    """A real event as a dictionary. The caller leaves examples out."""
    url = page.canonical_url(request)
    data = {
        "@type": "Event",
        "name": page.title,
        "description": page.meta_description,
        "url": url,
        "eventStatus": f"https://schema.org/{_STATUS[Status(page.status)]}",
        "eventAttendanceMode": f"https://schema.org/{_ATTENDANCE[Attendance(page.attendance)]}",
        "isAccessibleForFree": True,
        "inLanguage": page.locale.language_code,
        "location": _location(page, url),
    }
    if page.starts_at:
        data["startDate"] = _moment(page.starts_at, page.date_only)
        last = last_day(page.starts_at, page.ends_at)
        data["endDate"] = last.isoformat() if page.date_only else _moment(page.ends_at)
    if page.status == Status.MOVED and page.previous_start:
        data["previousStartDate"] = _moment(page.previous_start, page.date_only)
    features = accessibility_features(page)
    if features:
        data["accessibilityFeature"] = features
    if page.can_be_attended:
        data["offers"] = {
            "@type": "Offer",
            "price": 0,
            "priceCurrency": "GBP",
            "availability": f"https://schema.org/{_availability(page)}",
            "url": url,
        }
    data |= _capacity(page)
    organizer = _organizer(request)
    if organizer:
        data["organizer"] = organizer
    return data


def _capacity(page):
    """How many people there is room for, where the organiser has said so."""
    if not page.takes_bookings:
        return {}
    room = page.capacity if page.attendance != Attendance.ONLINE else None
    online = page.online_capacity if page.attendance != Attendance.IN_PERSON else None
    known = {"maximumPhysicalAttendeeCapacity": room, "maximumVirtualAttendeeCapacity": online}
    if page.attendance != Attendance.BOTH:
        known["maximumAttendeeCapacity"] = room or online
    elif room and online:
        known["maximumAttendeeCapacity"] = room + online
    return {name: number for name, number in known.items() if number}


def _availability(page):
    """Whether there is a place now. An event that takes no bookings here is open to everybody."""
    if not page.takes_bookings:
        return "InStock"
    now = page.booking_situation
    return "InStock" if now["can_book"] and not now["full"] else "SoldOut"


def accessibility_features(page):
    """What is there for everybody or on request, in the words of schema.org, each once."""
    found = []
    for block in page.access:
        term = SCHEMA_FEATURES.get(block.value["kind"])
        if term and block.value["offered"] in (Offered.THERE, Offered.ON_REQUEST) and term not in found:
            found.append(term)
    return found


def _moment(value, date_only=False):
    """ISO 8601 with the offset of the UK on that day; the date alone where the time is not known."""
    return local_day(value).isoformat() if date_only else timezone.localtime(value).isoformat()


def _location(page, url):
    virtual = {"@type": "VirtualLocation", "url": url}
    place = _place(page.venue) if page.venue else None
    if page.attendance == Attendance.ONLINE:
        return virtual
    if page.attendance == Attendance.BOTH:
        return [place, virtual] if place else virtual
    return place or {"@type": "Place", "name": page.place_text}


def _place(venue):
    place = {"@type": "Place", "name": venue.name}
    address = {"@type": "PostalAddress", "addressCountry": "GB"}
    if venue.address:
        address["streetAddress"] = ", ".join(line.strip() for line in venue.address.splitlines() if line.strip())
    if venue.town:
        address["addressLocality"] = venue.town
    if venue.postcode:
        address["postalCode"] = venue.postcode
    place["address"] = address
    if venue.map_url:
        place["hasMap"] = venue.map_url
    amenities = [
        {"@type": "LocationFeatureSpecification", "name": name, "value": value == Feature.YES}
        for name, value in (
            ("Hearing loop", venue.hearing_loop),
            ("Changing Places toilet", venue.changing_places),
        )
        if value
    ]
    if amenities:
        place["amenityFeature"] = amenities
    return place


def _organizer(request):
    """Who publishes the site, or None where nobody has said so yet."""
    publisher = PublisherSettings.for_request(request) if request else PublisherSettings.current()
    return {"@type": "Organization", "name": publisher.name} if publisher.name else None
