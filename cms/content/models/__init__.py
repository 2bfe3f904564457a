"""The authoring models of a portal."""

from cms.content.models.base import PortalPage
from cms.content.models.media import Attachment, PortalImage, PortalRendition
from cms.content.models.pages import (
    AnswerPage,
    ArticlePage,
    ContactDirectoryPage,
    HomePage,
    LegalDocumentPage,
    SchedulePage,
    SectionPage,
    StaticPage,
)

__all__ = [
    "AnswerPage",
    "ArticlePage",
    "Attachment",
    "ContactDirectoryPage",
    "HomePage",
    "LegalDocumentPage",
    "PortalImage",
    "PortalPage",
    "PortalRendition",
    "SchedulePage",
    "SectionPage",
    "StaticPage",
]
