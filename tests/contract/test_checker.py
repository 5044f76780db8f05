"""`slidescan-check`, the small distribution: it checks as slidescan does, and brings no OCR."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import files as files_of
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from support import ROOT
from support.cli import cli
from support.factories import link, slide
from support.generator_sites.sites import SITES
from support.samples import copy_samples

from slidescan.core import toml
from slidescan.store.catalogue import Catalogue

pytestmark = pytest.mark.slow

CHECKER = toml.loads((ROOT / "checker/pyproject.toml").read_text("utf-8"))
WHOLE = toml.loads((ROOT / "pyproject.toml").read_text("utf-8"))
NEEDED = [Requirement(text) for text in CHECKER["project"]["dependencies"]]
INDIRECT = ("mdurl",)
"""What the needed distributions need."""

HOOK = next(
    hook
    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    if hook["id"] == "slidescan-check"
)
PRE_COMMIT = shutil.which("pre-commit")
RUN = "import sys; from slidescan.cli.check import main; main()"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the checker and what it declares, and nothing else."""
    out = tmp_path_factory.mktemp("dist")
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--outdir",
        str(out),
        str(ROOT / "checker"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=6000)
    if done.returncode and "No matching distribution" in done.stdout + done.stderr:
        pytest.skip("the build's own requirements can't be fetched here")
    assert done.returncode == 0, done.stdout + done.stderr
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(next(out.glob("*.whl"))) as wheel:
        wheel.extractall(folder)
    wanted = [r.name for r in NEEDED if r.marker is None or r.marker.evaluate()]
    for name in (*wanted, *INDIRECT):
        for file in files_of(name) or ():
            top = folder / file.parts[0]
            if file.parts[0] != ".." and not top.exists():
                top.symlink_to(
                    Path(str(file.locate())).parents[len(file.parts) - 1] / file.parts[0]
                )
    return folder


