"""The server's answers, by the SDK's client in this process."""

from __future__ import annotations

import base64
import functools
import io
import json
import os
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import anyio
import pytest
from jsonschema import Draft202012Validator
from mcp.client.client import Client
from mcp.shared.exceptions import MCPError
from PIL import Image
from support.photos import HOSTILE
from support.talks import COSTS, FLOW, LAKE, LOOSE, OTHER_POST, POST, make_talk

from slidescan.assistant.protocol import Session
from slidescan.assistant.registry import PROMPTS, TOOLS
from slidescan.assistant.server import RESOURCES_PER_PAGE, build_server
from slidescan.library import Library

Talk = Callable[[Client], Coroutine[Any, Any, Any]]

SECRET = b"a secret that nobody photographed"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    root = tmp_path_factory.mktemp("talk")
    (root / "secret.txt").write_bytes(SECRET)
    return make_talk(root / "site")


def talk(library: Library, ask: Talk, *, allow_proposals: bool = False) -> Any:
    """What a client gets from a server of its own."""

    async def run() -> Any:
        session = Session(library, allow_proposals=allow_proposals)
        async with Client(build_server(session)) as client:
            try:
                return await ask(client)
            except MCPError as error:  # the client's tasks would make a group of it
                return error

    answer = anyio.run(run)
    if isinstance(answer, MCPError):
        raise answer
    return answer


def call(library: Library, tool: str, **arguments: Any) -> Any:
    return talk(library, lambda client: client.call_tool(tool, arguments))


def value(library: Library, tool: str, **arguments: Any) -> Any:
    """The JSON of a tool's answer, which is also its text."""
    result = call(library, tool, **arguments)
    assert not result.is_error, result.content
    assert json.loads(result.content[0].text) == result.structured_content
    return result.structured_content


def error(library: Library, tool: str, **arguments: Any) -> str:
    result = call(library, tool, **arguments)
    assert result.is_error
    (content,) = result.content
    assert "\n" not in content.text
    assert "Traceback" not in content.text
    return str(content.text)


def size(data: str) -> tuple[int, int]:
    with Image.open(io.BytesIO(base64.b64decode(data))) as picture:
        assert picture.format == "JPEG"
        assert not picture.getexif()
        return picture.size


def test_tools_have_schemas_and_are_read_only_unless_allowed(library: Library) -> None:
    tools = talk(library, lambda client: client.list_tools()).tools
    assert [tool.name for tool in tools] == [t.name for t in TOOLS if not t.is_writing]
    allowed = talk(library, lambda client: client.list_tools(), allow_proposals=True).tools
    assert [tool.name for tool in allowed] == [tool.name for tool in TOOLS]
    for tool in allowed:
        Draft202012Validator.check_schema(tool.input_schema)
        Draft202012Validator.check_schema(tool.output_schema)
        assert tool.input_schema["additionalProperties"] is False
        assert tool.annotations.read_only_hint is (tool.name != "propose_alt")
        for schema in tool.input_schema["properties"].values():
            # Every argument has a bound.
            assert schema.keys() & {"maxLength", "maximum", "enum"} or schema["type"] == "integer"


def test_search_returns_slides_with_their_posts(library: Library) -> None:
    found = value(library, "search_slides", query="data lake map")
    assert (found["total"], found["hits"][0]["image"]) == (1, LAKE)
    assert "data lake needs a map" in found["hits"][0]["snippet"]
    assert [link["post"] for link in found["hits"][0]["links"]] == [POST, OTHER_POST]
    assert found["hits"][0]["links"][0]["url"].endswith("/posts/day-1/#silos")
    assert value(library, "search_slides", query="lake", post="Day one")["total"] == 1
    assert value(library, "search_slides", query="nothingofthekind")["hits"] == []
    assert "never closed" in value(library, "search_slides", query='"lake')["notice"]
    assert "no post" in error(library, "search_slides", query="lake", post="Day nine")


def test_a_slide_comes_with_its_text_structure_links_and_confidence(library: Library) -> None:
    slide = value(library, "show_slide", photo="img/flow.jpg")
    assert slide["image"] == FLOW
    assert slide["text"].splitlines() == ["Pipeline", "Kafka", "Spark", "Storage"]
    assert [line["confidence"] for line in slide["lines"]] == [0.97] * 4
    assert slide["structure"]["edges"] == [[0, 1], [1, 2]]
    assert slide["confidence"] == {"corners": 0.9, "text": 0.97}
    assert [(link["post"], link["alt"]) for link in slide["links"]] == [
        (POST, "A diagram that I drew")
    ]
    assert value(library, "show_slide", photo=LOOSE)["missing"] == ["No post shows this photo."]


def test_a_slide_comes_with_the_picture_that_is_asked_for(library: Library) -> None:
    for what in ("slide", "photo"):
        result = call(library, "show_slide", photo=LAKE, picture=what)
        assert max(size(result.content[1].data)) == 1568
    assert len(call(library, "show_slide", photo=LAKE).content) == 1


