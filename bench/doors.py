"""How fast assistants and editors are answered: python -m bench.doors [--slides N] [--site DIR].

Makes a site of N slides (default 10,000; see `posts.py`), or takes one. Real clients talk to
`slidescan lsp` and `slidescan mcp`, each in a process of its own: the time until it answers and
until the index is there, milliseconds of each kind of request, and the memory before and after
1,000 requests.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import anyio
from lsprotocol import types
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from pygls.lsp.client import LanguageClient

from bench.posts import make_posts
from bench.search import row, spread

ROOT = Path(__file__).parent.parent
REQUESTS = 1000
POST = "content/post-7.md"
IMAGE = "static/img/211.jpg"
WAIT_SECONDS = 300

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def memory(pid: int) -> float:
    """The memory of a process, MiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def cpu_seconds(pid: int) -> float:
    """The CPU seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children() -> set[int]:
    """The processes that this one started."""
    text = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    return set(map(int, text.split()))


async def ask(
    requests: Mapping[str, Callable[[], Awaitable[object]]], pid: int, first: int = 100
) -> None:
    """Sends requests by turns; prints the milliseconds of each kind, wall and CPU, and memory."""
    took: dict[str, list[float]] = {name: [] for name in requests}
    used: dict[str, float] = dict.fromkeys(requests, 0.0)
    names = list(requests)
    for number in range(REQUESTS):
        if number == first:
            row(f"  memory after {first} requests, MiB", f"{memory(pid):8.1f}")
        name = names[number % len(names)]
        start, before = time.perf_counter(), cpu_seconds(pid)
        await requests[name]()
        took[name].append((time.perf_counter() - start) * 1000)
        used[name] += cpu_seconds(pid) - before
    row(f"  memory after {REQUESTS} requests, MiB", f"{memory(pid):8.1f}")
    for name, times in took.items():
        mean = used[name] / len(times) * 1000
        row(f"  {name}, ms (CPU {mean:.1f})", spread(times))


async def edit(site: Path) -> None:
    """Measures an editor."""
    client: Any = LanguageClient("bench", "1")
    checked = asyncio.Event()

    def published(_params: Any) -> None:  # noqa: ANN401
        checked.set()

    client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(published)

    async def change(version: list[int] = [1]) -> None:  # noqa: B006 - counts
        version[0] += 1
        checked.clear()
        identifier = types.VersionedTextDocumentIdentifier(version[0], uri)
        whole = types.TextDocumentContentChangeWholeDocument(f"{text}\n{version[0]}\n")
        client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [whole]))
        # The first request after a change reads the post again.
        await client.text_document_code_lens_async(types.CodeLensParams(document))

    start = time.perf_counter()
    await client.start_io(sys.executable, "-m", "slidescan", "lsp", cwd=str(site), env=ENVIRONMENT)
    server = client._server  # noqa: SLF001 - it has no other name
    await client.initialize_async(
        types.InitializeParams(types.ClientCapabilities(), root_uri=site.as_uri())
    )
    taken = time.perf_counter() - start
    row("  starts in, s (CPU)", f"{taken:8.2f} ({cpu_seconds(server.pid):.2f})")
    client.initialized(types.InitializedParams())
    uri = (site / POST).as_uri()
    text = (site / POST).read_text("utf-8")
    document = types.TextDocumentIdentifier(uri)
    item = types.TextDocumentItem(uri, "markdown", 1, text + "\n![](\n")
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    await asyncio.wait_for(checked.wait(), WAIT_SECONDS)
    taken = time.perf_counter() - start
    row("  first issues after, s (CPU)", f"{taken:8.2f} ({cpu_seconds(server.pid):.2f})")
    await asyncio.sleep(10 * cpu_seconds(server.pid))  # what it reads after that

    lines = text.split("\n")
    line = next(number for number, each in enumerate(lines) if each.startswith("!["))
    on = types.Position(line, 4)
    alt = next(
        each[2 : each.index("]")] for each in lines if each.startswith("![") and each[2] != "]"
    )
    words = " ".join(alt.split()[:2])
    completing = f"{text}\n![]({words}\n"

    async def complete() -> None:
        whole = types.TextDocumentContentChangeWholeDocument(completing)
        identifier = types.VersionedTextDocumentIdentifier(-1, uri)
        client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [whole]))
        at = types.Position(len(lines), len(f"![]({words}"))
        answer = await client.text_document_completion_async(types.CompletionParams(document, at))
        assert answer is not None

    context = types.CodeActionContext([])
    await ask(
        {
            "hover": lambda: client.text_document_hover_async(types.HoverParams(document, on)),
            "go to photo": lambda: client.text_document_definition_async(
                types.DefinitionParams(document, on)
            ),
            "quick fix": lambda: client.text_document_code_action_async(
                types.CodeActionParams(document, types.Range(on, on), context)
            ),
            "lens": lambda: client.text_document_code_lens_async(types.CodeLensParams(document)),
            "change and lens": change,
            "completion": complete,
        },
        server.pid,
    )
    await client.shutdown_async(None)
    client.exit(None)
    await server.wait()


async def assist(site: Path) -> None:
    """Measures an assistant."""
    before = children()
    start = time.perf_counter()
    parameters = StdioServerParameters(
        command=sys.executable, args=["-m", "slidescan", "mcp"], cwd=site, env=ENVIRONMENT
    )
    async with Client(stdio_client(parameters)) as client:
        (pid,) = children() - before
        row("  starts in, s (CPU)", f"{time.perf_counter() - start:8.2f} ({cpu_seconds(pid):.2f})")
        alt = next(
            each[2 : each.index("]")]
            for each in (site / POST).read_text("utf-8").split("\n")
            if each.startswith("![") and each[2] != "]"
        )
        await ask(
            {
                "search_slides": lambda: client.call_tool("search_slides", {"query": alt}),
                "show_slide": lambda: client.call_tool("show_slide", {"photo": IMAGE}),
                "find_similar": lambda: client.call_tool("find_similar", {"photo": IMAGE}),
                "a refused path": lambda: client.call_tool("show_slide", {"photo": "../../x"}),
            },
            pid,
        )


def measure(site: Path) -> None:
    """Measures both on a site."""
    print("slidescan lsp")
    asyncio.run(edit(site))
    print("slidescan mcp")
    anyio.run(assist, site)


def main() -> None:
    """Runs the measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slides", type=int, default=10_000)
    parser.add_argument("--site", type=Path, help="a site that `bench.posts` made")
    given = parser.parse_args()
    if given.site is not None:
        measure(given.site)
        return
    with tempfile.TemporaryDirectory() as folder:
        make_posts(Path(folder) / "site", given.slides)
        measure(Path(folder) / "site")


if __name__ == "__main__":
    main()
