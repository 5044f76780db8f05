"""Completion of values, in the shells that are installed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT
from support.factories import link, slide

from slidescan.store.catalogue import Catalogue

BASH = """
eval "$(_SLIDESCAN_COMPLETE=source_bash slidescan)"
COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_slidescan_completion slidescan; printf '%s\\n' "${{COMPREPLY[@]}}"
"""
ZSH = """
compdef() {{ : }}
_arguments() {{ print -r -- $1 }}
eval "$(_SLIDESCAN_COMPLETE=source_zsh slidescan)"
words=({words}); CURRENT=$#words
_slidescan_completion
"""
FISH = """
env _SLIDESCAN_COMPLETE=source_fish slidescan | source
complete -C "slidescan {line}"
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    with Catalogue.open(folder / "index", write=True) as catalogue, catalogue.transaction():
        catalogue.put_slide(slide("img/IMG_1.jpg", ("Data lakes",), links=[link()]))
        catalogue.put_slide(slide("img/IMG_2.jpg", ("Other",)))
        catalogue.put_slide(slide("img/my photo.jpg", ("Spaces",)))
        catalogue.set_meta("site", "..")
    programs = folder / "bin"
    programs.mkdir()
    program = programs / "slidescan"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m slidescan "$@"\n')
    program.chmod(0o755)
    return folder


def completions(site: Path, shell: str, line: str) -> list[str]:
    """What a shell offers for the last word of `slidescan LINE`."""
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    *words, last = line.split(" ")
    quoted = " ".join(f"'{word}'" for word in ["slidescan", *words, last])
    script = {"bash": BASH, "zsh": ZSH, "fish": FISH}[shell].format(words=quoted, line=line)
    done = subprocess.run(
        [shell, "-c", script],
        cwd=site,
        env={
            "PATH": f"{site / 'bin'}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(site),
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
        },
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.stderr == ""
    if shell == "zsh":
        return re.findall(r'"([^"]*)"(?::"[^"]*")?', done.stdout)
    return [row.partition("\t")[0] for row in done.stdout.splitlines()]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("export p", ["pdf", "pptx"]),
        ("ingest --engine r", ["rapidocr"]),
        ("show IMG", ["IMG_1.jpg", "IMG_2.jpg"]),
        ("show img/IMG", ["img/IMG_1.jpg", "img/IMG_2.jpg"]),
        ("export pdf --post con", [link().post]),
        ("export images --as w", ["webp"]),
        ("help se", ["search", "serve"]),
    ],
)
def test_a_shell_completes_values(site: Path, shell: str, line: str, offered: list[str]) -> None:
    assert sorted(completions(site, shell, line)) == offered


def test_bash_gets_a_word_with_a_space_in_one_piece(site: Path) -> None:
    assert completions(site, "bash", "show my") == [r"my\ photo.jpg"]


def test_without_an_index_nothing_is_offered_and_no_error(tmp_path: Path, site: Path) -> None:
    (tmp_path / "bin").symlink_to(site / "bin")
    assert [row for row in completions(tmp_path, "bash", "show IMG") if row] == []
