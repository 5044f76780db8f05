"""Hosts, origins, tokens, sizes and rates of requests; only photos of the catalogue are served."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from support.deck_files import Text, write_pdf
from support.samples import Ingested

from slidescan.core.records import Options
from slidescan.library import Library
from slidescan.web.app import create_app
from slidescan.web.guard import (
    HEADERS,
    MAX_BODY_BYTES,
    TOKEN_HEADER,
    Access,
    RateLimiter,
    is_loopback,
)

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

LAKE = "static/img/northwind/IMG_4104.jpg"
TOKEN = "a-token-of-some-length"


@pytest.fixture(scope="module")
def library(ingested: Ingested, tmp_path_factory: pytest.TempPathFactory) -> Library:
    site = shutil.copytree(ingested.site, tmp_path_factory.mktemp("guard") / "site")
    return Library(site / "index", Options(jobs=1))


def client(library: Library, access: Access, base: str = "http://127.0.0.1:8765") -> Any:
    from starlette.testclient import TestClient

    return TestClient(create_app(library, access), base_url=base, follow_redirects=False)


@pytest.fixture(scope="module")
def here(library: Library) -> Iterator[Any]:
    """A client on this machine."""
    with client(library, Access(token=TOKEN)) as found:
        yield found


@pytest.fixture(scope="module")
def writing(here: Any) -> dict[str, str]:
    """The headers that the page sends with changes."""
    text = here.get("/").text
    token = text.partition('name="slidescan-token" content="')[2].partition('"')[0]
    return {TOKEN_HEADER: token}


def test_every_response_has_the_security_headers(here: Any) -> None:
    for path in ("/", "/nothing", "/api/status", "/static/style.css", "/api/openapi.json"):
        answer = here.get(path)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, path
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.evil"])
def test_other_hosts_are_refused(here: Any, host: str) -> None:
    assert here.get("/", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost", "[::1]:8765", "LOCALHOST:1"])
def test_names_of_this_machine_are_accepted(here: Any, host: str) -> None:
    assert here.get("/", headers={"Host": host}).status_code == 200


CHANGE = {"photo": LAKE, "text": "Words"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({TOKEN_HEADER: "wrong"}, 403),
        ({TOKEN_HEADER: "wörng".encode("latin-1").decode("latin-1")}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Authorization": "Bearer wrong"}, 403),
    ],
)
def test_a_change_needs_the_token_of_the_page(
    here: Any, writing: dict[str, str], headers: dict[str, str], status: int
) -> None:
    own = (
        writing if "Origin" in headers or "Sec" in str(headers) or "Content" in str(headers) else {}
    )
    sent = {"Content-Type": "application/json", **own, **headers}
    encoded = {name: value.encode("latin-1") for name, value in sent.items()}
    answer = here.post("/api/alt", content=b'{"photo": "x", "text": "y"}', headers=encoded)
    assert answer.status_code == status


def test_the_page_and_scripts_with_a_token_may_change(here: Any, writing: dict[str, str]) -> None:
    same = {"Origin": "http://127.0.0.1:8765", "Sec-Fetch-Site": "same-origin"}
    answer = here.post("/api/alt", json=CHANGE, headers=writing | same)
    assert answer.status_code == 200
    assert (answer.json()["alt"], answer.json()["alt_by"]) == ("Words", "person")
    script = {"Authorization": f"Bearer {TOKEN}"}
    assert here.post("/api/undo", json={"photo": LAKE}, headers=script).status_code == 200


def test_sizes_are_limited(here: Any, writing: dict[str, str]) -> None:
    large = {"photo": LAKE, "text": "x" * MAX_BODY_BYTES}
    assert here.post("/api/alt", json=large, headers=writing).status_code == 413

    def chunks() -> Iterator[bytes]:
        for _ in range(100):
            yield b"x" * 4096

    sent = writing | {"Content-Type": "application/json"}
    assert here.post("/api/alt", content=chunks(), headers=sent).status_code == 413
    assert here.get("/", params={"q": "x" * 10_000}).status_code == 414
    assert here.get("/api/search", params={"q": "x" * 1001}).status_code == 422
    assert "too long" in here.get("/", params={"q": "x" * 1001}).text
    assert here.get("/api/slides", params={"limit": 100_000}).status_code == 422


def test_rates_are_limited(library: Library) -> None:
    buckets = RateLimiter(2.0, 3)
    assert [buckets.take("a", 0.0) for _ in range(4)] == [True, True, True, False]
    assert buckets.take("b", 0.0)
    assert buckets.take("a", 0.6)
    assert not buckets.take("a", 0.7)
    with client(library, Access(token=TOKEN)) as fresh:
        codes = [fresh.post("/api/alt", json={}).status_code for _ in range(30)]
    assert codes[0] == 403
    assert codes[-1] == 429


def test_a_server_that_others_reach_needs_a_token(library: Library) -> None:
    access = Access(host="0.0.0.0", token=TOKEN, host_aliases=frozenset({"slides.example"}))
    with client(library, access, "http://192.0.2.7:8765") as other:
        for path in ("/", "/api/slides", f"/picture/slide?photo={LAKE}", "/static/app.js", "/x"):
            assert other.get(path).status_code == 401, path
        assert other.get("/", headers={"Host": "evil.example"}).status_code == 421
        assert other.get("/?token=wrong").status_code == 401
        assert other.post("/api/alt?token=" + TOKEN, json=CHANGE).status_code == 401
        opened = other.get(f"/?q=lake&token={TOKEN}")
        assert (opened.status_code, opened.headers["location"]) == (303, "/?q=lake")
        cookie = opened.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        # The token leads nowhere else.
        away = other.get(f"//evil.example/x?token={TOKEN}", headers={"Cookie": "slidescan="})
        assert away.headers["location"] == "/x"
        assert other.get("/").status_code == 200
        assert other.get("/", headers={"Host": "slides.example"}).status_code == 200
        assert other.post("/api/alt", json=CHANGE).status_code == 403
    assert is_loopback("127.0.0.1")
    assert is_loopback("::1")
    assert is_loopback("localhost")
    assert not is_loopback("0.0.0.0")
    assert not is_loopback("slides.example")


@pytest.mark.parametrize(
    "photo",
    [
        "../../../../etc/passwd",
        "/etc/passwd",
        "static/img/northwind/../../../content/posts/northwind-day-1.md",
        "content/posts/northwind-day-1.md",
        "index/catalogue.sqlite",
        "IMG_4104.jpg",
        "",
        "\0",
        "static/img/northwind/IMG_4104.jpg\0.png",
        "file:///etc/passwd",
    ],
)
def test_only_photos_of_the_catalogue_are_served(here: Any, photo: str) -> None:
    for path in ("/picture/slide", "/picture/photo", "/slide", "/api/slide", "/alike"):
        assert here.get(path, params={"photo": photo}).status_code == 404, path
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/picture/../../etc/passwd"):
        assert here.get(path).status_code in (404, 422)


def test_a_changed_photo_is_not_served(library: Library, tmp_path: Path) -> None:
    site = shutil.copytree(library.folder.parent, tmp_path / "site")
    path = site / LAKE
    with client(Library(site / "index"), Access(token=TOKEN)) as other:
        shutil.rmtree(site / "index" / "pictures", ignore_errors=True)
        path.write_bytes((site / "hugo.toml").read_bytes())
        answer = other.get("/picture/photo", params={"photo": LAKE})
        assert answer.status_code == 422
        assert "has changed since it was read" in answer.text
        path.unlink()
        path.symlink_to("/etc/hostname")
        assert other.get("/picture/photo", params={"photo": LAKE}).status_code == 422


def test_pictures_are_scaled_without_metadata_and_cached(here: Any, library: Library) -> None:
    for what in ("slide", "photo"):
        answer = here.get(f"/picture/{what}", params={"photo": LAKE, "width": 480})
        assert answer.headers["content-type"] == "image/jpeg"
        with Image.open(io.BytesIO(answer.content)) as picture:
            assert picture.width == 480
            assert not picture.getexif()
        tag = answer.headers["etag"]
        again = here.get(
            f"/picture/{what}",
            params={"photo": LAKE, "width": 480},
            headers={"If-None-Match": tag},
        )
        assert again.status_code == 304
    assert list((library.folder / "pictures").glob("*.jpg"))


def test_wrong_requests_get_a_client_error(here: Any, writing: dict[str, str]) -> None:
    missing = here.get("/api/slide", params={"photo": "none.jpg"})
    assert missing.status_code == 404
    assert missing.json()["error"]["remedy"]
    wrong = {"photo": LAKE, "quad": [[0, 0], [1, 0], [1, 1], [0, 1]]}
    assert here.post("/api/corners", json=wrong, headers=writing).status_code == 400
    stale = {"photo": LAKE, "number": 0, "was": "something else", "text": "x"}
    answer = here.post("/api/line", json=stale, headers=writing)
    assert answer.status_code == 400
    assert "no longer has this line" in answer.json()["error"]["what"]
    for talk in ("[", "{}", "[1]", "[" * 4000):
        assert here.get("/api/slides", params={"talk": talk}).status_code in (400, 414, 422)
    for quad in ([[0, 0]], "none", [[0, 0, 0]] * 4, [["x", 1]] * 4):
        asked = {"photo": LAKE, "quad": quad}
        assert here.post("/api/corners", json=asked, headers=writing).status_code == 422


def test_the_api_describes_itself(here: Any) -> None:
    described = here.get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.")
    paths = set(described["paths"])
    assert {"/api/search", "/api/slides", "/api/slide", "/api/corners", "/api/undo"} <= paths
    assert not any(path.startswith(("/picture", "/slide")) for path in paths)
    page = here.get("/about-api").text
    for path in paths:
        assert path in page
    found = here.get("/api/search", params={"q": "data lake", "limit": 1}).json()
    assert found["hits"][0]["image"] == LAKE


def test_pages_without_an_index(tmp_path: Path) -> None:
    with client(Library(tmp_path / "index"), Access(token=TOKEN)) as empty:
        assert "There are no slides yet" in empty.get("/").text
        assert empty.get("/api/search", params={"q": "x"}).status_code == 503
        assert empty.get("/api/progress").json() == {"running": None}


@pytest.fixture
def fresh(library: Library, here: Any) -> Iterator[Any]:
    """A client that has not sent any changes yet."""
    access = here.app.user_middleware[0].kwargs["access"]
    with client(library, access) as found:
        yield found


@pytest.mark.parametrize("host", ["[", "[::1", "127.0.0.1:port", "127.0.0.1:99999", "[x]"])
def test_a_malformed_host_is_a_bad_request(here: Any, host: str) -> None:
    answer = here.get("/", headers={"Host": host})
    assert answer.status_code in (400, 421)
    assert all(answer.headers[name] == value for name, value in HEADERS.items())


def test_a_malformed_origin_is_a_bad_request(fresh: Any, writing: dict[str, str]) -> None:
    for origin in ("http://[", "http://[::1", "http://a]"):
        answer = fresh.post("/api/alt", json=CHANGE, headers={**writing, "Origin": origin})
        assert answer.status_code in (400, 403), origin
        assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
@pytest.mark.parametrize("route", ["corners", "line", "accept", "undo"])
def test_numbers_that_json_does_not_have_are_bad_requests(
    fresh: Any, writing: dict[str, str], number: str, route: str
) -> None:
    bodies = {
        "corners": f'"quad": [[{number}, 0], [9, 0], [9, 9], [0, 9]]',
        "line": f'"number": {number}, "was": "", "text": ""',
        "accept": f'"post": "a.md", "line": {number}, "text": "x"',
        "undo": f'"number": {number}',
    }
    body = f'{{"photo": "{LAKE}", {bodies[route]}}}'
    headers = {**writing, "Content-Type": "application/json"}
    answer = fresh.post(f"/api/{route}", content=body, headers=headers)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]["what"]
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_even_a_bug_answers_with_the_headers(library: Library) -> None:
    from starlette.testclient import TestClient

    app = create_app(library, Access())

    @app.get("/bug")
    def bug() -> None:
        raise RuntimeError("a bug")

    with TestClient(
        app, base_url="http://127.0.0.1:8765", raise_server_exceptions=False
    ) as browser:
        answer = browser.get("/bug")
    assert answer.status_code == 500
    assert "a bug" not in answer.text
    assert all(answer.headers[name] == value for name, value in HEADERS.items())


def test_the_second_of_two_people_who_change_one_alt_text_is_told(
    fresh: Any, writing: dict[str, str]
) -> None:
    was = fresh.get("/api/slide", params={"photo": LAKE}).json()["alt"]

    def change(text: str) -> Any:
        request = {"photo": LAKE, "text": text, "was": was}
        return fresh.post("/api/alt", json=request, headers=writing)

    assert change("the first one's words").status_code == 200
    second = change("the second one's words")
    assert second.status_code == 409
    error = second.json()["error"]
    assert error["current"] == "the first one's words"
    assert error["given"] == "the second one's words"
    assert fresh.get("/api/slide", params={"photo": LAKE}).json()["alt"] == "the first one's words"
    assert change("the first one's words").status_code == 200  # both wrote the same
    assert fresh.post("/api/undo", json={"photo": LAKE}, headers=writing).status_code == 200


def test_a_slide_tells_its_page_of_the_deck_and_undoes_it(
    fresh: Any, writing: dict[str, str], tmp_path: Path, library: Library
) -> None:
    before = fresh.get("/api/slide", params={"photo": LAKE}).json()
    texts = [Text(line["text"], 60, 60 + 40 * i) for i, line in enumerate(before["lines"])]
    library.decks.set_page(LAKE, write_pdf(tmp_path / "talk.pdf", [[Text("Cover")], texts]), 2)
    page = fresh.get("/slide", params={"photo": LAKE}).text
    assert "page 2 of talk.pdf, set by a person" in re.sub("<[^>]+>", "", page)
    assert "Page 2 of talk.pdf" in page
    assert fresh.get("/api/slide", params={"photo": LAKE}).json()["deck"]["page"] == 2
    assert fresh.post("/api/undo", json={"photo": LAKE}, headers=writing).status_code == 200
    assert fresh.get("/api/slide", params={"photo": LAKE}).json() == before


def test_the_working_folder_of_the_server_does_not_matter(
    fresh: Any, writing: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / LAKE).parent.mkdir(parents=True)
    (tmp_path / LAKE).write_bytes(b"another file of this name")
    slide = fresh.get("/api/slide", params={"photo": LAKE}).json()
    expected = fresh.get("/places", params={"photo": LAKE}).text
    assert "Alt text there" in expected or "alt text there" in expected
    monkeypatch.chdir(tmp_path)
    assert fresh.get("/places", params={"photo": LAKE}).text == expected
    link = slide["links"][0]
    request = {"photo": LAKE, "post": link["post"], "line": link["line"], "text": "From afar"}
    stale = fresh.post("/api/accept", json={**request, "was": "not there"}, headers=writing)
    assert stale.status_code == 409
    assert stale.json()["error"]["given"] == "From afar"
    assert fresh.post("/api/accept", json=request, headers=writing).status_code == 200
    assert "From afar" in fresh.get("/places", params={"photo": LAKE}).text
    assert fresh.post("/api/undo", json={"photo": LAKE}, headers=writing).status_code == 200


def test_every_status_of_an_error_is_documented(here: Any) -> None:
    from slidescan.web.app import STATUS_BY_ERROR

    paths = here.get("/api/openapi.json").json()["paths"]
    happening = {400, 401, 413, 414, 421, 422, 429}  # of the guard, and of validation
    for path, methods in paths.items():
        for method, route in methods.items():
            documented = {int(status) for status in route["responses"]}
            expected = (
                happening | {404, 503}
                if method == "get"
                else {*happening, 403, 415, *(status for _, status in STATUS_BY_ERROR)}
            )
            assert documented - {200} == expected, (path, method)
