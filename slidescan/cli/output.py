"""What a terminal shows: plain text, marked where the terminal can, and progress.

Everything that comes from photos, posts and file names is cleaned of control characters first.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import quote

from slidescan.core.records import (
    AltIssue,
    AltProposal,
    Failure,
    Hit,
    IngestReport,
    Issue,
    Link,
    Results,
    SharedUrl,
    Similar,
    Slide,
    Status,
)
from slidescan.core.text import clean, shorten

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
_MARK = "1;33"


@dataclass(frozen=True, slots=True)
class Terminal:
    """A stream to print to.

    Attributes:
        out: Where data goes.
        color: Whether it shows colours and links.
        root: The folder that paths start at, for links to files; None if unknown.
    """

    out: TextIO
    color: bool
    root: Path | None = None

    @classmethod
    def of(cls, stream: TextIO, root: Path | None = None) -> Terminal:
        """A terminal on `stream`; no colours in a pipe, with `NO_COLOR`, or a dumb terminal."""
        color = (
            stream.isatty()
            and not os.environ.get("NO_COLOR")
            and os.environ.get("TERM", "") != "dumb"
        )
        return cls(stream, color, root)

    def line(self, text: str = "") -> None:
        """Print one line; what the stream's encoding lacks is replaced."""
        encoding = self.out.encoding or "utf-8"
        self.out.write(text.encode(encoding, "replace").decode(encoding) + "\n")

    def styled(self, text: str, *styles: str) -> str:
        """`text` in colour, where there is colour."""
        if not self.color or not text:
            return text
        codes = ";".join(_CODES[s] for s in styles)
        return f"\033[{codes}m{text}\033[0m"

    def marked(self, pieces: Iterable[tuple[str, bool]]) -> str:
        """A snippet, the words asked for in colour, or between brackets where there is none."""
        parts = []
        for text, hit in pieces:
            shown = clean_piece(text)
            if hit:
                shown = f"\033[{_MARK}m{shown}\033[0m" if self.color else f"[{shown}]"
            parts.append(shown)
        return "".join(parts)

    def linked(self, text: str, url: str) -> str:
        """`text` that opens `url` when clicked (OSC 8), where the terminal can."""
        if not self.color:
            return text
        safe = quote(url, safe="%/:=&?~#+!$,;'@()*[]-._")
        return f"\033]8;;{safe}\033\\{text}\033]8;;\033\\"

    def plain(self, path: Path) -> str:
        """A path as a person gave it."""
        return clean(str(path))

    def file(self, path: str, line: int | None = None) -> str:
        """A path below the site, `path:line`, that opens the file when clicked."""
        shown = clean(path) + (f":{line}" if line else "")
        if self.root is None:
            return shown
        return self.linked(shown, (self.root / path).as_uri())


def clean_piece(text: str) -> str:
    """`clean`, but for the spaces at both ends."""
    inner = clean(text)
    if not inner:
        return " " if text else ""
    return (" " if text[0] == " " else "") + inner + (" " if text[-1] == " " else "")


def show_results(
    results: Results,
    to: Terminal,
    *,
    group: bool = False,
    picture: Callable[[Slide], str] | None = None,
) -> None:
    """The hits of a search, best first.

    Args:
        results: The answer.
        to: Where to print.
        group: Put the hits of each post together.
        picture: What draws a slide in this terminal; None for no pictures.
    """
    if results.note:
        to.line(to.styled(f"({clean(results.note)})", "dim"))
    numbers = {id(hit): number for number, hit in enumerate(results.hits, 1)}
    if group:
        for post, hits in results.by_post().items():
            links = [link for link in hits[0].slide.links if link.post == post]
            heading = clean(links[0].title) if links else "shown by no post"
            to.line(to.styled(f"{heading}  ({_count(len(hits), 'slide')})", "bold"))
            for hit in hits:
                _show_hit(numbers[id(hit)], hit, to, picture, post)
    else:
        for hit in results.hits:
            _show_hit(numbers[id(hit)], hit, to, picture)
    if not results.hits:
        to.line(f"Nothing found for “{clean(results.query)}”.")
    if results.suggestion:
        to.line(f"Did you mean “{to.styled(clean(results.suggestion), 'bold')}”?")
    shown = sum(1 + len(hit.others) for hit in results.hits)
    if results.hits and results.total > shown:
        more = results.total - shown
        to.line(to.styled(f"… and {more} more: --limit {results.total}", "dim"))


