from resources.models.files import DownloadCount, MadeFile  # noqa: F401
from resources.models.glossary import GlossaryPage, GlossaryTerm  # noqa: F401
from resources.models.jargon import PageJargon  # noqa: F401
from resources.models.source_documents import SourceDocumentIndexPage, SourceDocumentPage  # noqa: F401
from resources.models.stories import Difficulty, StoryPage  # noqa: F401
from resources.models.story_index import StoryIndexPage  # noqa: F401
from resources.models.templates import TemplateIndexPage, TemplatePage  # noqa: F401
from resources.models.tips import Tip, TipsPage, TipStage  # noqa: F401
