"""The signed links in the mails to learners, and the link of a team. The token is the proof: nobody has to sign in."""

from home.signed_links import LinkedRows
from training.models import CheckIn, FollowUp, Team


def _somebodys(model):
    """Rows of a learner who has not been forgotten."""
    return model.objects.filter(learner__isnull=False).select_related("learner__user", "version")


_ROWS = LinkedRows(
    {
        CheckIn: ("training.check_in", lambda: _somebodys(CheckIn)),
        FollowUp: ("training.follow_up", lambda: _somebodys(FollowUp)),
        Team: ("training.team", Team.objects.all),
    }
)
token, find, address = _ROWS.token, _ROWS.find, _ROWS.address