def test_similar_slides_have_scores(library: Library) -> None:
    similar = value(library, "find_similar", photo=LAKE, limit=3)
    assert similar["image"] == LAKE
    assert all(each["image"] != LAKE and 0 <= each["score"] <= 1 for each in similar["similar"])


def test_missing_alt_texts_are_those_of_the_check(library: Library) -> None:
    listed = value(library, "list_missing_alt")
    assert [(each["post"], each["image"], each["kind"]) for each in listed["images"]] == [
        (POST, LAKE, "missing"),
        (OTHER_POST, COSTS, "placeholder"),
        (OTHER_POST, LAKE, "missing"),
        (OTHER_POST, "static/img/other.png", "missing"),
    ]
    assert [each["is_slide"] for each in listed["images"]] == [True, True, True, False]
    second = value(library, "list_missing_alt", start=1, limit=1)
    assert (second["total"], [each["image"] for each in second["images"]]) == (4, [COSTS])
    assert value(library, "list_missing_alt", post="day-1.md")["total"] == 1
    assert value(library, "list_missing_alt", issues="all")["total"] == 4


def test_proposals_need_permission(library: Library) -> None:
    with pytest.raises(MCPError, match="--allow-proposals"):
        call(library, "propose_alt", photo=LAKE, text="A data lake")
    with pytest.raises(MCPError, match="no such tool: choose from search_slides"):
        call(library, "delete_everything")


def test_a_proposal_is_checked_and_waits_for_a_person(tmp_path: Path) -> None:
    library = make_talk(tmp_path)
    before = (tmp_path / POST).read_bytes()

    async def ask(client: Client) -> tuple[Any, Any]:
        wrong = await client.call_tool("propose_alt", {"photo": LAKE, "text": "A data swamp"})
        right = await client.call_tool("propose_alt", {"photo": LAKE, "text": "A data lake"})
        return wrong, right

    wrong, right = talk(library, ask, allow_proposals=True)
    assert wrong.is_error
    assert "not on the slide: swamp" in wrong.content[0].text
    assert right.structured_content["stored"] == "A data lake."
    assert "--review" in right.structured_content["next"]
    assert (tmp_path / POST).read_bytes() == before
    changes, _ = library.alts([tmp_path / POST])
    assert changes[0].proposals[0].proposed_by == "mcp"  # the name that the client gives


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("search_slides", {}),
        ("search_slides", {"query": ""}),
        ("search_slides", {"query": "x" * 1001}),
        ("search_slides", {"query": ["lake"]}),
        ("search_slides", {"query": "lake", "limit": 0}),
        ("search_slides", {"query": "lake", "limit": 10**9}),
        ("search_slides", {"query": "lake", "limit": 1.5}),
        ("search_slides", {"query": "lake", "sort": "random"}),
        ("show_slide", {"photo": LAKE, "path": "/etc/passwd"}),
        ("show_slide", {"photo": None}),
        ("list_missing_alt", {"start": -1}),
    ],
)
def test_arguments_that_break_the_schema_are_refused(
    library: Library, tool: str, arguments: dict[str, Any]
) -> None:
    message = error(library, tool, **arguments)
    assert "expected" in message
    assert len(message) < 300


HOSTILE_PATHS = (
    "../secret.txt",
    "../../../../../../etc/passwd",
    "/etc/passwd",
    "~/.ssh/id_rsa",
    "~nobody-has-this-name/x",
    "static/img/../../../secret.txt",
    "static/img/lake.jpg/../../../secret.txt",
    "static/img/lake.jpg\0.txt",
    "file:///etc/passwd",
    "//host/share/a.jpg",
    "C:\\Windows\\win.ini",
    "index/catalogue.sqlite",
    "content/posts/day-1.md",
    ".",
    "/",
    "%2e%2e/secret.txt",
    "\udcff.jpg",
    HOSTILE,
    "a" * 1024,
)


@pytest.mark.parametrize("path", HOSTILE_PATHS)
def test_only_photos_of_the_catalogue_are_readable(library: Library, path: str) -> None:
    from urllib.parse import quote

    session = Session(library)
    for tool in TOOLS:
        if "photo" in tool.arguments:
            arguments = {"photo": path, "text": "A data lake", "picture": "photo"}
            with pytest.raises(Exception, match="the index holds no photo"):
                tool.run(session, arguments, "test")
    for kind in ("slide", "photo"):
        for uri in (
            f"slidescan://{kind}/{path}",
            f"slidescan://{kind}/{quote(path, errors='replace')}",
        ):
            with pytest.raises(Exception, match="no picture has this address"):
                from slidescan.assistant.pictures import read_address

                read_address(session, uri)
    for tool in TOOLS:
        if "post" in tool.arguments and not path.startswith("content"):
            with pytest.raises(Exception, match="no post"):
                tool.run(session, {"query": "lake", "post": path}, "test")


