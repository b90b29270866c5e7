from home import checks  # noqa: F401  (registers itself)
from home.models.concerns import ConcernsPage  # noqa: F401
from home.models.contact import ContactPage  # noqa: F401
from home.models.definitions import Definition, DefinitionLine, DefinitionsPage, RecordedNote  # noqa: F401
from home.models.easy_read import EasyReadPage  # noqa: F401
from home.models.format_requests import (  # noqa: F401
    AnswerWay,
    FormatKind,
    FormatRequest,
    FormatRequestNote,
    GivenBy,
)
from home.models.freshness import PublicChange  # noqa: F401
from home.models.groups import GroupsPage  # noqa: F401
from home.models.home_page import HomePage  # noqa: F401
from home.models.information import InformationPage, SectionPage  # noqa: F401
from home.models.legal import LegalPage  # noqa: F401
from home.models.levels import InvolvementLevel, LevelsPage  # noqa: F401
from home.models.limits import TryCount  # noqa: F401
from home.models.loaded_content import LoadedContent  # noqa: F401
from home.models.outbox import MailState, OutgoingMail  # noqa: F401
from home.models.principles import Principle, PrinciplesPage  # noqa: F401
from home.models.settings import FooterLink, PublisherSettings, SiteNavigation  # noqa: F401
from home.models.site_map import SiteMapPage  # noqa: F401
from home.models.timeline import TimelinePage  # noqa: F401
from home.models.worklists import OPEN, WorkItem, WorkNote, WorkState  # noqa: F401
