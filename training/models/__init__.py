from training.models.attempts import Answer, Attempt  # noqa: F401
from training.models.certificates import Certificate  # noqa: F401
from training.models.learners import Learner, Organisation, Reflection, ResumeCode  # noqa: F401
from training.models.modules import ModulePage, ModuleRelatedPage  # noqa: F401
from training.models.reminders import Change, CheckIn, CheckInAnswer, CheckInEnd, FollowUp  # noqa: F401
from training.models.routes import LearningRoute, LearningRouteModule, ModuleIndexPage  # noqa: F401
from training.models.teams import Team, TeamMember  # noqa: F401
from training.models.versions import ModuleVersion  # noqa: F401