def check(installed: Path, folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    # -S: no site-packages.
    return subprocess.run(
        [sys.executable, "-S", "-c", RUN, *args],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(installed), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=600,
    )


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples' posts and an index with slides for some of their photos."""
    site = copy_samples(tmp_path_factory.mktemp("samples") / "site")
    with Catalogue.open(site / "index", write=True) as catalogue, catalogue.transaction():
        for number in (4101, 4102, 4104):
            image = f"static/img/northwind/IMG_{number}.jpg"
            catalogue.put_slide(slide(image, ("A title", f"Slide {number}", "Größe")))
        catalogue.set_meta("site", "..")
    return site


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_it_checks_as_slidescan_does(installed: Path, samples: Path, form: str) -> None:
    for export in ("alt-check", "json"):
        assert cli("export", export, "-o", f"{export}.json", cwd=samples).returncode == 0
    args = ("--from", "alt-check.json", "--site", ".", "--format", form)
    small = check(installed, samples, *args)
    assert (small.returncode, small.stderr) == (1, "")
    assert small.stdout == cli("alt", "--check", *args, cwd=samples).stdout
    everything = ("--from", "json.json", *args[2:])
    assert small.stdout == cli("alt", "--check", *everything, cwd=samples).stdout


@pytest.mark.parametrize("name", sorted(SITES))
def test_it_reads_the_sites_of_every_generator(installed: Path, tmp_path: Path, name: str) -> None:
    SITES[name]().files.write(tmp_path)
    (tmp_path / "slides.json").write_text('{"version": 1, "slides": [], "alts": []}')
    done = check(installed, tmp_path, "--from", "slides.json", "--site", ".", "--format", "json")
    assert done.returncode in (0, 1), done.stderr
    expected = cli(
        *("alt", "--check", "--from", "slides.json", "--site", ".", "--format", "json"),
        cwd=tmp_path,
    )
    assert json.loads(done.stdout) == json.loads(expected.stdout)


def test_mistakes_are_one_line(installed: Path, tmp_path: Path) -> None:
    done = check(installed, tmp_path, "--from", "none.json", "--site", ".")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("slidescan-check: none.json can't be read")
    assert check(installed, tmp_path).returncode == 2


def test_it_declares_what_slidescan_declares() -> None:
    declared = set(WHOLE["project"]["dependencies"])
    assert set(CHECKER["project"]["dependencies"]) <= declared
    assert CHECKER["project"]["license"] == WHOLE["project"]["license"]
    assert CHECKER["project"]["requires-python"] == WHOLE["project"]["requires-python"]


def test_the_hook_installs_no_more_than_the_checker() -> None:
    """pip takes `--no-deps` among the hook's dependencies as its option."""
    first, *needed = HOOK["additional_dependencies"]
    assert first == "--no-deps"
    names = [Requirement(text).name for text in needed]
    assert sorted(names) == sorted([*(r.name for r in NEEDED), *INDIRECT])
    bare = {str(Requirement(text)) for text in needed}
    assert {str(requirement) for requirement in NEEDED} <= bare
    assert HOOK["entry"] in WHOLE["project"]["scripts"]
    assert (
        WHOLE["project"]["scripts"][HOOK["entry"]] == CHECKER["project"]["scripts"][HOOK["entry"]]
    )


@pytest.mark.skipif(
    PRE_COMMIT is None, reason="pre-commit is not installed: pip install pre-commit"
)
def test_pre_commit_installs_and_runs_the_hook(samples: Path, tmp_path: Path) -> None:
    """With the files of the checkout as they are now, committed to a repository."""

    def git(*args: str | Path, folder: Path) -> None:
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@e.org", *args],
                       cwd=folder, check=True, capture_output=True)  # fmt: skip

    hooks, site = tmp_path / "hooks", tmp_path / "site"
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("slidescan", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, hooks / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, hooks / name)
    shutil.copytree(samples, site)
    assert cli("export", "alt-check", "-o", "slides.json", cwd=site).returncode == 0
    for folder in (hooks, site):
        git("init", "-q", folder=folder)
        git("add", "-A", folder=folder)
        git("commit", "-qm", "all", folder=folder)
    done = subprocess.run(
        [str(PRE_COMMIT), "try-repo", hooks, "slidescan-check", "--files",
         "content/posts/northwind-day-1.md"],
        cwd=site, env={**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home"), "PYTHONPATH": ""},
        capture_output=True, text=True, timeout=1200,
    )  # fmt: skip
    output = done.stdout + done.stderr
    if "No matching distribution" in output or "Could not find a version" in output:
        pytest.skip("the hook's requirements can't be fetched here")
    assert done.returncode == 1, output
    assert "hook id: slidescan-check" in output
    assert "exit code: 1" in output
    assert "content/posts/northwind-day-1.md:" in output


def test_the_citation_is_that_of_the_project() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    project = WHOLE["project"]
    assert citation["title"] == project["name"]
    assert citation["license"] == project["license"]
    assert citation["cff-version"] == "1.2.0"
    assert citation["message"]
    assert all(author.keys() & {"name", "family-names"} for author in citation["authors"])


def test_its_options_are_those_of_alt(installed: Path, tmp_path: Path) -> None:
    page = check(installed, tmp_path, "--help").stdout
    for option in ("--from", "--site", "--max-length", "--format"):
        assert option in page
        assert option in cli("help", "alt").stdout


def test_its_export_takes_less_than_a_kilobyte_a_photo(tmp_path: Path) -> None:
    lines = [f"A line of a slide that says quite a lot, number {n}" for n in range(12)]
    with Catalogue.open(tmp_path / "index", write=True) as catalogue, catalogue.transaction():
        for number in range(20):
            made = slide(f"static/img/IMG_{number}.jpg", lines, links=[link()])
            catalogue.put_slide(made)
        catalogue.set_meta("site", "..")
    text = cli("export", "alt-check", cwd=tmp_path).stdout
    assert len(text.encode()) / 20 < 1000
    assert [s["image"] for s in json.loads(text)["slides"]] == sorted(
        f"static/img/IMG_{n}.jpg" for n in range(20)
    )


def test_the_action_annotates_and_writes_sarif(
    samples: Path, tmp_path: Path, installed: Path
) -> None:
    """Runs the action's script with the checker in place of what it would install."""
    programs = tmp_path / "bin"
    programs.mkdir()
    # python3 -m venv DIR makes DIR/bin with a pip that installs nothing and the checker.
    fake = programs / "python3"
    fake.write_text(
        "#!/bin/sh\n"
        'mkdir -p "$3/bin"\n'
        'printf "#!/bin/sh\\n" > "$3/bin/pip"\n'
        f"cp {tmp_path / 'checker'} $3/bin/slidescan-check\n"
        'chmod +x "$3/bin/pip" "$3/bin/slidescan-check"\n'
    )
    fake.chmod(0o755)
    (tmp_path / "checker").write_text(
        f"#!/bin/sh\nPYTHONPATH={installed} exec {sys.executable} -S -c '{RUN}' \"$@\"\n"
    )
    assert cli("export", "alt-check", "-o", "slides.json", cwd=samples).returncode == 0
    output = tmp_path / "output"
    done = subprocess.run(
        ["bash", str(ROOT / "scripts/check_action.sh"), str(ROOT)],
        cwd=samples,
        env={
            "PATH": f"{programs}:{os.environ['PATH']}",
            "FROM": "slides.json",
            "SITE": ".",
            "PATHS": "content/posts/northwind-day-1.md\n",
            "SARIF": str(tmp_path / "out.sarif"),
            "GITHUB_OUTPUT": str(output),
            "LANG": "C.UTF-8",
        },
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 1, done.stderr
    annotations = done.stdout.splitlines()
    assert annotations
    assert all(
        line.startswith("::error file=content/posts/northwind-day-1.md") for line in annotations
    )
    assert output.read_text() == f"issues={len(annotations)}\n"
    results = json.loads((tmp_path / "out.sarif").read_text())["runs"][0]["results"]
    assert len(results) == len(annotations)
