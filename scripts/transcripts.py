"""Writes the transcripts in the docs: python scripts/transcripts.py SITE.

Real clients talk to `slidescan mcp` and `slidescan lsp`, each in a process of its own. SITE is a
copy of `samples/` with an index of its own (`slidescan ingest`). What differs between machines is
left out, so that a test can compare.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import anyio
from attrs import evolve as replace
from lsprotocol import types
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.shared.exceptions import MCPError
from pygls.lsp.client import LanguageClient

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"

MAX_LISTED, MAX_TEXT_CHARS, WIDTH = 2, 110, 100
"""What a transcript shows of lists, texts and lines."""

VARYING = ("score", "words", "picture", "meaning", "confidence")
"""Members that differ a little between machines."""

POST = "content/posts/northwind-day-1.md"
PHOTO = "static/img/northwind/IMG_4104.jpg"


def shortened(value: Any) -> Any:  # noqa: ANN401 - JSON
    """A JSON value without what varies, and with long parts cut."""
    if isinstance(value, Mapping):
        if value.keys() == {"line", "character"}:
            return f"{value['line']}:{value['character']}"
        if value.keys() == {"start", "end"}:
            return f"{shortened(value['start'])} to {shortened(value['end'])}"
        return {key: shortened(each) for key, each in value.items() if key not in VARYING}
    if isinstance(value, list):
        cut = [shortened(each) for each in value[:MAX_LISTED]]
        return [*cut, "…"] if len(value) > MAX_LISTED else cut
    if isinstance(value, str) and len(value) > MAX_TEXT_CHARS:
        return value[:MAX_TEXT_CHARS] + "…"
    return value


def shown(arrow: str, head: str, value: Any) -> str:  # noqa: ANN401 - JSON
    """A message of a transcript."""
    value = value if arrow == "→" else shortened(value)
    text = json.dumps(value, ensure_ascii=False)
    if len(text) > WIDTH:
        text = json.dumps(value, ensure_ascii=False, indent=1)
        text = re.sub(r"\[\n\s+([^\[\]{}]*?)\n\s+\]", _joined, text)
    return " ".join(filter(None, (arrow, head, text)))


def _joined(match: re.Match[str]) -> str:
    """A list without lists on one line, if it fits."""
    line = "[" + re.sub(r"\n\s+", " ", match[1]) + "]"
    return line if len(line) < WIDTH else match[0]


async def _assistant(client: Client, say: Callable[[str], None]) -> None:
    async def call(tool: str, **arguments: Any) -> None:  # noqa: ANN401 - JSON
        say(shown("→", tool, arguments))
        try:
            result = await client.call_tool(tool, arguments)
        except MCPError as error:
            say(f"← error: {error.message}")
            return
        if result.is_error:
            text: Any = result.content[0]
            say(f"← error: {text.text}")
            return
        say(shown("←", "", result.structured_content))
        for content in result.content[1:]:
            say(f"← {content.type} ({getattr(content, 'mime_type', '')})")

    say("→ tools/list")
    say("← " + ", ".join(tool.name for tool in (await client.list_tools()).tools))
    await call("search_slides", query="data lake", limit=2)
    await call("show_slide", photo="IMG_4104.jpg", picture="slide")
    await call("list_missing_alt", limit=2)
    await call("propose_alt", photo=PHOTO, text="A beautiful lake in 2024")
    await call("propose_alt", photo=PHOTO, text="Every data lake needs a map and an owner")
    await call("show_slide", photo="../../etc/passwd")
    say("→ prompts/list")
    prompts = (await client.list_prompts()).prompts
    say("← " + ", ".join(f"{prompt.name} ({prompt.title})" for prompt in prompts))


def assistant_transcript(site: Path) -> str:
    """What the SDK's client and `slidescan mcp --allow-proposals` say to each other."""
    lines: list[str] = []
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "slidescan", "mcp", "--allow-proposals"],
        cwd=site,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )

    async def run() -> None:
        async with Client(stdio_client(server)) as client:
            await _assistant(client, lines.append)

    anyio.run(run)
    return "\n".join(lines) + "\n"


