"""Formats alt-text issues as GitHub annotations and as SARIF."""

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


def message(issue: AltIssue) -> str:
    """The issue as one sentence, with the proposed alt text."""
    current = f" “{issue.current}”" if issue.current else ""
    proposal = f" Proposed: {issue.proposed}" if issue.proposed else ""
    return clean(f"Alt text{current} of {issue.image}: {issue.reason}.{proposal}")


def github(issues: Sequence[AltIssue], site: str = "") -> Iterator[str]:
    """Yields workflow commands that annotate the lines of a pull request, one per issue.

    Args:
        issues: The issues.
        site: The site's path below the repository, with a slash at its end; empty for its root.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    for issue in issues:
        file = _escaped(clean(site + issue.post)).replace(":", "%3A").replace(",", "%2C")
        title = RULES[issue.kind]
        yield f"::error file={file},line={issue.line},title={title}::{_escaped(message(issue))}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def sarif(issues: Sequence[AltIssue], site: str = "") -> Json:
    """A SARIF 2.1.0 log.

    Args:
        issues: The issues.
        site: As in `github`.
    """
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
                "results": [_sarif_result(issue, site) for issue in issues],
            }
        ],
    }


def _sarif_result(issue: AltIssue, site: str) -> Json:
    return {
        "ruleId": issue.kind,
        "level": "error",
        "message": {"text": message(issue)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(site + issue.post)},
                    "region": {"startLine": issue.line},
                }
            }
        ],
    }