@pytest.mark.parametrize("kind", ["link", "other file", "pipe", "gone"])
def test_another_file_in_a_photo_s_place_is_refused(tmp_path: Path, kind: str) -> None:
    library = make_talk(tmp_path / "site")
    photo, secret = tmp_path / "site" / LAKE, tmp_path / "secret.jpg"
    Image.new("RGB", (60, 40), "red").save(secret)
    photo.unlink()
    if kind == "link":
        photo.symlink_to(secret)
    elif kind == "other file":
        photo.write_bytes(secret.read_bytes())
    elif kind == "pipe":
        os.mkfifo(photo)
    message = error(library, "show_slide", photo=LAKE, picture="photo")
    assert message.startswith(f"{LAKE}: ")
    with pytest.raises(MCPError):
        talk(library, lambda client: client.read_resource(f"slidescan://photo/{LAKE}"))
    # What was read of it is still there.
    assert value(library, "show_slide", photo=LAKE)["title"] == "Legacy data silos"


def test_slides_and_photos_are_resources(library: Library) -> None:
    listed = talk(library, lambda client: client.list_resources())
    assert [each.name for each in listed.resources] == sorted((LAKE, FLOW, COSTS, LOOSE))
    assert listed.next_cursor is None
    templates = talk(library, lambda client: client.list_resource_templates()).resource_templates
    assert [each.uri_template for each in templates] == [
        "slidescan://slide/{+image}",
        "slidescan://photo/{+image}",
    ]
    for resource in listed.resources:
        read = talk(library, functools.partial(Client.read_resource, uri=resource.uri))
        assert read.contents[0].mime_type == "image/jpeg"
        assert max(size(read.contents[0].blob)) == 1568


def test_resources_come_in_pages(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    assert RESOURCES_PER_PAGE >= 50
    monkeypatch.setattr("slidescan.assistant.server.RESOURCES_PER_PAGE", 3)

    async def ask(client: Client) -> list[str]:
        first = await client.list_resources()
        second = await client.list_resources(cursor=first.next_cursor)
        assert second.next_cursor is None
        return [each.name for each in (*first.resources, *second.resources)]

    assert talk(library, ask) == sorted((LAKE, FLOW, COSTS, LOOSE))
    for cursor in ("x", "-1", "9" * 30, "٣"):
        with pytest.raises(MCPError, match="cursor"):
            talk(library, functools.partial(Client.list_resources, cursor=cursor))


def test_prompts_bring_the_slide_and_its_text(library: Library) -> None:
    prompts = talk(library, lambda client: client.list_prompts()).prompts
    assert [prompt.name for prompt in prompts] == [prompt.name for prompt in PROMPTS]
    described = talk(library, lambda c: c.get_prompt("describe_slide", {"photo": LAKE})).messages
    assert "blind reader" in described[0].content.text
    assert "A data lake needs a map" in described[0].content.text
    assert max(size(described[1].content.resource.blob)) == 1568
    (summary,) = talk(library, lambda c: c.get_prompt("summarise_talk", {"talk": "Day"})).messages
    texts = summary.content.text
    assert texts.index("lake.jpg") < texts.index("flow.jpg") < texts.index("costs.jpg")
    folder = talk(library, lambda c: c.get_prompt("summarise_talk", {"talk": "static/img"}))
    assert "loose ‹script>" in folder.messages[0].content.text  # no markup from a photo


def test_a_talk_that_does_not_fit_says_what_is_left_out(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("slidescan.assistant.prompts.summarise_talk.MAX_TALK_CHARS", 200)
    (summary,) = talk(library, lambda c: c.get_prompt("summarise_talk", {"talk": "Day"})).messages
    assert "2 of 3 slides are left out" in summary.content.text


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("write_poem", {}, "no such prompt"),
        ("describe_slide", {}, "takes these arguments: photo"),
        ("describe_slide", {"photo": LAKE, "more": "x"}, "takes these arguments: photo"),
        ("describe_slide", {"photo": "../secret.txt"}, "the index holds no photo"),
        ("describe_slide", {"photo": "x" * 2000}, "1 to 1024 characters"),
        ("summarise_talk", {"talk": "/etc"}, "no post and no folder"),
        ("summarise_talk", {"talk": "/"}, "no post and no folder"),
    ],
)
def test_mistakes_in_prompts_are_one_line(
    library: Library, name: str, arguments: dict[str, str], message: str
) -> None:
    with pytest.raises(MCPError, match=message):
        talk(library, lambda client: client.get_prompt(name, arguments))


def test_an_index_that_can_not_be_used_is_an_error_of_the_call(tmp_path: Path) -> None:
    assert "there is no index" in error(Library(tmp_path / "none"), "search_slides", query="lake")
    with pytest.raises(MCPError, match="there is no index"):
        talk(Library(tmp_path / "none"), lambda client: client.list_resources())


def test_a_changed_catalogue_is_read_again(tmp_path: Path) -> None:
    from slidescan.store.catalogue import Catalogue

    library = make_talk(tmp_path)

    async def ask(client: Client) -> tuple[int, int]:
        before = await client.list_resources()
        with Catalogue.open(library.location, write=True) as catalogue, catalogue.transaction():
            catalogue.forget([LOOSE])
        after = await client.list_resources(cache_mode="bypass")
        return len(before.resources), len(after.resources)

    assert talk(library, ask) == (4, 3)
