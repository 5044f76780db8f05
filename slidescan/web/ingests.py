"""Ingests that people start on the page, one at a time, in the background."""

from __future__ import annotations

import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from slidescan.core.records import Failure, Options
from slidescan.errors import IndexLocked, SiteNotFound, SlidescanError
from slidescan.library import Library
from slidescan.search.card_lists import photo_folders

MAX_SAMPLED_SLIDES = 200
"""Slides that tell which engine and languages read most photos."""


@dataclass(frozen=True, slots=True)
class Step:
    """One call of an ingest.

    Attributes:
        paths: Photos or folders; empty for the photos that posts show.
        options: The options.
    """

    paths: tuple[Path, ...]
    options: Options


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the last ingest did.

    Attributes:
        is_running: Whether it still runs.
        photos_read: Photos that it read.
        failures: Photos and posts that it couldn't read.
        problem: Why it stopped before its end; empty if it didn't.
    """

    is_running: bool = False
    photos_read: int = 0
    failures: tuple[Failure, ...] = ()
    problem: str = ""


class Ingests:
    """The ingests of one server.

    Args:
        library: The slides.
        drop_folder: The folder that takes dropped photos, if there is one.
    """

    def __init__(self, library: Library, drop_folder: Path | None = None) -> None:
        self._library = library
        self._drop_folder = drop_folder
        self._lock = threading.Lock()
        self._outcome = Outcome()

    @property
    def outcome(self) -> Outcome:
        """What the last ingest did, or does."""
        return self._outcome

    def plan(self) -> tuple[tuple[str, ...], tuple[Failure, ...], tuple[str, ...]]:
        """What an ingest of everything would read.

        Returns:
            The photos to read, those that can't be opened, and the folders to look into, by their
            paths below the site.
        """
        wanted: dict[str, None] = {}
        failures: dict[str, Failure] = {}
        folders: list[str] = []
        for step in self._steps_for_all():
            try:
                plan = Library(self._library.options.index, step.options).plan(step.paths)
            except SiteNotFound:
                continue  # a folder of photos without posts
            wanted |= dict.fromkeys(plan.wanted)
            failures |= {failure.path: failure for failure in plan.failures}
            root = Path(plan.site)
            folders += [path.relative_to(root).as_posix() for path in step.paths]
        return tuple(wanted), tuple(failures.values()), tuple(folders)

    def start_for_all(self) -> None:
        """Reads new and changed photos: those that posts show, and those beside known photos.

        Raises:
            IndexLocked: An ingest that was started here is running.
        """
        self._start(self._steps_for_all())

    def start_for_files(self, paths: Sequence[Path]) -> None:
        """Reads photos that are new on the site; raises as `start_for_all`."""
        root, options = self._site()
        self._start([Step(tuple(root / path for path in paths), options)])

    def start_again(self, images: Sequence[str]) -> None:
        """Reads photos again, each as it was read before; raises as `start_for_all`.

        Raises:
            NotInIndex: The index lacks a photo.
        """
        root, options = self._site()
        groups: dict[tuple[str, tuple[str, ...]], list[Path]] = defaultdict(list)
        for image in images:
            reading = self._library.slide(root / image).reading
            groups[reading.engine, reading.languages].append(root / image)
        self._start(
            [
                Step(tuple(paths), replace(options, engine=engine, languages=codes, force=True))
                for (engine, codes), paths in groups.items()
            ]
        )

    def _site(self) -> tuple[Path, Options]:
        """The site, and options that read new photos as most others were read."""
        with self._library.site_root() as root:
            slides = islice(self._library.slides(), MAX_SAMPLED_SLIDES)
            read_by = Counter((s.reading.engine, s.reading.languages) for s in slides)
        common = read_by.most_common(1)
        options = replace(self._library.options, site=str(root))
        if common and options.engine == "auto" and not options.languages:
            engine, languages = common[0][0]
            options = replace(options, engine=engine, languages=languages)
        return root, options

    def _steps_for_all(self) -> list[Step]:
        root, options = self._site()
        paths = photo_folders(self._library.location)
        folders = {root / name for name in paths}
        if self._drop_folder is not None:
            folders.add(self._drop_folder)
        present = tuple(sorted(folder for folder in folders if folder.is_dir()))
        steps = [Step((), options)]
        return [*steps, Step(present, options)] if present else steps

    def _start(self, steps: Sequence[Step]) -> None:
        with self._lock:
            if self._outcome.is_running or self._library.running() is not None:
                raise IndexLocked("an ingest is running", "wait until it is done")
            self._outcome = Outcome(is_running=True)
        threading.Thread(target=self._run, args=(steps,), daemon=True).start()

    def _run(self, steps: Sequence[Step]) -> None:
        outcome = Outcome()
        try:
            for step in steps:
                try:
                    library = Library(self._library.options.index, step.options)
                    report = library.ingest(step.paths)
                except SiteNotFound:
                    continue  # a folder of photos without posts
                failures = {each.path: each for each in (*outcome.failures, *report.failures)}
                outcome = Outcome(
                    photos_read=outcome.photos_read + report.photos_read,
                    failures=tuple(failures.values()),
                )
        except SlidescanError as error:
            outcome = replace(outcome, problem=str(error))
        except Exception as error:  # noqa: BLE001 - the page tells of it; the log has the rest
            outcome = replace(outcome, problem=f"an error in slidescan: {type(error).__name__}")
            sys.excepthook(type(error), error, error.__traceback__)
        finally:
            self._outcome = outcome
