"""The server over standard input and output, with pygls.

It answers at once, reads the index in a thread, and lets requests wait until it is there. Standard
output belongs to the protocol: whatever else is written there goes to standard error.
"""

from __future__ import annotations

import asyncio
import functools
import gc
import inspect
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias, TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from slidescan.core.versions import PACKAGE_VERSION
from slidescan.editor.documents import Document
from slidescan.editor.features.code_lens import WRITE_COMMAND
from slidescan.editor.features.diagnostics import diagnostics
from slidescan.editor.features.quick_fix import proposed_edits
from slidescan.editor.index import LiveIndex
from slidescan.editor.protocol import Answer, Desk, Feature
from slidescan.editor.registry import FEATURES
from slidescan.errors import PostError, SlidescanError

if TYPE_CHECKING:
    from slidescan.library import Library

INDEX_POLL_SECONDS = 1.0
"""How often the index on disk is compared with the one in memory."""

TYPING_PAUSE_SECONDS = 0.2
"""A post is checked when nobody has typed for so long."""

WATCHED_FILES = "**/*.{md,markdown,mdx,qmd,rmd,jpg,jpeg,png,webp,heic,heif,tif,tiff,bmp,gif}"
"""Files whose coming and going changes where addresses lead."""

OpenLibrary: TypeAlias = "Callable[[Path | None], Library]"
"""Opens the library for the editor's folder."""

T = TypeVar("T")


def serve(open_library: OpenLibrary) -> None:
    """Serves one editor over standard input and output, until it closes the input.

    Args:
        open_library: Opens the library, when the editor tells its folder.
    """
    with _private_output() as output:
        build_server(open_library).start_io(sys.stdin.buffer, output)


@contextmanager
def _private_output() -> Iterator[BinaryIO]:
    """Standard output for the protocol alone; other output goes to standard error meanwhile."""
    sys.stdout.flush()
    private = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with os.fdopen(private, "wb") as output:
        yield output


def build_server(open_library: OpenLibrary) -> LanguageServer:
    """The server; `open_library` is as for `serve`."""
    server = LanguageServer(
        "slidescan",
        PACKAGE_VERSION,
        # Other libraries cut a text into lines in other ways than the protocol does.
        text_document_sync_kind=types.TextDocumentSyncKind.Full,
    )
    editor = _Editor(server, open_library)
    for feature in FEATURES:
        server.feature(feature.method, feature.options)(editor.answering(feature))
    server.command(WRITE_COMMAND)(_function(editor.write_alts))
    for method, handler in (
        (types.INITIALIZED, editor.start),
        (types.TEXT_DOCUMENT_DID_OPEN, editor.opened),
        (types.TEXT_DOCUMENT_DID_CHANGE, editor.changed),
        (types.TEXT_DOCUMENT_DID_SAVE, editor.saved),
        (types.TEXT_DOCUMENT_DID_CLOSE, editor.closed),
        (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, editor.files_changed),
        (types.SHUTDOWN, editor.stop),
    ):
        server.feature(method)(_function(handler))
    return server


def _function(method: Callable[..., Any]) -> Callable[..., Any]:
    """A function that calls a method: pygls sets attributes, which a method can't have."""

    @functools.wraps(method)
    def call(*arguments: Any) -> Any:  # noqa: ANN401 - of the protocol
        return method(*arguments)

    @functools.wraps(method)
    async def call_async(*arguments: Any) -> Any:  # noqa: ANN401
        return await method(*arguments)

    return call_async if inspect.iscoroutinefunction(method) else call


