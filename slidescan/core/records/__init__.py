"""Holds the records that stages pass on or store: frozen, slotted, made of tuples, without pixels.

alts      alt texts of posts: proposals, decisions, issues
decks     pages of a speaker's deck, and which page a photo shows
drawings  shapes and connectors in a slide's picture
edits     people's changes to slides
ingests   the progress of an ingest, and its report
issues    unreadable files, and issues of an index
lines     boxes of an engine, and lines in the photo
options   the options of a run
pages     pages of a built site
photo     photo files, and where the slide is in them
posts     posts, their sections, and their references to photos
renamed   old names of fields
searches  answers to searches
slides    slides: the content of photos
structures  what a slide shows besides its words
status    the content of an index, and the installed parts
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from slidescan.core.records.decks import DeckLine, DeckPage, DeckPair, PairSource, SlidePage
from slidescan.core.records.drawings import Connector, ConnectorEnd, Drawing, Shape
from slidescan.core.records.lines import (
    Line,
    Role,
    TextBox,
    TextSource,
    WordSpans,
)
from slidescan.core.records.options import (
    DEFAULT_ALT_LENGTH,
    DEFAULT_MAX_PIXELS,
    Options,
    is_address,
)
from slidescan.core.records.photo import (
    KINDS,
    AcceptedCorners,
    CornersCorrection,
    CornersSource,
    Detection,
    Kind,
    NoSlide,
    PersonCorners,
    Photo,
    RejectedCorners,
    SlideAt,
    Turn,
    person_corners,
)
from slidescan.core.records.posts import (
    ImageReference,
    IncludedReference,
    Link,
    LinkSource,
    MissingReference,
    Post,
    ReferenceIssueKind,
    Section,
    SharedUrl,
    Span,
    Syntax,
    UnknownUrl,
    UnknownUrls,
    of_kind,
)
from slidescan.core.records.searches import Hit, MatchedIn, Results, Similar
from slidescan.core.records.slides import AltSource, Card, PhotoReading, Reading, Slide
from slidescan.core.records.structures import SlideStructure

if TYPE_CHECKING:
    from slidescan.core.records.alts import (
        AltAction,
        AltAnswer,
        AltDecision,
        AltIssue,
        AltIssueKind,
        AltProposal,
        Decision,
        LongForm,
    )
    from slidescan.core.records.decks import DeckReport, PairProposal
    from slidescan.core.records.edits import (
        AltEdit,
        CornersEdit,
        Edit,
        EditKind,
        LineEdit,
        PageEdit,
        PostEdit,
    )
    from slidescan.core.records.ingests import IngestPlan, IngestReport, RenderedReport, Running
    from slidescan.core.records.issues import Failure, Issue, IssueKind, Unread, UnreadKind
    from slidescan.core.records.pages import Page, PageHeading, PageImage
    from slidescan.core.records.status import EngineStatus, Status

__all__ = [
    "DEFAULT_ALT_LENGTH",
    "DEFAULT_MAX_PIXELS",
    "KINDS",
    "AcceptedCorners",
    "AltAction",
    "AltAnswer",
    "AltDecision",
    "AltEdit",
    "AltIssue",
    "AltIssueKind",
    "AltProposal",
    "AltSource",
    "Card",
    "Connector",
    "ConnectorEnd",
    "CornersCorrection",
    "CornersEdit",
    "CornersSource",
    "Decision",
    "DeckLine",
    "DeckPage",
    "DeckPair",
    "DeckReport",
    "Detection",
    "Drawing",
    "Edit",
    "EditKind",
    "EngineStatus",
    "Failure",
    "Hit",
    "ImageReference",
    "IncludedReference",
    "IngestPlan",
    "IngestReport",
    "Issue",
    "IssueKind",
    "Kind",
    "Line",
    "LineEdit",
    "Link",
    "LinkSource",
    "LongForm",
    "MatchedIn",
    "MissingReference",
    "NoSlide",
    "Options",
    "Page",
    "PageEdit",
    "PageHeading",
    "PageImage",
    "PairProposal",
    "PairSource",
    "PersonCorners",
    "Photo",
    "PhotoReading",
    "Post",
    "PostEdit",
    "Reading",
    "ReferenceIssueKind",
    "RejectedCorners",
    "RenderedReport",
    "Results",
    "Role",
    "Running",
    "Section",
    "Shape",
    "SharedUrl",
    "Similar",
    "Slide",
    "SlideAt",
    "SlidePage",
    "SlideStructure",
    "Span",
    "Status",
    "Syntax",
    "TextBox",
    "TextSource",
    "Turn",
    "UnknownUrl",
    "UnknownUrls",
    "Unread",
    "UnreadKind",
    "WordSpans",
    "is_address",
    "of_kind",
    "person_corners",
]

_MODULES = {
    "AltAction": "alts",
    "AltAnswer": "alts",
    "AltDecision": "alts",
    "AltEdit": "edits",
    "AltIssue": "alts",
    "AltIssueKind": "alts",
    "AltProposal": "alts",
    "CornersEdit": "edits",
    "Decision": "alts",
    "DeckReport": "decks",
    "Edit": "edits",
    "EditKind": "edits",
    "EngineStatus": "status",
    "Failure": "issues",
    "IngestPlan": "ingests",
    "IngestReport": "ingests",
    "Issue": "issues",
    "IssueKind": "issues",
    "LineEdit": "edits",
    "LongForm": "alts",
    "Page": "pages",
    "PageEdit": "edits",
    "PageHeading": "pages",
    "PageImage": "pages",
    "PairProposal": "decks",
    "PostEdit": "edits",
    "RenderedReport": "ingests",
    "Running": "ingests",
    "Status": "status",
    "Unread": "issues",
    "UnreadKind": "issues",
}
"""Records that a search doesn't need: leaving one out saves half a millisecond at the start."""


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
