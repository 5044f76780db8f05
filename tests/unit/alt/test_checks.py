"""Which alt texts are missing, meaningless or mismatched."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.alt_posts import LAKE, known_of, site_of

from slidescan.alt.checks import check
from slidescan.core.records import AltDecision
from slidescan.export.issue_formats import github, sarif


@pytest.mark.parametrize(
    ("post", "kind"),
    [
        ("![](a.jpg)", "missing"),
        ("<img src='a.jpg'>", "missing"),
        ("![](new.jpg)", "missing"),
        ("![](https://example.org/x.png)", "missing"),
        ("![slide 3](a.jpg)", "placeholder"),
        ("![IMG_1.jpg](IMG_1.jpg)", "file-name"),
        (f"![{'many words ' * 30}](a.jpg)", "too-long"),
        ("![Same](a.jpg) ![Same](b.jpg)", "repeats"),
        ("# Lakes and maps\n\n![Lakes and maps](a.jpg)", "repeats"),
        ("![Release trains leave every week](a.jpg)", "contradicts"),
        ("![Data lakes: then a map of 14 tables](a.jpg)", "contradicts"),
    ],
)
def test_an_issue_is_found_and_reported(tmp_path: Path, post: str, kind: str) -> None:
    site = site_of(tmp_path, post + "\n")
    faults, failures = check(known_of(site), site)
    assert failures == ()
    assert {fault.kind for fault in faults} == {kind}
    (annotation, *_) = github(faults)
    assert annotation.startswith(f"::error file=post.md,line={faults[0].line},")
    assert "\n" not in annotation
    (result, *_) = sarif(faults)["runs"][0]["results"]
    assert result["ruleId"] == kind
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "post.md"


@pytest.mark.parametrize(
    "post",
    [
        f"![{LAKE.alt}](a.jpg)",
        "<img src='a.jpg' alt=''>",
        "![Werner on the stage, a map behind him](a.jpg)",
        "![Data lakes: then a map of 12 tables](a.jpg)",
        "```\n![](a.jpg)\n```",
    ],
)
def test_good_alt_texts_have_no_issues(tmp_path: Path, post: str) -> None:
    site = site_of(tmp_path, post + "\n")
    assert check(known_of(site), site) == ((), ())


def test_decorative_images_need_no_alt_text(tmp_path: Path) -> None:
    site = site_of(tmp_path, "![](a.jpg)\n")
    decided = {("post.md", "a.jpg"): AltDecision("post.md", "a.jpg", "decorative", "")}
    assert check(known_of(site, decided=decided), site) == ((), ())