def _show_hit(
    number: int,
    hit: Hit,
    to: Terminal,
    picture: Callable[[Slide], str] | None,
    post: str | None = None,
) -> None:
    slide = hit.slide
    title = clean(slide.title or "") or "(no title)"
    to.line(f"{number:>2}. {to.styled(shorten(title, 90), 'bold')}")
    if picture is not None:
        to.out.write(picture(slide) + "\n")
    to.line(f"    {to.marked(hit.snippet)}")
    to.line(f"    {to.styled(to.file(slide.image), 'dim')}")
    if hit.others:
        others = ", ".join(to.file(image) for image in hit.others)
        to.line(f"    {to.styled('the same slide:', 'dim')} {others}")
    for link in slide.links:
        if post in (None, link.post):
            _show_link(link, to)
    if not slide.links:
        to.line(f"    {to.styled('no post shows it', 'dim')}")
    to.line()


def show_similar(found: Sequence[Similar], to: Terminal) -> None:
    """Slides like another, the likest first."""
    for each in found:
        how = "the same slide" if each.same else f"{each.score:.0%} alike"
        parts = f"words {each.words:.0%}, picture {each.picture:.0%}"
        title = shorten(clean(each.slide.title or "") or "(no title)", 90)
        to.line(f"{to.styled(title, 'bold')}  {how} {to.styled(f'({parts})', 'dim')}")
        to.line(f"    {to.styled(to.file(each.slide.image), 'dim')}")
        for link in each.slide.links:
            _show_link(link, to)
        to.line()
    if not found:
        to.line("No slide is like it.")


def show_duplicates(groups: Sequence[Sequence[Slide]], to: Terminal) -> None:
    """Photos of the same slide, the best of each first."""
    for group in groups:
        to.line(to.styled(shorten(clean(group[0].title or "") or "(no title)", 90), "bold"))
        for number, slide in enumerate(group):
            posts = ", ".join(to.file(k.post, k.line) for k in slide.links) or "no post shows it"
            best = "best  " if number == 0 else "      "
            to.line(f"    {to.styled(best, 'green')}{to.file(slide.image)}  {posts}")
        to.line()
    if not groups:
        to.line("No two photos show the same slide.")


def _show_link(link: Link, to: Terminal) -> None:
    section = " › ".join(clean(part) for part in link.section) or "top of the page"
    draft = " (draft)" if link.draft else ""
    to.line(f"    {to.styled(to.file(link.post, link.line), 'cyan')}  {section}{draft}")
    to.line(f"    {to.styled(to.linked(clean(link.url), link.url), 'green')}")


def show_slide(slide: Slide, to: Terminal) -> None:
    """All about one slide."""
    quad = slide.detection.quad
    photo = slide.photo
    found = f"found, confidence {slide.detection.confidence:.2f}" if quad else "whole photo read"
    if slide.detection.by == "person":
        found = "corners set by hand" if quad else "no slide, said by hand: whole photo read"
    if slide.detection.turn:
        found += f", turned by {slide.detection.turn}°"
    sure = [line.confidence for line in slide.reading.lines]
    to.line(to.styled(clean(slide.title or "(no title)"), "bold"))
    rows = [
        ("photo", to.file(slide.image) + f"  {photo.width} × {photo.height}"),
        ("taken", photo.taken or "unknown"),
        ("kind", slide.kind),
        ("slide", found),
        ("read by", clean(slide.reading.model)),
        ("confidence", f"{sum(sure) / len(sure):.2f}, least {min(sure):.2f}" if sure else "–"),
        ("alt text", clean(slide.alt) or "–"),
    ]
    if slide.duplicates:
        rows.append(("same as", ", ".join(clean(d) for d in slide.duplicates)))
    for name, value in rows:
        to.line(f"  {to.styled(f'{name:<11}', 'dim')} {value}")
    to.line()
    for line in slide.reading.lines:
        text = clean(line.text)
        if line.role == "title":
            text = to.styled(text, "bold")
        elif line.role == "footer":
            text = to.styled(text, "dim")
        doubt = to.styled(f"  ({line.confidence:.2f}?)", "yellow") if line.confidence < 0.8 else ""
        to.line(f"  {text}{doubt}")
    to.line()
    for link in slide.links:
        _show_link(link, to)
    if not slide.links:
        to.line("    no post shows it")


