"""Writes the transcripts in the docs: python scripts/transcripts.py SITE.

Real clients talk to `slidescan mcp` and `slidescan lsp`, each in a process of its own. SITE is a
copy of `samples/` with an index of its own (`slidescan ingest`). What differs between machines is
left out, so that a test can compare.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import anyio
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.shared.exceptions import MCPError

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"

MAX_LISTED, MAX_TEXT_CHARS, WIDTH = 2, 110, 100
"""What a transcript shows of lists, texts and lines."""

VARYING = ("score", "words", "picture", "meaning", "confidence")
"""Members that differ a little between machines."""

PHOTO = "static/img/northwind/IMG_4104.jpg"


def shortened(value: Any) -> Any:  # noqa: ANN401 - JSON
    """A JSON value without what varies, and with long parts cut."""
    if isinstance(value, Mapping):
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


TRANSCRIPTS: Mapping[str, Callable[[Path], str]] = {
    "assistants.md": assistant_transcript,
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
        (DOCS / page).write_text(head + make(site) + tail, "utf-8")
        print(f"wrote docs/{page}")


if __name__ == "__main__":
    main()
