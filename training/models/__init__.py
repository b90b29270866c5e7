from training.models.modules import ModulePage, ModuleRelatedPage  # noqa: F401
from training.models.routes import LearningRoute, LearningRouteModule, ModuleIndexPage  # noqa: F401