def show_report(report: IngestReport, to: Terminal) -> None:
    """The summary of an ingest."""
    parts = [f"{report.read} read", f"{report.unchanged} unchanged"]
    if report.failures:
        parts.append(to.styled(f"{len(report.failures)} failed", "red"))
    if report.pruned:
        parts.append(f"{report.pruned} pruned")
    to.line(
        f"{_count(report.photos, 'photo')}: {', '.join(parts)}"
        f" in {report.seconds:.1f} s; {report.linked} shown by a post"
    )
    to.line(
        f"{_count(report.posts, 'post')} of the {clean(report.generator)} site"
        f" {clean(report.site)}: {report.posts_read} new or changed"
    )
    show_failures(report.failures, to)
    if report.outdated:
        to.line(
            to.styled(f"{_count(report.outdated, 'photo')} read by an earlier version", "yellow")
            + ": --refresh reads them again"
        )
    if report.gone:
        to.line(
            to.styled(f"{_count(report.gone, 'photo')} gone", "yellow")
            + ": still in the index; --prune drops them"
        )
    _show_missing([(m.post, m.line, m.target) for m in report.missing], to, most=5)
    _show_shared(report.shared_urls, to)
    if report.interrupted:
        to.line(to.styled("interrupted", "yellow") + ": what was read is kept; run it again")


def show_round(report: IngestReport, at: str, to: Terminal) -> None:
    """What one ingest of a watched site did, and when."""
    parts = [f"{report.read} read"]
    if report.pruned:
        parts.append(f"{report.pruned} forgotten")
    if report.failures:
        parts.append(to.styled(f"{len(report.failures)} failed", "red"))
    posts = _count(report.posts_read, "post")
    to.line(
        f"{to.styled(at, 'dim')}  {_count(report.photos, 'photo')}: {', '.join(parts)};"
        f" {posts} new or changed"
    )
    show_failures(report.failures, to)


def show_failures(failures: Sequence[Failure], to: Terminal) -> None:
    """Failures, one a line: path, reason, remedy."""
    for failure in failures:
        remedy = f" ({clean(failure.remedy)})" if failure.remedy else ""
        failed = to.styled("failed", "red")
        to.line(f"  {failed} {to.file(failure.path)}: {clean(failure.reason)}{remedy}")


def _show_missing(missing: Sequence[tuple[str, int, str]], to: Terminal, most: int) -> None:
    if not missing:
        return
    to.line(to.styled(f"{_count(len(missing), 'reference')} to missing images", "yellow") + ":")
    for post, line, target in missing[:most]:
        to.line(f"  {to.file(post, line)}  {clean(target)}")
    if len(missing) > most:
        to.line(to.styled(f"  … and {len(missing) - most} more: slidescan status --json", "dim"))


def _show_shared(shared: Sequence[SharedUrl], to: Terminal, most: int = 5) -> None:
    for entry in shared[:most]:
        label = to.styled(f"{_count(len(entry.posts), 'post')} with one address", "yellow")
        to.line(f"{label} {clean(entry.url)}: {', '.join(clean(post) for post in entry.posts)}")
    if len(shared) > most:
        to.line(to.styled(f"  … and {len(shared) - most} more: --json", "dim"))


def show_status(status: Status, to: Terminal) -> None:
    """What the index holds and what is at hand."""
    to.line(f"slidescan {status.version}, index {clean(status.index)}")
    if status.site:
        address = f", {clean(status.base_url)}" if status.base_url else ""
        to.line(f"site      {clean(status.site)} ({clean(status.generator or '')}{address})")
        to.line(
            f"slides    {status.slides}: {status.linked} shown by a post,"
            f" {len(status.unlinked)} by none"
        )
        kinds = ", ".join(f"{count} {kind}" for kind, count in status.kinds.items())
        to.line(f"kinds     {kinds or '–'}")
        to.line(f"posts     {status.posts}")
    for engine in status.engines:
        state = clean(engine.model) if engine.available else "not installed"
        known = f", {_count(len(engine.languages), 'language')}" if engine.available else ""
        shown = to.styled(state, "green" if engine.available else "yellow")
        to.line(f"engine    {engine.name}: {shown}{known}")
        if not engine.available:
            to.line(f"          {engine.remedy}")
        elif len(engine.languages) <= 12:
            to.line(f"          {' '.join(engine.languages)}")
    where = ", ".join(clean(f) for f in status.config_files) or "none"
    to.line(f"config    {where}")
    for name, value in status.defaults.items():
        shown = ", ".join(value) if isinstance(value, (tuple, list)) else str(value)
        to.line(to.styled(f"          {name} = {clean(shown)}", "dim"))
    for title, paths in (
        ("shown by no post", status.unlinked),
        ("without text (not in searches, unless with --all)", status.textless),
        ("gone (--prune drops them)", status.gone),
        ("posts are drafts, or dated in the future", status.drafts),
        (
            "read by another engine or an earlier version (ingest --refresh reads them again)",
            status.outdated,
        ),
    ):
        _show_paths(title, paths, to)
    show_failures(status.failures, to)
    _show_missing([(m.post, m.line, m.target) for m in status.missing], to, most=10)
    _show_shared(status.shared_urls, to)
    for problem in status.problems:
        to.line(f"{to.styled('problem', 'red')}   {clean(problem)}")


