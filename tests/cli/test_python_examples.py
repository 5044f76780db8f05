"""The examples of docs/python.md run unchanged, in order, on the samples."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from support import ROOT
from support.samples import Ingested

EXAMPLES = re.findall(r"```python\n(.*?)```", (ROOT / "docs/python.md").read_text("utf-8"), re.S)


@pytest.mark.ocr
@pytest.mark.slow
def test_examples_run(
    ingested: Ingested,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    site = shutil.copytree(ingested.site, tmp_path / "site")
    monkeypatch.chdir(site)
    assert len(EXAMPLES) == 3
    for example in EXAMPLES:
        exec(compile(example, "docs/python.md", "exec"), {"__name__": "example"})
    shown = capsys.readouterr().out
    assert "*Data* *Lake*" in shown or "*data* *lake*" in shown.lower()
