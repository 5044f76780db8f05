"""Faults of alt texts for those who show them in the right place: GitHub, SARIF viewers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from slidescan.core.records import AltIssue
from slidescan.core.records.posts import Json
from slidescan.core.text import clean
from slidescan.core.versions import PACKAGE_VERSION

RULES = {
    "missing": "An image has no alt text",
    "placeholder": "An alt text says nothing",
    "file-name": "An alt text is the file's name",
    "too-long": "An alt text is too long to listen to",
    "repeats": "An alt text repeats what stands elsewhere",
    "contradicts": "An alt text contradicts the slide",
}


def message(fault: AltIssue) -> str:
    """A fault in one sentence, with what would mend it."""
    said = f" “{fault.current}”" if fault.current else ""
    better = f" Proposed: {fault.proposed}" if fault.proposed else ""
    return clean(f"Alt text{said} of {fault.image}: {fault.reason}.{better}")


def github(faults: Sequence[AltIssue]) -> Iterator[str]:
    """Workflow commands that annotate the lines of a pull request, one each."""
    for fault in faults:
        file = _escaped(clean(fault.post)).replace(":", "%3A").replace(",", "%2C")
        title = RULES[fault.kind]
        yield f"::error file={file},line={fault.line},title={title}::{_escaped(message(fault))}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def sarif(faults: Sequence[AltIssue]) -> Json:
    """A SARIF 2.1.0 log."""
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "slidescan",
                        "version": PACKAGE_VERSION,
                        "rules": [
                            {"id": name, "shortDescription": {"text": text}}
                            for name, text in RULES.items()
                        ],
                    }
                },
                "results": [
                    {
                        "ruleId": fault.kind,
                        "level": "error",
                        "message": {"text": message(fault)},
                        "locations": [
                            {
                                "physicalLocation": {
                                    "artifactLocation": {"uri": quote(fault.post)},
                                    "region": {"startLine": fault.line},
                                }
                            }
                        ],
                    }
                    for fault in faults
                ],
            }
        ],
    }
