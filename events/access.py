"""What can make it possible to come: one list for events, for venues and for what people ask for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AccessKind(models.TextChoices):
    """The kinds of access and format. An event offers them; a person asks for them."""

    STEP_FREE = "step_free", _("Step-free way in and around")
    HEARING_LOOP = "hearing_loop", _("Hearing loop")
    BSL = "bsl", _("British Sign Language interpreter")
    LIP_SPEAKER = "lip_speaker", _("Lip-speaker")
    CAPTIONS = "captions", _("Live captions")
    LARGE_PRINT = "large_print", _("Large print")
    EASY_READ = "easy_read", _("Easy Read")
    QUIET_SPACE = "quiet_space", _("Quiet space")
    COMPANION = "companion", _("Bring a companion or personal assistant, free")
    PARKING_BAY = "parking_bay", _("Parking bay near the door")
    ASSISTANCE_DOG = "assistance_dog", _("Assistance dogs welcome")
    INTERPRETER = "interpreter", _("Language interpreter")
    PHONE = "phone", _("Join by phone")
    OTHER = "other", _("Something else")


# The words schema.org has for some of them (https://www.w3.org/community/reports/a11y-discov-vocab/).
SCHEMA_FEATURES = {
    AccessKind.STEP_FREE: "stepFreeAccess",
    AccessKind.HEARING_LOOP: "hearingLoop",
    AccessKind.BSL: "signLanguage",
    AccessKind.LIP_SPEAKER: "lipSpeaker",
    AccessKind.CAPTIONS: "captions",
    AccessKind.LARGE_PRINT: "largePrint",
    AccessKind.EASY_READ: "easyRead",
    AccessKind.QUIET_SPACE: "quietSpace",
}
