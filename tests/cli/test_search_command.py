"""`slidescan search`, `similar` and `duplicates`, as a user runs them."""

from __future__ import annotations

import base64
import io
import json
import re
from pathlib import Path

import pytest
from cli_helpers import cli
from conftest import Ingested
from PIL import Image


def search(ingested: Ingested, *args: str, **env: str) -> str:
    done = cli("search", *args, "--index", ingested.site / "index", cwd=ingested.site, env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_formats(ingested: Ingested) -> None:
    paths = search(ingested, "data lake", "--format", "paths").splitlines()
    assert paths
    assert all((ingested.site / path).is_file() for path in paths)
    urls = search(ingested, "data lake", "--format", "urls").splitlines()
    assert urls
    assert len(set(urls)) == len(urls)
    assert all("#" in url or url.endswith("/") for url in urls)
    (first, words, *_) = search(ingested, "data lake", "--format", "markdown").splitlines()
    assert re.fullmatch(r"1\. \[.+\]\(\S+\)  ", first)
    assert re.search(r"\*\*[Dd]ata", words)
    as_json = json.loads(search(ingested, "data lake", "--format", "json", "--group"))
    assert {i for p in as_json["posts"] for i in p["images"]} == {
        h["image"] for h in as_json["hits"]
    }


def test_groups_and_order(ingested: Ingested) -> None:
    grouped = search(ingested, "data OR cloud OR the", "--group", "--limit", "50")
    headings = re.findall(r"^(\S.*)  \(\d+ slides?\)$", grouped, re.MULTILINE)
    assert len(headings) >= 2
    by_date = json.loads(search(ingested, "is:linked", "--sort", "date", "--json"))
    dates = [max(link["date"] or "" for link in hit["links"]) for hit in by_date["hits"]]
    assert dates == sorted(dates, reverse=True)
    assert len(dates) > 2


def test_near(ingested: Ingested) -> None:
    image = json.loads(search(ingested, "data lake", "--json"))["hits"][0]["image"]
    near = json.loads(search(ingested, f"near:{Path(image).stem}", "--json", "--limit", "50"))
    images = [hit["image"] for hit in near["hits"]]
    assert image in images
    assert 1 < len(images) < 16
    assert "no photo" in search(ingested, "near:nowhere.jpg")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--sort", "size"], "choose score or date"),
        (["--format", "xml"], "choose from text, json"),
        (["--since", "soon"], "write it as 2017"),
        (["--pictures"], "shows no pictures"),
    ],
)
def test_wrong_usage(ingested: Ingested, args: list[str], says: str) -> None:
    done = cli("search", "data", *args, "--index", ingested.site / "index")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert says in done.stderr


def test_pictures_for_kitty_and_iterm(ingested: Ingested) -> None:
    out = search(ingested, "data lake", "--limit", "1", "--pictures", SLIDESCAN_PICTURES="kitty")
    pieces = re.findall(r"\033_G([^;]*);([^\033]*)\033\\", out)
    assert pieces[0][0].startswith("a=T,f=100")
    assert [keys[-3:] for keys, _ in pieces] == ["m=1"] * (len(pieces) - 1) + ["m=0"]
    assert all(len(data) <= 4096 for _, data in pieces)
    picture = Image.open(io.BytesIO(base64.b64decode("".join(data for _, data in pieces))))
    assert picture.width == 480 or picture.height == 480
    out = search(ingested, "data lake", "--limit", "1", "--pictures", SLIDESCAN_PICTURES="iterm2")
    found = re.search(r"\033]1337;File=inline=1;size=(\d+):([^\a]+)\a", out)
    assert found
    data = base64.b64decode(found[2])
    assert len(data) == int(found[1])
    assert Image.open(io.BytesIO(data)).size == picture.size


def unsixeled(text: str) -> Image.Image:
    """A decoder of what the encoder uses of sixel graphics."""
    found = re.search(r'\033Pq"1;1;(\d+);(\d+)(.*)\033\\', text, re.DOTALL)
    assert found
    picture = Image.new("RGB", (int(found[1]), int(found[2])))
    palette: dict[int, tuple[int, int, int]] = {}
    top, left, colour = 0, 0, 0
    for token in re.finditer(
        r"#(\d+);2;(\d+);(\d+);(\d+)|#(\d+)|!(\d+)(.)|([?-~])|(\$)|(-)", found[3]
    ):
        define, r, g, b, choose, count, repeated, single, back, down = token.groups()
        if define:
            palette[int(define)] = tuple(int(v) * 255 // 100 for v in (r, g, b))  # type: ignore[assignment]
        elif choose:
            colour = int(choose)
        elif back:
            left = 0
        elif down:
            top, left = top + 6, 0
        else:
            bits, width = ord(repeated or single) - 63, int(count or 1)
            for row in (row for row in range(6) if bits >> row & 1):
                picture.paste(palette[colour], (left, top + row, left + width, top + row + 1))
            left += width
    return picture


def test_pictures_in_sixels(ingested: Ingested) -> None:
    out = search(ingested, "data lake", "--limit", "1", "--pictures", SLIDESCAN_PICTURES="kitty")
    data = "".join(re.findall(r"\033_G[^;]*;([^\033]*)\033", out))
    true = Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")
    out = search(ingested, "data lake", "--limit", "1", "--pictures", SLIDESCAN_PICTURES="sixel")
    shown = unsixeled(out)
    assert shown.size == true.size
    pairs = zip(true.tobytes(), shown.tobytes(), strict=True)
    apart = [abs(a - b) for a, b in pairs]
    assert sum(apart) / len(apart) < 8


def test_open_starts_the_browser_with_the_section(ingested: Ingested, tmp_path: Path) -> None:
    browser = tmp_path / "xdg-open"
    browser.write_text(f'#!/bin/sh\necho "$1" >> {tmp_path}/opened\n')
    browser.chmod(0o755)
    path = f"{tmp_path}:/usr/bin:/bin"
    search(ingested, "data lake", "--open", PATH=path, BROWSER=str(browser) + " %s")
    opened = (tmp_path / "opened").read_text().strip()
    first = json.loads(search(ingested, "data lake", "--json"))["hits"][0]
    assert opened in {first["links"][0]["url"], str(ingested.site / first["image"])}


def test_similar_and_duplicates(ingested: Ingested) -> None:
    index = ["--index", str(ingested.site / "index")]
    first = json.loads(search(ingested, "data lake", "--json"))["hits"][0]["image"]
    done = cli("similar", first, "--json", *index, cwd=ingested.site)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["similar"]
    assert first not in [each["image"] for each in found]
    assert [e["score"] for e in found if not e["same"]] == sorted(
        (e["score"] for e in found if not e["same"]), reverse=True
    )
    assert cli("similar", first, *index, cwd=ingested.site).returncode == 0
    groups = json.loads(cli("duplicates", "--json", *index).stdout)["groups"]
    listed = cli("duplicates", *index, cwd=ingested.site).stdout
    assert all(image in listed for group in groups for image in group)
    assert cli("similar", "nowhere.jpg", *index).returncode == 2