def _show_paths(title: str, paths: Sequence[str], to: Terminal, most: int = 10) -> None:
    if not paths:
        return
    to.line(f"{len(paths)} {title}:")
    for path in paths[:most]:
        to.line(f"  {to.file(path)}")
    if len(paths) > most:
        to.line(to.styled(f"  … and {len(paths) - most} more: --json", "dim"))


_ACTIONS = {"write": ("would write", "yellow"), "keep": ("keep", "dim"), "same": ("there", "green")}


def show_alts(proposals: Sequence[AltProposal], to: Terminal, *, written: bool = False) -> None:
    """Alt texts by post: where, what stands there, what is proposed, and why."""
    post = None
    for proposal in proposals:
        if proposal.post != post:
            post = proposal.post
            to.line(to.styled(to.file(post), "bold"))
        label, style = _ACTIONS[proposal.action]
        if written and proposal.action == "write":
            label, style = "written", "green"
        head = to.file(proposal.post, proposal.line)
        to.line(f"  {head}  {to.styled(label, style)}: {proposal.reason}")
        if proposal.action != "same" and proposal.current:
            to.line(f"    now: {clean(proposal.current)}")
        if proposal.proposed:
            to.line(f"    alt: {clean(proposal.proposed)}")
        if proposal.note:
            to.line(f"    {to.styled('refused', 'yellow')}: {clean(proposal.note)}")
        if proposal.long_reason:
            label, style = _ACTIONS[proposal.long_action]
            if written and proposal.long_action == "write":
                label, style = "written", "green"
            to.line(f"    whole text {to.styled(label, style)}: {clean(proposal.long_reason)}")


def show_faults(faults: Sequence[AltIssue], to: Terminal) -> None:
    """Faults of a check, one a line: `post:line: reason`."""
    for fault in faults:
        current = f" “{clean(fault.current)}”" if fault.current else ""
        place = to.file(fault.post, fault.line)
        to.line(f"{place}: alt text{current} {clean(fault.reason)} ({to.file(fault.image)})")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


@dataclass
class Reporter:
    """Shows how an ingest goes: a bar on a terminal, plain lines in a pipe, nothing if quiet."""

    quiet: bool = False
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    _bar: Bar | None = None
    _task: Any = None
    _done: int = 0
    _total: int = 0

    def start(self, total: int) -> None:
        """As the Protocol says."""
        self._total = total
        if self.quiet or not self.stream.isatty():
            return
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TaskProgressColumn,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TaskProgressColumn(show_speed=True),
            TextColumn("{task.fields[rate]}"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=Console(file=self.stream),
            transient=True,
        )
        self._task = self._bar.add_task("reading", total=total, rate="")
        self._bar.start()

    def advance(self, image: str, failure: Failure | None) -> None:
        """As the Protocol says."""
        self._done += 1
        if self._bar is not None:
            elapsed = self._bar.tasks[0].elapsed or 0.0
            rate = f"{self._done / elapsed:.1f} photos/s" if elapsed > 0 else ""
            self._bar.update(self._task, advance=1, rate=rate)
        elif not self.quiet:
            state = f"failed: {clean(failure.reason)}" if failure else "read"
            self.stream.write(f"{self._done}/{self._total} {state} {clean(image)}\n")
            self.stream.flush()

    def phase(self, what: str) -> None:
        """As the Protocol says."""
        if self._bar is not None:
            self._bar.update(self._task, description=what)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def show_findings(mended: Sequence[Issue], left: Sequence[Issue], to: Terminal) -> None:
    """What was mended, and what is still not as it should be."""
    for finding in mended:
        to.line(f"mended: {clean(finding.path)}: {clean(finding.text)}")
    for finding in left:
        to.line(f"{clean(finding.path)}: {clean(finding.text)} ({clean(finding.remedy)})")
    if not left:
        to.line("the index is sound")
