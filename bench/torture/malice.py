"""A hostile index, site or configuration: it must not run code or reach anything outside.

Commands run in this process, so that an audit hook (PEP 578) sees every file that is opened, every
program that is started and every address that is looked up.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import pickle
import random
import re
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.torture.making import INGEST, POST, encoded, site, slide, slidescan
from bench.torture.outcome import Outcome

VALUES: tuple[object, ...] = (
    None, -1, 2**63 - 1, 1e308, float("inf"), "", "x", "[]", "{}", "null", "NaN", b"\xff\xfe",
    "A" * 1_000_000, "[" * 100_000, '{"a":' * 20_000, '"\\ud800"', "../../../etc/passwd",
    "\x1b]0;owned\x07\x1b[31m",
)  # fmt: skip
"""Wrong values for a column."""

JSON_VALUES: tuple[str, ...] = (
    "null", "-1", "0", "1e308", "NaN", "1e999", str(2**70), '""', '"x"', "[]", "{}", "true",
    "[[0,0],[0,0],[0,0],[0,0]]", "[[0,0],[9,9],[0,9],[9,0]]", "[[1e308,0],[0,1e308],[0,0],[1,1]]",
    '"../../../../etc/passwd"', '"/etc/passwd"', '"\\u001b[31m\\u001b]0;owned\\u0007"',
    '"<script>alert(1)</script>"', '"=HYPERLINK(1)"', json.dumps("y" * 100_000), '"\\ud800"',
    "[" * 900 + "]" * 900,
)  # fmt: skip
"""Wrong values, as JSON, for a place in a record."""

READERS: tuple[tuple[str, ...], ...] = (
    ("search", "lake"), ("show", "1.jpg", "--json"), ("status",), ("status", "--verify"),
    ("export", "json"), ("export", "csv"), ("export", "markdown"), ("export", "hocr"),
    ("export", "alto"), ("export", "search-index"), ("alt",), ("duplicates",),
    ("similar", "1.jpg"),
)  # fmt: skip


@dataclass
class Watch:
    """The audit hook and the forbidden events that it saw.

    Attributes:
        secrets: Files that must not be opened, and folders whose files must not be.
        seen: Forbidden events, a line for each.
        on: Whether events are recorded now.
    """

    secrets: tuple[str, ...] = ()
    seen: list[str] = field(default_factory=list)
    on: bool = False

    def __call__(self, event: str, args: tuple[object, ...]) -> None:
        """Records an audit event if it is forbidden."""
        if not self.on:
            return
        if event in ("os.system", "os.exec", "os.posix_spawn", "os.fork", "socket.connect",
                     "socket.getaddrinfo", "pty.spawn", "webbrowser.open"):  # fmt: skip
            self.seen.append(f"{event} {args!r}"[:300])
        elif event == "subprocess.Popen" and not re.search("tesseract|pagefind", str(args[0])):
            # multiprocessing starts workers in another way.
            self.seen.append(f"{event} {args!r}"[:300])
        elif event in ("open", "os.rename", "os.remove", "os.mkdir", "os.chmod", "os.truncate"):
            paths = [os.fsdecode(a) for a in args[:2] if isinstance(a, (str, bytes, os.PathLike))]
            for path in paths:
                real = os.path.realpath(path)
                if any(real == s or real.startswith(s + os.sep) for s in self.secrets):
                    self.seen.append(f"{event} {path!r}"[:300])


_WATCH = Watch()
_HOOKS: list[bool] = []


@contextlib.contextmanager
def watched(*secrets: Path | str) -> Iterator[Watch]:
    """Records forbidden events; `secrets` must not be opened."""
    if not _HOOKS:
        sys.addaudithook(_WATCH)  # a hook can't be removed
        _HOOKS.append(True)
    _WATCH.secrets = tuple(os.path.realpath(secret) for secret in secrets)
    _WATCH.seen = []
    _WATCH.on = True
    try:
        yield _WATCH
    finally:
        _WATCH.on = False


def run_command(*args: str, cwd: Path) -> tuple[int, str, str]:
    """Runs a command in this process; returns exit code, standard output and standard error."""
    from slidescan.cli.app import build_app, run

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        before = Path.cwd()
        os.chdir(cwd)
        try:
            code = run(build_app(), list(args))
        finally:
            os.chdir(before)
    return code, out.getvalue(), err.getvalue()


def check_answer(outcome: Outcome, what: str, args: tuple[str, ...], cwd: Path) -> None:
    """Runs a command: it must answer, or refuse in one line, and print no control characters."""
    try:
        code, out, err = run_command(*args, cwd=cwd)
    except Exception as error:  # noqa: BLE001 - counted: commands must not raise
        outcome.check(f"{what}, {args}: {type(error).__name__}: {error}"[:400], False)
        return
    fine = code in (0, 1, 2, 3) and (code < 2 or err.count("\n") == 1)
    fine = fine and "\x1b" not in out + err and "\x07" not in out + err
    outcome.check(f"{what}, {args}: {code} {err} {out[:200]!r}"[:600], fine)


# A hostile index


def columns(work: Path, count: int, seed: int) -> Outcome:
    """Puts wrong types and values into columns of the catalogue."""
    outcome = Outcome("hostile index: wrong values in columns")
    started = time.monotonic()
    root = site(work / "columns")
    slidescan(*INGEST, cwd=root)
    database = root / "index" / "catalogue.sqlite"
    backup = database.read_bytes()
    with contextlib.closing(sqlite3.connect(database)) as db:
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        table_columns = [
            (table, row[1]) for table in tables for row in db.execute(f"PRAGMA table_info({table})")
        ]
    chance = random.Random(seed)
    cases = [(table, column, value) for table, column in table_columns for value in VALUES]
    for table, column, value in chance.sample(cases, min(count, len(cases))):
        database.write_bytes(backup)
        with contextlib.closing(sqlite3.connect(database)) as db, db:
            try:
                db.execute(f"UPDATE OR REPLACE {table} SET {column} = ?", (value,))
            except sqlite3.IntegrityError:
                continue
        what = f"{table}.{column} = {str(value)[:40]!r}"
        with watched("/etc/passwd") as watch:
            for args in chance.sample(READERS, 4):
                check_answer(outcome, what, args, root)
            outcome.ran += watch.seen
    outcome.seconds = time.monotonic() - started
    return outcome


def _paths(data: Any, at: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:  # noqa: ANN401
    yield at
    items = (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    )
    for key, value in items:
        yield from _paths(value, (*at, key))


def _replaced(data: Any, at: tuple[object, ...], value: str) -> str:  # noqa: ANN401
    """The JSON with `value` in one place; `value` is text, as Python would not write all of it."""
    placeholder = "\ue123"
    if not at:
        return value
    copy = json.loads(json.dumps(data))
    inner = copy
    for key in at[:-1]:
        inner = inner[key]
    inner[at[-1]] = placeholder
    return json.dumps(copy).replace(json.dumps(placeholder), value)


def records(work: Path, count: int, seed: int) -> Outcome:
    """Puts a wrong value into one place of a record."""
    outcome = Outcome("hostile index: wrong values in records")
    started = time.monotonic()
    root = site(work / "records")
    slidescan(*INGEST, cwd=root)
    slidescan("alt", "--write", cwd=root)
    database = root / "index" / "catalogue.sqlite"
    backup = database.read_bytes()
    chance = random.Random(seed)
    kinds = (("slides", "slide", "image"), ("readings", "reading", "sha256"),
             ("readings", "detection", "sha256"), ("readings", "photo", "sha256"),
             ("posts", "post", "path"), ("posts", "links", "path"))  # fmt: skip
    for number in range(count):
        database.write_bytes(backup)
        table, column, key = kinds[0] if number % 2 else chance.choice(kinds)
        with contextlib.closing(sqlite3.connect(database)) as db, db:
            row = db.execute(f"SELECT {key}, {column} FROM {table} ORDER BY 1 LIMIT 1").fetchone()
            data = json.loads(row[1])
            at, value = chance.choice(list(_paths(data))), chance.choice(JSON_VALUES)
            text = _replaced(data, at, value)
            db.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (text, row[0]))
            db.execute("UPDATE slides SET dirty = 1")
        what = f"{table}.{column} {'/'.join(map(str, at))} = {value[:40]}"
        out = work / "out"
        with watched("/etc/passwd") as watch:
            for args in chance.sample(READERS, 5):
                check_answer(outcome, what, args, root)
            if number % 10 == 0:
                for format_ in ("pdf", "pptx", "site", "images", "hugo"):
                    check_answer(
                        outcome, what, ("export", format_, "--out", str(out / format_)), root
                    )
                shutil.rmtree(out, ignore_errors=True)
            outcome.ran += watch.seen
        shutil.rmtree(root / "index" / "fulltext", ignore_errors=True)
    outcome.seconds = time.monotonic() - started
    return outcome


class Bomb:
    """An object that makes a folder when it is unpickled."""

    def __init__(self, flag: Path) -> None:
        self.flag = flag

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.flag),)


STATEMENTS = (
    "CREATE TRIGGER t AFTER UPDATE ON slides BEGIN DELETE FROM slides; END",
    "CREATE VIEW v AS SELECT * FROM slides",
    "ALTER TABLE slides RENAME TO hidden; CREATE VIEW slides AS SELECT * FROM hidden",
    "CREATE TABLE more (a TEXT, b TEXT GENERATED ALWAYS AS (upper(a)) VIRTUAL)",
    "CREATE VIRTUAL TABLE words USING fts5(a)",
    "CREATE INDEX strange ON slides (json_extract(slide, '$.title'))",
    "DROP TABLE slides", "DROP TABLE meta", "DROP TABLE posts", "DELETE FROM meta",
    "UPDATE slides SET slide = zeroblob(50000000)",
    "INSERT INTO slides SELECT 'x' || value || image, slide, 1, '', '', 0 FROM slides, json_each('[1,2,3]')",
    "UPDATE meta SET value = '../../..' WHERE key = 'fulltext'",
    "UPDATE meta SET value = '/' WHERE key = 'site'",
    "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = 'CREATE TABLE slides (a)'"
    " WHERE name = 'slides'",
    "PRAGMA application_id = 1", "PRAGMA user_version = -1", "PRAGMA user_version = 1",
    "PRAGMA user_version = 99",
)  # fmt: skip
"""Changes that make a catalogue hostile."""


def schemas(work: Path) -> Outcome:
    """Triggers, views and other tables; pickles that run code; links that lead outside."""
    outcome = Outcome("hostile index: schema, pickles, links")
    started = time.monotonic()
    root = site(work / "schemas")
    slidescan(*INGEST, cwd=root)
    backup = work / "schemas-backup"
    shutil.copytree(root / "index", backup)

    def fresh() -> Path:
        shutil.rmtree(root / "index", ignore_errors=True)
        shutil.copytree(backup, root / "index")
        return root / "index"

    for statement in STATEMENTS:
        index = fresh()
        with contextlib.closing(sqlite3.connect(index / "catalogue.sqlite")) as db, db:
            db.executescript(statement)
        with watched("/etc/passwd") as watch:
            for args in READERS:
                check_answer(outcome, statement, args, root)
            outcome.ran += watch.seen
    flag = work / "code-was-run"
    index = fresh()
    for path in (index / "fulltext").rglob("*"):
        if path.is_file() and path.name != "seal":
            path.write_bytes(pickle.dumps(Bomb(flag)))
    for args in READERS:
        check_answer(outcome, "pickles", args, root)
    outcome.ran += ["an unpickled object ran"] * flag.exists()
    victim = work / "victim"
    victim.mkdir()
    (victim / "file").write_text("untouched")
    for name in ("ingest.lock", "progress.json", "progress.tmp", "catalogue.sqlite-journal",
                 "fulltext", "fulltext.sqlite", "fulltext.new", "pictures", "catalogue.sqlite",
                 "catalogue.4.sqlite", "catalogue.4.new"):  # fmt: skip
        index = fresh()
        shutil.rmtree(index / name, ignore_errors=True)
        with contextlib.suppress(OSError):
            (index / name).unlink()
        folder = name in ("fulltext", "pictures")
        (index / name).symlink_to(victim if folder else victim / "file")
        if name.startswith("catalogue.4"):
            with contextlib.closing(sqlite3.connect(index / "catalogue.sqlite")) as db, db:
                db.executescript("DROP TABLE mended; PRAGMA user_version = 4")
        for args in (*READERS[:3], INGEST, ("alt", "--write"), ("status", "--repair")):
            check_answer(outcome, f"{name} is a link", args, root)
        untouched = (victim / "file").read_text() == "untouched"
        outcome.check(
            f"{name}: wrote through a link", untouched and len(list(victim.iterdir())) == 1
        )
    # An index whose site is somebody else's folder.
    other = site(work / "other")
    index = fresh()
    with contextlib.closing(sqlite3.connect(index / "catalogue.sqlite")) as db, db:
        db.execute("UPDATE meta SET value = ? WHERE key = 'site'", (str(other),))
    before = (other / POST).read_bytes()
    for args in (("alt", "--write"), ("alt", "--write", "--all")):
        check_answer(outcome, "another site", args, root)
    outcome.check("wrote into another site", (other / POST).read_bytes() == before)
    outcome.seconds = time.monotonic() - started
    return outcome


# A hostile site

PATTERNS = (
    "![", "![a](", "![a](<", '![a](b "', "![a][", "![[", "[![a](b.jpg)](c) ", "![a](b.jpg) ",
    "<img ", '<img src="', "<img alt='", '<img srcset="a 1x, ', "<a <a ", "<h2>", "<script>",
    "<style>", "<!--", "<!-- -", "<div>", "<div\n", "</", "<picture><source srcset=",
    "{{<", "{{< figure ", "{{% a %}}", "{% include ", "{% comment %}", "{% highlight a %}", "{{ ",
    "{{ a(", "{% a(", "{#", "{", "}", "{/*", "%%", "`", "a ` b `` c ", "```\n", "~~~ ", "$$", "==",
    "> ", "- ", "1. ", "*a ", "**", "_a ", "~~", "|", "|a|\n|-|\n", "# a\n", "# ![a](b.jpg)\n",
    "a\n=\n", "# a {#", "{: ", "[^a]: ", "[a]: <", '[a]: x "', "[a]: b\n", "&amp", "&#", ":::",
    "::: figure\n", "\\", "[", "]", "(", "import a from './b.jpg'\n", "<Image src={",
    "<A b={{c:", "<A b={`", ":a", "<http://a", "a@", "\t", "\n", "\r", " ", '"', "'", "é",
)  # fmt: skip
"""Beginnings without ends, and other text for which parsers have needed too long."""

MAX_DOUBLING_RATIO = 3.0
"""How many times as long a text of twice the length may take."""

MIN_TIMED_SECONDS = 0.1
"""Shorter times are dominated by noise."""


def dialects() -> dict[str, Any]:
    """All dialects of Markdown, by name."""
    from slidescan.posts import dialect

    return {k: v for k, v in vars(dialect).items() if isinstance(v, dialect.Dialect)}


def _takes(text: str, chosen: Any) -> float:  # noqa: ANN401 - a dialect
    """CPU seconds that reading a post takes, best of three."""
    from slidescan.posts import markdown
    from slidescan.posts.references.scanner import scan

    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        scan(text, markdown.parse(text, 0, chosen))
        best = min(best, time.process_time() - begun)
    return best


def linear(size: int) -> Outcome:
    """Repeats each pattern in every dialect: twice the text must take about twice the time.

    A text that seems to take longer is measured again at twice its size, which tells quadratic time
    from noise.
    """
    outcome = Outcome("hostile posts: time grows with length")
    started = time.monotonic()
    worst = 0.0
    for name, chosen in dialects().items():
        for pattern in PATTERNS:
            length = size
            for _ in range(3):
                once, twice = (
                    _takes((pattern * (n // len(pattern) + 1))[:n], chosen)
                    for n in (length, 2 * length)
                )
                fine = twice < MIN_TIMED_SECONDS or twice < MAX_DOUBLING_RATIO * once
                if fine:
                    break
                length *= 2
            worst = max(worst, twice / (2 * length) * 1e6)
            outcome.check(f"{name} {pattern!r}: {once:.2f} s, twice {twice:.2f} s", fine)
    outcome.note = f"slowest: {worst:.1f} s a megabyte"
    outcome.seconds = time.monotonic() - started
    return outcome


POSTS = {
    "yaml-tags.md": '---\ntitle: !!python/object/apply:os.system ["touch owned"]\n---\n![](/img/0.jpg)\n',
    "yaml-new.md": '---\n!!python/object/new:os.mkdir ["owned"]\n---\n![](/img/0.jpg)\n',
    "laughs.md": "---\na: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "---\n![](/img/0.jpg)\n",
    "deep-yaml.md": "---\na: " + "[" * 50_000 + "\n---\n![](/img/0.jpg)\n",
    "deep-toml.md": "+++\na = " + "[" * 50_000 + "\n+++\n![](/img/0.jpg)\n",
    "dotted-toml.md": "+++\n" + "a." * 50_000 + "b = 1\n+++\n![](/img/0.jpg)\n",
    "deep-json.md": "{" + '"a":{' * 50_000 + "\n![](/img/0.jpg)\n",
    "quotes.md": "> " * 10_000 + "![](/img/0.jpg)\n",
    "lists.md": "".join("  " * n + "- a\n" for n in range(2_000)),
    "passwd.md": "![](/etc/passwd) ![](../../../../../../etc/passwd) ![](file:///etc/passwd)\n"
    "![](\\\\host\\share\\x.jpg) ![](//host.invalid/x.jpg) ![](http://169.254.169.254/x.jpg)\n"
    "![](%2e%2e/%2e%2e/%2e%2e/etc/passwd) ![](../../secret/outside.jpg)\n",
    "code.md": "{{ 7*7 }} {% raw %}{% endraw %} {{< readfile /etc/passwd >}} <!--#exec cmd=touch -->\n"
    "<script>fetch('http://host.invalid/')</script> `$(touch owned)`\n![](/img/0.jpg)\n",
    "\x1b[31mred.md": "# \x1b]0;owned\x07 title\n![\x1b[31m](/img/0.jpg)\n",
}  # fmt: skip
"""Posts that attack their reader."""

CONFIGS = {
    "hugo.toml": "x = " + "[" * 50_000,
    "_config.yml": 'title: !!python/object/apply:os.system ["touch owned"]\nplugins: [evil]\n',
    "mkdocs.yml": "site_name: x\nhooks: [evil.py]\nextra: !!python/name:os.system\n",
    "docusaurus.config.js": "require('child_process').execSync('touch owned'); module.exports = {}\n",
    "astro.config.mjs": "import 'child_process'; export default { site: `${process.exit()}` }\n",
    "conf.py": "import os\nos.system('touch owned')\nproject = 'x'\n",
    "package.json": '{"scripts": {"postinstall": "touch owned"}, "dependencies": {"hexo": "1"}}',
    ".eleventy.js": "module.exports = require('child_process').execSync('touch owned')\n",
}
"""Configuration files that run code when their generator reads them."""

OPTIONS = (
    'index = "{outside}/index"', 'index = "../../elsewhere"', 'site = "/"', 'posts = ["/etc"]',
    'describe_url = "http://host.invalid/v1"', 'describe_url = "http://127.evil.invalid/v1"',
    'engine = "/bin/sh"', "max_pixels = 1e99", "jobs = -1", "unknown = 1", 'index = "\\u0000"',
    'site = "~root"', "exclude = [" + '"*a*a*a*a*a*a*a*a*a*a*a*b",' * 20 + "]", "x = " + "[" * 9999,
)  # fmt: skip
"""Lines of a hostile `slidescan.toml`."""


def sites(work: Path) -> Outcome:
    """Hostile posts and configuration, and links that lead outside."""
    outcome = Outcome("hostile site and configuration")
    started = time.monotonic()
    secret = work / "secret"
    secret.mkdir()
    (secret / "outside.jpg").write_bytes(encoded(slide(text="Secret"), "JPEG", quality=90))
    (secret / "diary.md").write_text("# Diary\n\n![](/img/0.jpg)\n")
    root = site(work / "hostile")
    for name, text in POSTS.items():
        (root / "content" / name).write_text(text, "utf-8")
    with (root / "content" / "huge.md").open("wb") as huge:
        huge.truncate(100_000_000)
    (root / "content" / "long.md").write_text("![](/img/0.jpg) " * 40_000, "utf-8")
    (root / "content" / "linked.md").symlink_to(secret / "diary.md")
    # Generators publish the images of a linked folder, so they are read; nothing else there is.
    library = work / "library"
    library.mkdir()
    (library / "public.jpg").write_bytes(encoded(slide(text="Public"), "JPEG", quality=90))
    private = [library / name for name in ("index.md", "diary.md", "hugo.toml", "slidescan.toml")]
    for file in private:
        file.write_text("# Private\n\n![](/img/0.jpg)\n")
    (root / "content" / "folder").symlink_to(library)
    (root / "img" / "folder").symlink_to(library)
    (root / "img" / "linked.jpg").symlink_to(secret / "outside.jpg")
    (root / "img" / "passwd.jpg").symlink_to("/etc/passwd")
    (root / "content" / "passwd-link.md").symlink_to("/etc/passwd")
    before = {path: path.read_bytes() for path in (*secret.iterdir(), *library.iterdir())}
    with watched(secret, *private, "/etc/passwd") as watch:
        # Workers are other processes, but they only read photos, which this process lists.
        for args in (INGEST, ("alt",), ("alt", "--write"), ("alt", "--check"), *READERS):
            check_answer(outcome, "hostile site", args, root)
        outcome.ran += watch.seen
    _, out, _ = run_command("export", "json", cwd=root)
    outcome.check("a secret was read", "Secret" not in out)
    status = json.loads(run_command("status", "--json", cwd=root)[1])
    failed = {Path(failure["path"]).name for failure in status["failures"]}
    for name in ("linked.jpg", "passwd.jpg", "linked.md", "passwd-link.md", "huge.md"):
        outcome.check(f"{name} is not reported: {failed}", name in failed)
    (root / "content" / "long.md").unlink()  # seconds for each command that parses it
    for name, text in CONFIGS.items():
        config = root / name
        backup = config.read_bytes() if config.exists() else None
        config.write_text(text, "utf-8")
        with watched(secret, *private, "/etc/passwd") as watch:
            for args in (INGEST, ("alt",), ("status",)):
                check_answer(outcome, name, args, root)
            outcome.ran += watch.seen
        config.unlink()
        if backup is not None:
            config.write_bytes(backup)
    for text in OPTIONS:
        (root / "slidescan.toml").write_text(text.replace("{outside}", str(secret)), "utf-8")
        with watched(secret, "/etc/passwd") as watch:
            for args in (("status",), INGEST, ("alt", "--describe", "--describe-model", "m")):
                check_answer(outcome, text[:60], args, root)
            outcome.ran += watch.seen
    outcome.check("a secret was changed", before == {p: p.read_bytes() for p in before})
    outcome.ran += [f"{path} was made" for path in work.rglob("owned")]
    outcome.check("an index was made elsewhere", not (work.parent / "elsewhere").exists())
    outcome.seconds = time.monotonic() - started
    return outcome
