"""Who a learner may be. A scenario can be told again for each of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The roles a scenario may have a telling of its own for. Everybody else reads the plain one."""

    PUBLIC = "public", _("You use health or care services")
    CARER = "carer", _("You are an unpaid carer")
    COMMUNITY = "community", _("You run or help a community group")
    CLINICAL = "clinical", _("You are a nurse, doctor or therapist")
    FRONT_DESK = "front_desk", _("You are a receptionist or administrator")
    MANAGER = "manager", _("You are a manager or leader")
