"""`slidescan mcp` as an assistant's program starts it, with the SDK's own client."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.shared.exceptions import MCPError
from support import ROOT
from support.cli import PROGRAM, cli, heed_ctrl_c
from support.talks import LAKE, POST, make_talk
from support.terminals import Terminal

HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "by hand", "version": "1"},
    },
}
SESSION_SECONDS = 300
"""A session that takes longer hangs."""

STARTED = {"jsonrpc": "2.0", "method": "notifications/initialized"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("talk")
    make_talk(root)
    return root


def session(site: Path, ask: Callable[[Client], Coroutine[Any, Any, Any]], *options: str) -> Any:
    """What a client gets from a process of its own."""
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "slidescan", "mcp", *options],
        cwd=site,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )

    async def run() -> Any:
        with anyio.fail_after(SESSION_SECONDS):
            return await talk()

    async def talk() -> Any:
        async with Client(stdio_client(server)) as client:
            try:
                return await ask(client)
            except MCPError as error:
                return error

    return anyio.run(run)


def test_an_assistant_searches_sees_and_reads_pictures(site: Path) -> None:
    async def ask(client: Client) -> None:
        assert client.server_info is not None
        assert client.server_info.name == "slidescan"
        assert client.instructions
        hits = await client.call_tool("search_slides", {"query": "data lake"})
        assert hits.structured_content["hits"][0]["image"] == LAKE
        seen = await client.call_tool("show_slide", {"photo": LAKE, "picture": "slide"})
        picture: Any = seen.content[1]
        assert picture.mime_type == "image/jpeg"
        uri = seen.structured_content["resources"]["photo"]
        (contents,) = (await client.read_resource(uri)).contents
        assert contents.mime_type == "image/jpeg"
        refused = await client.call_tool("show_slide", {"photo": "/etc/passwd"})
        assert refused.is_error
        with pytest.raises(MCPError, match="--allow-proposals"):
            await client.call_tool("propose_alt", {"photo": LAKE, "text": "A data lake"})

    assert session(site, ask) is None


def test_a_proposal_reaches_the_person_s_review(tmp_path: Path) -> None:
    make_talk(tmp_path)

    async def ask(client: Client) -> Any:
        return await client.call_tool("propose_alt", {"photo": LAKE, "text": "A data lake"})

    assert not session(tmp_path, ask, "--allow-proposals").is_error
    assert "proposed by mcp: --review decides" in cli("alt", POST, cwd=tmp_path).stdout
    assert "![](/img/lake.jpg)" in (tmp_path / POST).read_text("utf-8")
    with Terminal("alt", "--review", POST, cwd=tmp_path) as terminal:
        shown = terminal.wait_for("[?] help: ")
        assert re.search(r"by\s+(\x1b\[0m)?mcp", shown), shown
        terminal.type("a")
        terminal.wait_for("[?] help: ") if "1 of 1" not in shown else None
        terminal.type("q")
        assert terminal.finish() == 0
    assert "![A data lake.](/img/lake.jpg)" in (tmp_path / POST).read_text("utf-8")


def by_hand(site: Path) -> subprocess.Popen[str]:
    """The server's process, to write its messages by hand."""
    return subprocess.Popen(
        [*PROGRAM, "mcp"],
        cwd=site,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heed_ctrl_c,
    )


def test_output_is_the_protocol_alone_whatever_comes_in(site: Path) -> None:
    ping = {"jsonrpc": "2.0", "method": "ping"}
    messages = (
        json.dumps(HELLO),
        json.dumps(STARTED),
        "this is no JSON",
        "",
        "[]",
        '{"jsonrpc": "2.0", "id": 7}',
        '{"jsonrpc": "2.0", "id": 8, "method": "no/such/method"}',
        '{"jsonrpc": "2.0", "id": 9, "method": "tools/call", "params": {"name": 5}}',
        json.dumps({**ping, "id": "x" * 1_000_000}),
        json.dumps({**ping, "id": 10}),
    )
    answers: list[dict[str, Any]] = []
    with by_hand(site) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write("".join(f"{message}\n" for message in messages))
        process.stdin.flush()
        for line in process.stdout:
            answers.append(json.loads(line))
            if answers[-1].get("id") == 10:
                break
        process.stdin.close()
        assert process.stdout.read() == ""
        assert process.wait(60) == 0
        assert "Traceback" not in process.stderr.read()
    assert all(answer["jsonrpc"] == "2.0" for answer in answers)
    by_id = {answer["id"]: answer for answer in answers if "id" in answer}
    assert by_id[1]["result"]["serverInfo"]["name"] == "slidescan"
    assert by_id[8]["error"]["code"] == -32601
    assert by_id[9]["error"]["code"] == -32602
    assert by_id[10]["result"] == {}


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_ctrl_c_ends_it_without_a_traceback(site: Path) -> None:
    with by_hand(site) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(json.dumps(HELLO) + "\n")
        process.stdin.flush()
        assert "slidescan" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
        assert process.stderr.read() == "slidescan: interrupted\n"


WITHOUT_SDK = """
import sys
sys.modules["mcp_types"] = None
sys.argv = ["slidescan", "mcp"]
from slidescan.cli.app import main
main()
"""


def test_without_the_extra_one_line_says_how_to_install_it(site: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_SDK],
        cwd=site,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr == (
        "slidescan: slidescan mcp needs mcp_types: install it with pip install 'slidescan[mcp]'\n"
    )
    assert done.stdout == ""


def test_without_an_index_it_starts_and_each_call_says_so(tmp_path: Path) -> None:
    async def ask(client: Client) -> Any:
        return await client.call_tool("search_slides", {"query": "lake"})

    answer = session(tmp_path, ask, "--index", str(tmp_path / "none"))
    assert answer.is_error
    assert "there is no index" in answer.content[0].text
    assert list(tmp_path.iterdir()) == []