async def _editor(site: Path, say: Callable[[str], None]) -> None:
    client: Any = LanguageClient("transcript", "1")
    checked: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def published(params: types.PublishDiagnosticsParams) -> None:
        if not checked.done():
            checked.set_result(params)

    client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(published)
    await client.start_io(
        *(sys.executable, "-m", "slidescan", "lsp"),
        cwd=str(site),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    await client.initialize_async(
        types.InitializeParams(types.ClientCapabilities(), root_uri=site.as_uri())
    )
    client.initialized(types.InitializedParams())
    uri = (site / POST).as_uri()
    text = (site / POST).read_text("utf-8") + "\n![](data lake\n"
    lines = text.split("\n")
    document = types.TextDocumentIdentifier(uri)
    item = types.TextDocumentItem(uri, "markdown", 1, text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    convert = client.protocol._converter.unstructure  # noqa: SLF001 - it has no other name

    def tell(method: str, asked: object, answer: object) -> None:
        say(f"→ {method} {asked}")
        value = json.loads(json.dumps(convert(answer)).replace(site.as_uri(), "file:///site"))
        say(shown("←", "", value))

    issues = (await asyncio.wait_for(checked, 120)).diagnostics
    tell(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, POST, issues[:1])
    line = next(number for number, each in enumerate(lines) if PHOTO.rpartition("/")[2] in each)
    at = types.Position(line, 4)
    where = f"{line + 1}: {lines[line]}"
    hover = await client.text_document_hover_async(types.HoverParams(document, at))
    tell(types.TEXT_DOCUMENT_HOVER, where, hover)
    params = types.CodeActionParams(document, types.Range(at, at), types.CodeActionContext([]))
    actions = await client.text_document_code_action_async(params)
    tell(types.TEXT_DOCUMENT_CODE_ACTION, where, [replace(actions[0], diagnostics=None)])
    found = await client.text_document_definition_async(types.DefinitionParams(document, at))
    tell(types.TEXT_DOCUMENT_DEFINITION, where, found)
    lenses = await client.text_document_code_lens_async(types.CodeLensParams(document))
    tell(types.TEXT_DOCUMENT_CODE_LENS, POST, lenses[:1])
    at = types.Position(len(lines) - 2, len(lines[-2]))
    answer = await client.text_document_completion_async(types.CompletionParams(document, at))
    tell(types.TEXT_DOCUMENT_COMPLETION, lines[-2], answer.items[:1])
    await client.shutdown_async(None)
    client.exit(None)
    await client._server.wait()  # noqa: SLF001


def editor_transcript(site: Path) -> str:
    """What pygls' client and `slidescan lsp` say to each other."""
    lines: list[str] = []
    asyncio.run(_editor(site, lines.append))
    return "\n".join(lines) + "\n"


TRANSCRIPTS: Mapping[str, Callable[[Path], str]] = {
    "assistants.md": assistant_transcript,
    "editors.md": editor_transcript,
}
"""The pages with a transcript, and what makes it."""


def transcript_in(page: str) -> str:
    """The transcript in a page of the docs."""
    return _parts(page)[1]


def _parts(page: str) -> tuple[str, str, str]:
    text = (DOCS / page).read_text("utf-8")
    head, start, rest = text.partition("<!-- transcript -->\n```text\n")
    body, end, tail = rest.partition("```\n<!-- /transcript -->")
    return head + start, body, end + tail


def main() -> None:
    """Writes all transcripts."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("site", type=Path)
    site = parser.parse_args().site
    for page, make in TRANSCRIPTS.items():
        head, _, tail = _parts(page)
        with tempfile.TemporaryDirectory() as folder:
            body = make(Path(shutil.copytree(site, Path(folder) / "site")))
        (DOCS / page).write_text(head + body + tail, "utf-8")
        print(f"wrote docs/{page}")


if __name__ == "__main__":
    main()