class _Editor:
    """One editor: its open posts, and the index.

    Args:
        server: The server that talks to it.
        open_library: As for `serve`.
    """

    def __init__(self, server: LanguageServer, open_library: OpenLibrary) -> None:
        self._server = server
        self._open_library = open_library
        self._index: LiveIndex | None = None
        self._is_tried = asyncio.Event()
        self._trouble = ""
        self._documents: dict[str, tuple[object, Document | None]] = {}
        self._waiting: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_stale = False

    # The index

    async def start(self, _params: types.InitializedParams) -> None:
        """Begins to read the index, and to follow it."""
        self._run(self._follow())
        capabilities = self._server.client_capabilities.workspace
        watched = capabilities and capabilities.did_change_watched_files
        if watched and watched.dynamic_registration:
            options = types.DidChangeWatchedFilesRegistrationOptions(
                [types.FileSystemWatcher(WATCHED_FILES)]
            )
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            registration = types.Registration("slidescan-files", method, options)
            await self._server.client_register_capability_async(
                types.RegistrationParams([registration])
            )

    def stop(self, *_: object) -> None:
        """Ends all tasks."""
        for task in (*self._tasks, *self._waiting.values()):
            task.cancel()

    def _run(self, work: Any) -> None:  # noqa: ANN401 - a coroutine
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _follow(self) -> None:
        """Reads the index now, and whenever it or the site's files change."""
        root = self._server.workspace.root_path
        library: Library | None = None
        while True:
            try:
                if library is None:
                    library = self._open_library(Path(root) if root else None)
                if self._index is None or self._is_stale or not await _thread(self._is_current):
                    self._is_stale = False
                    before, self._index = self._index, await _thread(LiveIndex, library)
                    _settle_memory(is_first=before is None)
                    self._tell("")
                    self._is_tried.set()
                    self._refresh()
                    await _thread(self._index.warm_up)
            except SlidescanError as error:
                self._tell(str(error))
            self._is_tried.set()
            await asyncio.sleep(INDEX_POLL_SECONDS)

    def _is_current(self) -> bool:
        return self._index is None or self._index.is_current()

    def _tell(self, trouble: str) -> None:
        """Shows why there are no answers, once for each reason."""
        if trouble and trouble != self._trouble:
            kind = types.MessageType.Warning
            self._server.window_show_message(types.ShowMessageParams(kind, f"slidescan: {trouble}"))
        self._trouble = trouble

    def _refresh(self) -> None:
        """Checks the open posts again."""
        for uri in list(self._server.workspace.text_documents):
            self._check(uri)
        workspace = self._server.client_capabilities.workspace
        if workspace and workspace.code_lens and workspace.code_lens.refresh_support:
            self._run(self._server.workspace_code_lens_refresh_async(None))

    # Posts

    def opened(self, params: types.DidOpenTextDocumentParams) -> None:
        """Checks a post that is opened."""
        self._check(params.text_document.uri)

    def saved(self, params: types.DidSaveTextDocumentParams) -> None:
        """Checks a post that is saved."""
        self._check(params.text_document.uri)

    async def changed(self, params: types.DidChangeTextDocumentParams) -> None:
        """Checks a post once nobody types any more."""
        uri = params.text_document.uri
        before = self._waiting.pop(uri, None)
        if before is not None:
            before.cancel()
        self._waiting[uri] = asyncio.ensure_future(self._check_later(uri))

    async def _check_later(self, uri: str) -> None:
        await asyncio.sleep(TYPING_PAUSE_SECONDS)
        self._waiting.pop(uri, None)
        self._check(uri)

    def closed(self, params: types.DidCloseTextDocumentParams) -> None:
        """Forgets a post, and its issues."""
        uri = params.text_document.uri
        _, document = self._documents.pop(uri, (None, None))
        if document is not None and self._index is not None:
            self._index.alts.close(document.live.post)
        waiting = self._waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()
        self._publish(uri, [])

    def files_changed(self, params: types.DidChangeWatchedFilesParams) -> None:
        """Reads the site's files again if some came or went."""
        kinds = (types.FileChangeType.Created, types.FileChangeType.Deleted)
        if any(change.type in kinds for change in params.changes):
            self._is_stale = True

    def _check(self, uri: str) -> None:
        desk = self._desk(uri)
        if desk is not None:
            self._publish(uri, diagnostics(desk))

    def _publish(self, uri: str, issues: list[types.Diagnostic]) -> None:
        open_documents = self._server.workspace.text_documents
        version = open_documents[uri].version if uri in open_documents else None
        self._server.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri, issues, version)
        )

    def _desk(self, uri: str) -> Desk | None:
        """The post at an address as it is in the editor; None if it isn't open or no post."""
        index = self._index
        opened = self._server.workspace.text_documents.get(uri)
        if index is None or opened is None:
            return None
        key = (index, opened.version, opened.source)
        stored, document = self._documents.get(uri, (None, None))
        if stored != key:
            document = _document(index, uri, opened.source, self._encoding)
            self._documents[uri] = (key, document)
        return Desk(index, document) if document is not None else None

    @property
    def _encoding(self) -> str:
        encoding = self._server.workspace.position_encoding
        return str(getattr(encoding, "value", encoding) or types.PositionEncodingKind.Utf16.value)

    # Requests

    def answering(self, feature: Feature) -> Callable[[Any], Any]:
        """The handler of a feature: it waits for the index, and answers nothing without a post."""

        async def handle(params: Any) -> Answer:  # noqa: ANN401 - of the protocol
            await self._is_tried.wait()
            desk = self._desk(params.text_document.uri)
            return None if desk is None else feature.answer(desk, params)

        return handle

    async def write_alts(self, uri: str, first: int, end: int | None) -> None:
        """Writes what is proposed for the references of some lines, as a person asked."""
        await self._is_tried.wait()
        desk = self._desk(uri)
        edits = proposed_edits(desk.document, first, end) if desk is not None else []
        if edits:
            edit = types.WorkspaceEdit(changes={uri: edits})
            label = "Write alt texts"
            await self._server.workspace_apply_edit_async(
                types.ApplyWorkspaceEditParams(edit, label)
            )
        else:
            message = "slidescan: no alt text to write here: nothing worth saying was read surely"
            kind = types.MessageType.Info
            self._server.window_show_message(types.ShowMessageParams(kind, message))


def _document(index: LiveIndex, uri: str, text: str, encoding: str) -> Document | None:
    """The post at an address; None if it is no post of the site, or can't be read."""
    path = to_fs_path(uri) if uri.startswith("file:") else None
    below = index.post_of(Path(path)) if path else None
    if below is None:
        return None
    try:
        live = index.alts.read(below, text.encode(errors="surrogatepass"))
    except PostError:
        return None
    return Document(uri, index.alts, live, encoding)


def _settle_memory(*, is_first: bool) -> None:
    """Keeps the collector of garbage away from the index, which would take it long each time."""
    if not is_first:
        gc.unfreeze()
        gc.collect()
    gc.freeze()


async def _thread(call: Callable[..., T], *args: Any) -> T:  # noqa: ANN401
    return await asyncio.get_running_loop().run_in_executor(None, call, *args)
