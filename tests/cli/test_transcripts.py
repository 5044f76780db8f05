"""The transcripts in the docs are what real clients get today."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import transcripts
from support.samples import Ingested


@pytest.mark.parametrize("page", sorted(transcripts.TRANSCRIPTS))
def test_a_transcript_in_the_docs_is_current(page: str, ingested: Ingested, tmp_path: Path) -> None:
    site = shutil.copytree(ingested.site, tmp_path / "site")
    assert transcripts.transcript_in(page) == transcripts.TRANSCRIPTS[page](site)
