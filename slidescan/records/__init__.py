"""Every record that is handed between stages or stored: frozen, slotted, made of tuples.

Records hold no pixels. Everything that has a place is in the pixels of the upright photo
(after its EXIF orientation is applied). `to_json` gives the shapes of the contract.
"""

from __future__ import annotations

from slidescan.records.mends import Mend
from slidescan.records.options import DEFAULT_ALT_LENGTH, DEFAULT_MAX_PIXELS, Options
from slidescan.records.posts import (
    ImageReference,
    Link,
    MissingReference,
    Post,
    Section,
    SharedUrl,
    Span,
    Syntax,
)
from slidescan.records.reports import (
    AltAction,
    AltDecision,
    AltFault,
    AltProposal,
    Decision,
    EngineStatus,
    Failure,
    FaultKind,
    Finding,
    Hit,
    IngestReport,
    LongForm,
    Results,
    Running,
    Similar,
    Status,
)
from slidescan.records.slides import (
    KINDS,
    Card,
    Corners,
    Detection,
    Kind,
    Line,
    Photo,
    PhotoReading,
    Places,
    Reading,
    Role,
    Slide,
    Turn,
    Word,
)

__all__ = [
    "DEFAULT_ALT_LENGTH",
    "DEFAULT_MAX_PIXELS",
    "KINDS",
    "AltAction",
    "AltDecision",
    "AltFault",
    "AltProposal",
    "Card",
    "Corners",
    "Decision",
    "Detection",
    "EngineStatus",
    "Failure",
    "FaultKind",
    "Finding",
    "Hit",
    "ImageReference",
    "IngestReport",
    "Kind",
    "Line",
    "Link",
    "LongForm",
    "Mend",
    "MissingReference",
    "Options",
    "Photo",
    "PhotoReading",
    "Places",
    "Post",
    "Reading",
    "Results",
    "Role",
    "Running",
    "Section",
    "SharedUrl",
    "Similar",
    "Slide",
    "Span",
    "Status",
    "Syntax",
    "Turn",
    "Word",
]
