"""Paths of posts in annotations: those that GitHub knows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from slidescan.cli.output.check_formats import write_issues
from slidescan.core.records import AltIssue

ISSUE = AltIssue("content/my t.md", 3, "a.png", None, "missing", "there is none")


@pytest.mark.parametrize(
    ("repository", "workspace", "annotated", "logged"),
    [
        (".", None, "blog/content/my t.md", "blog/content/my%20t.md"),
        (".", ".", "blog/content/my t.md", "blog/content/my%20t.md"),
        ("blog", ".", "blog/content/my t.md", "content/my%20t.md"),
        ("blog", "elsewhere", "content/my t.md", "content/my%20t.md"),
        (None, None, "content/my t.md", "content/my%20t.md"),
    ],
)
def test_paths_count_from_the_repository_or_the_workspace(
    repository: str | None,
    workspace: str | None,
    annotated: str,
    logged: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    site = tmp_path / "blog"
    site.mkdir()
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    if repository is not None:
        (tmp_path / repository / ".git").mkdir()
    if workspace is not None:
        monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / workspace))
    write_issues("github", [ISSUE], (), site)
    assert capsys.readouterr().out.startswith(f"::error file={annotated},line=3,")
    write_issues("sarif", [ISSUE], (), site)
    (result,) = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    location = result["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == logged
