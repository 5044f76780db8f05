"""The table of commands, which the help pages, the docs and the completion list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from types import MappingProxyType
from typing import Any

from typer.core import TyperCommand

from slidescan.cli.arguments import CheckedCommand, PointsCommand
from slidescan.cli.query_arguments import QueryCommand

EXIT_CODES: Mapping[int, str] = MappingProxyType(
    {
        0: "done",
        2: "wrong usage",
        3: "the index can't be used: locked, unreadable, or made by a newer version",
    }
)
"""What the exit codes of every command mean."""

INTERRUPTED = "interrupted; what was finished is kept"
"""What exit code 130 means."""

READ = "Read photos"
FIND = "Find slides"
WRITE = "Describe, correct and hand out"
KEEP = "Look after the index"

HEADINGS = (READ, FIND, WRITE, KEEP)
"""The groups of commands, in the order of the help page."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command.

    Attributes:
        name: Its name.
        module: Its module below `slidescan.cli`, loaded on first use.
        heading: Its group on the help page.
        examples: Lines of a shell, each with what it does.
        exits: The meaning of exit codes, beside or in place of those in `EXIT_CODES`.
        function: The function that typer calls, if it has another name; its docstring is the
            help text.
        kind: The class that parses its arguments.
    """

    name: str
    module: str
    heading: str
    examples: tuple[tuple[str, str], ...]
    exits: Mapping[int, str] = field(default_factory=dict)
    function: str = ""
    kind: type[TyperCommand] = CheckedCommand

    def load(self) -> Callable[..., None]:
        """Loads the function that typer calls."""
        module = import_module(f"slidescan.cli.{self.module}")
        function: Callable[..., None] = getattr(module, self.function or self.name)
        return function

    @property
    def exit_codes(self) -> dict[int, str]:
        """The exit codes, in order, with their meanings."""
        return dict(sorted({**EXIT_CODES, **self.exits}.items()))

    def settings(self) -> dict[str, Any]:
        """The settings of typer's context: what the help page shows beside the options."""
        return {"obj": self}


COMMANDS = (
    Command(
        "ingest",
        "ingest",
        READ,
        (
            ("slidescan ingest", "the photos that the posts of this site show"),
            ("slidescan ingest static/img/ --lang de", "all photos of a folder"),
            ("slidescan ingest photos/ --dry-run", "list what it would read"),
        ),
        {1: "done, but some photos or posts could not be read", 130: INTERRUPTED},
    ),
    Command(
        "watch",
        "watch",
        READ,
        (("slidescan watch static/img/", "read new photos as they come"),),
        {130: "stopped by Ctrl-C; what was finished is kept"},
    ),
    Command(
        "search",
        "search",
        FIND,
        (
            ("slidescan search data lake", "all the words"),
            ("slidescan search 'title:\"data lake\" -aws'", "a phrase in titles, without a word"),
            ("slidescan search lake lang:de after:2017-11 --sort date", "the latest first"),
        ),
        kind=QueryCommand,
    ),
    Command(
        "similar",
        "search",
        FIND,
        (("slidescan similar IMG_3031.jpg -n 5", "the five slides most like this one"),),
    ),
    Command("duplicates", "search", FIND, (("slidescan duplicates", "photos of one slide"),)),
    Command(
        "show",
        "show",
        FIND,
        (
            ("slidescan show IMG_3031.jpg", "its text, alt text and posts"),
            ("slidescan show IMG_3031.jpg --picture lines.png", "what was read, drawn on it"),
        ),
    ),
    Command(
        "alt",
        "alt",
        WRITE,
        (
            ("slidescan alt content/blog/my-post.md", "the proposals for one post"),
            ("slidescan alt --write", "write those that are missing"),
            ("slidescan alt --check --format github", "in a workflow: list what doesn't help"),
        ),
        {1: "a check found issues, or some posts could not be read or written"},
    ),
    Command(
        "corners",
        "show",
        WRITE,
        (
            ("slidescan corners IMG_3031.jpg 102,88 1710,130 1698,1040 96,1002", "set them"),
            ("slidescan corners IMG_3031.jpg --none", "no slide: read the whole photo"),
        ),
        {1: "the photo can't be read"},
        kind=PointsCommand,
    ),
    Command(
        "deck",
        "deck",
        WRITE,
        (
            ("slidescan deck static/talk.pdf --post my-post --dry-run", "which page each shows"),
            ("slidescan deck static/talk.pdf --post my-post", "slides take the deck's words"),
            ("slidescan deck --undo IMG_3031.jpg", "take back a wrong page"),
        ),
        {1: "the deck can't be read"},
    ),
    Command(
        "export",
        "export",
        WRITE,
        (
            ("slidescan export json -o slides.json", "everything, for programs"),
            ("slidescan export pdf --post my-post -o deck.pdf", "the slides of a post"),
            ("slidescan export site -o static/slides/", "pages for readers"),
        ),
        {1: "done, but some slides could not be written"},
    ),
    Command(
        "serve",
        "serve",
        WRITE,
        (
            ("slidescan serve --open", "in your browser"),
            ("slidescan serve --host 0.0.0.0 --port 8080", "for other machines, with a token"),
        ),
        {130: "stopped by Ctrl-C"},
    ),
    Command(
        "mcp",
        "mcp",
        WRITE,
        (
            ("slidescan mcp", "an assistant's program starts this"),
            ("slidescan mcp --allow-proposals", "it may also propose alt texts for a review"),
        ),
        {130: "stopped by Ctrl-C"},
    ),
    Command(
        "lsp",
        "lsp",
        WRITE,
        (("slidescan lsp", "an editor starts this"),),
        {130: "stopped by Ctrl-C"},
    ),
    Command(
        "status",
        "status",
        KEEP,
        (
            ("slidescan status", "what is there, what is wrong, what to do"),
            ("slidescan status --config", "the options that apply"),
            ("slidescan status --repair", "repair what needs no photo"),
        ),
        {1: "--verify or --repair left issues, or files can't be reached"},
    ),
    Command(
        "import",
        "archive",
        KEEP,
        (("slidescan import slides.json", "load slidescan export json"),),
        function="import_",
    ),
    Command(
        "copy",
        "archive",
        KEEP,
        (("slidescan copy index/ postgresql://slides@db.example.org/slides", "to a server"),),
    ),
    Command(
        "help",
        "help",
        KEEP,
        (("slidescan help search", "the same as slidescan search --help"),),
        function="help_",
    ),
)
"""In the order of the help page."""


def command(name: str) -> Command | None:
    """The command with this name, or None."""
    return next((row for row in COMMANDS if row.name == name), None)
