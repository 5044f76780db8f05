"""`slidescan lsp` as an editor starts it, with pygls' own client and a process of its own."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.lsp.client import LanguageClient
from support import ROOT
from support.cli import cli
from support.talks import FLOW, LAKE, LOOSE, OTHER_POST, POST, make_talk

from slidescan.editor.positions import Positions

ALT = "Legacy data silos: A data lake needs a map and an owner."

SESSION_SECONDS = 300
"""A session that takes longer hangs."""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    make_talk(tmp_path / "site")
    return tmp_path / "site"


class Editor:
    """An editor with one post open, which takes every edit that it is sent."""

    def __init__(self, site: Path, encoding: str) -> None:
        self.site = site
        self.encoding = encoding
        self.client: Any = LanguageClient("test", "1")
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.issues: asyncio.Queue[Any] = asyncio.Queue()
        self.messages: list[str] = []
        self.edits: list[types.WorkspaceEdit] = []
        self.lens_refreshes = 0
        self._register()

    def _register(self) -> None:
        def published(params: types.PublishDiagnosticsParams) -> None:
            self.issues.put_nowait(params)

        def message(params: types.ShowMessageParams) -> None:
            self.messages.append(params.message)

        def apply(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
            self.edits.append(params.edit)
            return types.ApplyWorkspaceEditResult(True)

        def refresh(_params: Any) -> None:
            self.lens_refreshes += 1

        for method, handler in (
            (types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, published),
            (types.WINDOW_SHOW_MESSAGE, message),
            (types.WORKSPACE_APPLY_EDIT, apply),
            (types.WORKSPACE_CODE_LENS_REFRESH, refresh),
        ):
            self.client.feature(method)(handler)

    async def start(self, *options: str) -> types.InitializeResult:
        """Starts the server in the site's parent: it finds the index by the editor's folder."""
        await self.client.start_io(
            *(sys.executable, "-m", "slidescan", "lsp", *options),
            cwd=str(self.site.parent),
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        general = types.GeneralClientCapabilities(position_encodings=[self.encoding])
        lens = types.CodeLensWorkspaceClientCapabilities(refresh_support=True)
        capabilities = types.ClientCapabilities(
            general=general, workspace=types.WorkspaceClientCapabilities(code_lens=lens)
        )
        result: types.InitializeResult = await self.client.initialize_async(
            types.InitializeParams(capabilities=capabilities, root_uri=self.site.as_uri())
        )
        self.client.initialized(types.InitializedParams())
        return result

    async def end(self) -> int:
        """Ends the server as the protocol demands; returns its exit code."""
        await self.client.shutdown_async(None)
        self.client.exit(None)
        server = self.client._server
        code: int = await asyncio.wait_for(server.wait(), 60)
        return code

    def open(self, post: str, text: str) -> types.TextDocumentIdentifier:
        """Opens a post with this text, whatever its file has."""
        uri = (self.site / post).as_uri()
        self.texts[uri], self.versions[uri] = text, 1
        item = types.TextDocumentItem(uri, "markdown", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return types.TextDocumentIdentifier(uri)

    def type(self, document: types.TextDocumentIdentifier, text: str) -> None:
        """Replaces the whole text, as the server demands."""
        uri = document.uri
        self.texts[uri], self.versions[uri] = text, self.versions[uri] + 1
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(self.versions[uri], uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    async def published(self) -> list[types.Diagnostic]:
        """The issues that the server publishes next."""
        params = await asyncio.wait_for(self.issues.get(), 60)
        return list(params.diagnostics)

    def applied(self, uri: str, edits: Any) -> str:
        """The text after edits, by the rules of the protocol."""
        data = self.texts[uri].encode()
        positions = Positions(data, self.encoding)
        spans = [
            (positions.offset(each.range.start), positions.offset(each.range.end), each.new_text)
            for each in edits
        ]
        for start, end, new in sorted(spans, reverse=True):
            data = data[:start] + new.encode() + data[end:]
        return data.decode()

    def position(self, uri: str, before: str) -> types.Position:
        """The position at the end of a text of the post."""
        data = self.texts[uri].encode()
        at = data.index(before.encode()) + len(before.encode())
        return Positions(data, self.encoding).position(at)


def edit(
    site: Path,
    work: Callable[[Editor], Awaitable[None]],
    *options: str,
    encoding: str = "utf-16",
) -> Editor:
    """Lets an editor work with a server of its own."""

    async def run() -> Editor:
        editor = Editor(site, encoding)
        result = await editor.start(*options)
        assert result.capabilities.position_encoding == encoding
        await work(editor)
        assert await editor.end() == 0
        return editor

    return asyncio.run(asyncio.wait_for(run(), SESSION_SECONDS))


def test_issues_are_those_of_the_check_and_follow_the_text(site: Path) -> None:
    async def work(editor: Editor) -> None:
        document = editor.open(OTHER_POST, (site / OTHER_POST).read_text("utf-8"))
        issues = await editor.published()
        checked, _ = make_issues(site)
        assert [(i.code, i.range.start.line + 1) for i in issues] == checked
        assert {i.source for i in issues} == {"slidescan"}
        editor.type(document, "![](/img/lake.jpg) unsaved\n")
        (issue,) = await editor.published()
        assert (issue.code, issue.range) == ("missing", lines_range(0, 0, 18))
        editor.type(document, f"![{ALT}](/img/lake.jpg)\n")
        assert await editor.published() == []
        close = types.DidCloseTextDocumentParams(document)
        editor.client.text_document_did_close(close)
        assert await editor.published() == []

    edit(site, work)


def make_issues(site: Path) -> tuple[list[tuple[str, int]], None]:
    from slidescan.library import Library

    issues, _ = Library(site / "index").check_alts([site / OTHER_POST])
    return [(issue.kind, issue.line) for issue in issues], None


def lines_range(line: int, start: int, end: int) -> types.Range:
    return types.Range(types.Position(line, start), types.Position(line, end))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        (POST, "---\r\ntitle: ü 😀\r\n---\r\n\r\nfür 😀 ![](/img/lake.jpg) and\r\n"),
        (POST, "x\u2028y ![slide](/img/lake.jpg) z\n\n> - ![](/img/costs.jpg)"),
        (POST, '<img src="/img/lake.jpg">\n\n```\n![](/img/lake.jpg)\n```\n'),
        ("content/posts/new.mdx", "import X from 'x'\n\n![](/img/lake.jpg) {1 + 1}\n"),
    ],
)
def test_a_quick_fix_writes_the_bytes_that_the_command_writes(
    site: Path, encoding: str, name: str, text: str
) -> None:
    (site / name).write_bytes(text.encode())
    for other in (POST, OTHER_POST):
        if other != name:
            (site / other).unlink()
    fixed: list[str] = []

    async def work(editor: Editor) -> None:
        document = editor.open(name, text)
        await editor.published()
        whole = types.Range(types.Position(0, 0), types.Position(99, 0))
        context = types.CodeActionContext([])
        actions = await editor.client.text_document_code_action_async(
            types.CodeActionParams(document, whole, context)
        )
        assert actions
        edits: list[Any] = []
        for action in actions:
            if action.kind == types.CodeActionKind.QuickFix:
                assert action.diagnostics
                assert action.is_preferred
                edits += action.edit.changes[document.uri]
        fixed.append(editor.applied(document.uri, edits))
        (fix_all,) = [a for a in actions if a.kind == "source.fixAll.slidescan"]
        fixed.append(editor.applied(document.uri, fix_all.edit.changes[document.uri]))

    edit(site, work, encoding=encoding)
    assert cli("alt", name, "--write", cwd=site).returncode == 0
    written = (site / name).read_bytes()
    assert written != text.encode()
    assert [each.encode() for each in fixed] == [written, written]


def test_hover_definition_lens_and_completion(site: Path) -> None:
    async def work(editor: Editor) -> None:
        text = (site / POST).read_text("utf-8") + "\nü ![](data lak) and ![](nobo\n"
        document = editor.open(POST, text)
        uri = document.uri
        await editor.published()
        client = editor.client

        inside = editor.position(uri, "![](/img/la")
        hover = await client.text_document_hover_async(types.HoverParams(document, inside))
        assert "A data lake needs a map" in hover.contents.value
        assert "**Legacy data silos**" in hover.contents.value
        outside = types.Position(0, 0)
        assert await client.text_document_hover_async(types.HoverParams(document, outside)) is None

        found = await client.text_document_definition_async(
            types.DefinitionParams(document, inside)
        )
        assert found.uri == (site / LAKE).as_uri()

        lenses = await client.text_document_code_lens_async(types.CodeLensParams(document))
        assert [(each.command.title, each.range.start.line) for each in lenses] == [
            ("1 photo here has no alt text", 5),
        ]
        command = lenses[0].command
        await client.workspace_execute_command_async(
            types.ExecuteCommandParams(command.command, list(command.arguments))
        )
        (applied,) = editor.edits
        assert applied.changes is not None
        assert f"![{ALT}](/img/lake.jpg)" in editor.applied(uri, applied.changes[uri])

        typed = editor.position(uri, "![](data lak")
        answer = await client.text_document_completion_async(
            types.CompletionParams(document, typed)
        )
        (item,) = [each for each in answer.items if each.detail == LAKE]
        assert answer.is_incomplete
        assert item.filter_text == "data lak"
        edits = [item.text_edit, *item.additional_text_edits]
        assert f"ü ![{ALT}](/img/lake.jpg) and" in editor.applied(uri, edits)

        typed = editor.position(uri, "![](nobo")
        answer = await client.text_document_completion_async(
            types.CompletionParams(document, typed)
        )
        assert [each.detail for each in answer.items] == [LOOSE]
        assert answer.items[0].text_edit.new_text == "/img/loose%20one.jpg"
        nothing = await client.text_document_completion_async(
            types.CompletionParams(document, types.Position(1, 3))
        )
        assert nothing is None

    edit(site, work)


def test_an_assistant_s_text_is_offered_by_its_name_when_the_index_changes(site: Path) -> None:
    from slidescan.library import Library

    async def work(editor: Editor) -> None:
        document = editor.open(POST, (site / POST).read_text("utf-8"))
        await editor.published()
        Library(site / "index").alt_texts.suggest(LAKE, "A data lake", "claude")
        await editor.published()  # the index has changed
        while editor.lens_refreshes < 2:
            await asyncio.sleep(0.05)
        inside = editor.position(document.uri, "![](/img/la")
        actions = await editor.client.text_document_code_action_async(
            types.CodeActionParams(
                document,
                types.Range(inside, inside),
                types.CodeActionContext([], only=[types.CodeActionKind.QuickFix]),
            )
        )
        assert [action.title for action in actions] == [
            "Accept what claude proposes: A data lake.",
            f"Write the alt text: {ALT}",
        ]

    edit(site, work)


def test_files_that_are_no_posts_get_no_answers(site: Path) -> None:
    async def work(editor: Editor) -> None:
        outside = editor.open("../elsewhere.md", "![](/img/lake.jpg)\n")
        editor.client.text_document_did_open(
            types.DidOpenTextDocumentParams(
                types.TextDocumentItem("untitled:1", "markdown", 1, "![](/img/lake.jpg)\n")
            )
        )
        for document in (outside, types.TextDocumentIdentifier("untitled:1")):
            params = types.HoverParams(document, types.Position(0, 5))
            assert await editor.client.text_document_hover_async(params) is None
            lens = types.CodeLensParams(document)
            assert await editor.client.text_document_code_lens_async(lens) is None

    edit(site, work)


def test_without_an_index_it_says_so_once_and_waits_for_one(site: Path) -> None:
    async def work(editor: Editor) -> None:
        document = editor.open(POST, (site / POST).read_text("utf-8"))
        params = types.HoverParams(document, types.Position(7, 3))
        assert await editor.client.text_document_hover_async(params) is None
        (message,) = editor.messages
        assert "there is no index" in message
        (site / "away").rename(site / "index")
        assert [issue.code for issue in await editor.published()] == ["missing"]

    (site / "index").rename(site / "away")
    edit(site, work, "--index", str(site / "index"))


STRAY = """
import sys
from slidescan.editor.server import _private_output
with _private_output() as output:
    print("stray", flush=True)
    output.write(b"protocol")
"""


def test_output_belongs_to_the_protocol_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STRAY],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert (done.stdout, done.stderr) == ("protocol", "stray\n")


WITHOUT_PYGLS = """
import sys
sys.modules["pygls"] = None
sys.argv = ["slidescan", "lsp"]
from slidescan.cli.app import main
main()
"""


def test_without_the_extra_one_line_says_how_to_install_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_PYGLS],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("slidescan: slidescan lsp needs pygls")
    assert done.stderr.endswith(": install it with pip install 'slidescan[lsp]'\n")


def test_a_photo_that_nobody_read_is_said_to_be_so(site: Path) -> None:
    async def work(editor: Editor) -> None:
        document = editor.open(OTHER_POST, (site / OTHER_POST).read_text("utf-8"))
        await editor.published()
        inside = editor.position(document.uri, "![](/img/oth")
        params = types.HoverParams(document, inside)
        hover = await editor.client.text_document_hover_async(params)
        assert "hasn't read this photo" in hover.contents.value
        assert FLOW not in hover.contents.value

    edit(site, work)
