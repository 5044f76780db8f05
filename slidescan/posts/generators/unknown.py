"""Generators that are recognised, but whose addresses no rules here tell: one row each.

Their posts, sections, lines and images are read as in a plain folder. An address is reported only
where the built site gives it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from slidescan.core.records import Syntax, UnknownUrl
from slidescan.core.regular_files import open_regular
from slidescan.posts.config_files import depends_on, state_of_files
from slidescan.posts.dialect import COMMONMARK, DOCFX, LIQUID, MDX, VUE, Dialect
from slidescan.posts.file_types import MARKDOWN_SUFFIXES
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import Base
from slidescan.posts.heading_ids import HeadingId, unknown_ids
from slidescan.posts.headings import Heading

MAX_SIGN_BYTES = 256 * 1024
"""A file is searched up to here for the text that gives its generator away."""

_PUBLIC = {"public": "/"}
_STATIC = {"static": "/"}
_ASSETS = {"assets": "/", "_assets": "/assets/"}

R_MARKDOWN_SUFFIXES = (".rmd",)
"""The suffix of R Markdown, which R Markdown's websites and bookdown read."""


def script_files(stem: str, *more: str) -> tuple[str, ...]:
    """The names of a configuration in JavaScript or TypeScript, and other names of it."""
    suffixes = ("js", "ts", "mjs", "cjs", "mts", "cts")
    return (*(f"{stem}.{suffix}" for suffix in suffixes), *more)


@dataclass(frozen=True)
class UnknownGenerator:
    """A row of the registry: how to recognise a generator, and where it writes its site.

    Attributes:
        name: Its name in reports.
        title: Its name as people write it.
        files: Files or folders below the root; one of them gives it away. `*` stands for any text.
        rendered_folder: The folder that it writes by default.
        text: A pattern that the file must contain; empty for any text.
        package: A dependency in `package.json` that gives it away too.
        published: Folders whose files it publishes unchanged, and their addresses.
        dialect: How it reads Markdown.
        suffixes: Suffixes of the posts that it reads, besides those of Markdown.
        aliases: Beginnings of addresses that stand for folders, and these folders.
    """

    name: str
    title: str
    files: tuple[str, ...]
    rendered_folder: str
    text: str = ""
    package: str = ""
    published: Mapping[str, str] = field(default_factory=dict)
    dialect: Dialect = COMMONMARK
    suffixes: tuple[str, ...] = ()
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def recognise(self, root: Path) -> bool:
        """Whether a folder is the root of a site of this generator."""
        if self.package and depends_on(root, self.package):
            return True
        return any(self._contains_text(path) for path in self._config_paths(root))

    def _config_paths(self, root: Path) -> list[Path]:
        paths: list[Path] = []
        for name in self.files:
            paths += sorted(root.glob(name)) if "*" in name else [root / name]
        return [path for path in paths if path.exists()]

    def _contains_text(self, path: Path) -> bool:
        if not self.text:
            return True
        try:
            with open_regular(path) as file:
                text = file.read(MAX_SIGN_BYTES).decode("utf-8", "replace")
        except OSError:
            return False
        return re.search(self.text, text) is not None

    def load(self, root: Path, base_url: str | None = None) -> UnknownRules:
        """What is known about the site at `root`."""
        digest = state_of_files(self._config_paths(root))
        return UnknownRules(root, digest=digest, base_url_override=base_url, row=self)


@dataclass(frozen=True)
class UnknownRules(Base):
    """A site of a generator whose addresses are not known.

    Attributes:
        row: The generator.
    """

    row: UnknownGenerator = field(
        default_factory=lambda: UnknownGenerator("unknown", "The generator", (), "public")
    )

    falls_back_to_files = True

    @property
    def name(self) -> str:  # type: ignore[override]
        """The generator's name in reports."""
        return self.row.name

    @property
    def title(self) -> str:  # type: ignore[override]
        """The generator's name as people write it."""
        return self.row.title

    @property
    def dialect(self) -> Dialect:  # type: ignore[override]
        """How the generator reads Markdown."""
        return self.row.dialect

    @property
    def post_suffixes(self) -> Sequence[str]:  # type: ignore[override]
        """Those of Markdown, and those that only this generator reads."""
        return (*MARKDOWN_SUFFIXES, *self.row.suffixes)

    @property
    def output_folders(self) -> Sequence[str]:
        """The folder of the rendered site."""
        return (self.row.rendered_folder,)

    @property
    def _reason(self) -> UnknownUrl:
        return self.unknown(f"{self.title} is not known")

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str | UnknownUrl:
        """Why the address is not known."""
        del path, matter, title
        return self._reason

    def image_urls(self, path: str) -> Sequence[str]:
        """In a folder that is published unchanged, the address; else the path."""
        urls = [
            posixpath.join(url, path[len(folder) + 1 :])
            for folder, url in self.row.published.items()
            if path.startswith(folder + "/")
        ]
        return (*urls, "/" + path)

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """The files behind an alias, such as `$lib/a.png`."""
        del syntax, post
        return tuple(
            folder + target[len(alias) :]
            for alias, folders in self.row.aliases.items()
            if target.startswith(alias)
            for folder in folders
        )

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """The ids that headings in HTML have; the others are not known."""
        return unknown_ids(headings, self._reason)


UNKNOWN_GENERATORS: tuple[UnknownGenerator, ...] = (
    UnknownGenerator(
        "docfx",
        "DocFX",
        ("docfx.json", ".openpublishing.publish.config.json"),
        "_site",
        dialect=DOCFX,
    ),
    UnknownGenerator(
        "gatsby", "Gatsby", script_files("gatsby-config"), "public", published=_STATIC, dialect=MDX
    ),
    UnknownGenerator(
        "nextjs",
        "Next.js",
        script_files("next.config"),
        "out",
        published=_PUBLIC,
        dialect=MDX,
        aliases={"@/": ("", "src/")},
    ),
    UnknownGenerator(
        "nikola",
        "Nikola",
        ("conf.py",),
        "output",
        text=r"(?i)\bnikola\b|\bBLOG_TITLE\b",
        published={"files": "/", "images": "/images/"},
    ),
    UnknownGenerator(
        "nuxt",
        "Nuxt",
        script_files("nuxt.config"),
        ".output/public",
        published=_PUBLIC | _STATIC,
        dialect=MDX,
        aliases=dict.fromkeys(("~/", "@/", "~~/", "@@/"), ("", "app/")),
    ),
    UnknownGenerator(
        "react-router",
        "React Router",
        script_files("react-router.config", *script_files("remix.config")),
        "build/client",
        published=_PUBLIC,
        dialect=MDX,
    ),
    UnknownGenerator(
        "rspress",
        "Rspress",
        script_files("rspress.config"),
        "doc_build",
        published={"docs/public": "/"},
        dialect=MDX,
    ),
    UnknownGenerator(
        "slidev", "Slidev", (), "dist", package="@slidev/cli", published=_PUBLIC, dialect=VUE
    ),
    UnknownGenerator(
        "sveltekit",
        "SvelteKit",
        script_files("svelte.config"),
        "build",
        published=_STATIC,
        dialect=MDX,
        aliases={"$lib/": ("src/lib/",)},
    ),
    UnknownGenerator(
        "lume",
        "Lume",
        ("_config.ts", "_config.js"),
        "_site",
        text=r"\blume\b",
        dialect=LIQUID,
    ),
    UnknownGenerator(
        "bridgetown",
        "Bridgetown",
        ("bridgetown.config.*", "config/bridgetown.rb"),
        "output",
        published={"src": "/"},
        dialect=LIQUID,
    ),
    UnknownGenerator(
        "roq",
        "Roq",
        ("pom.xml", "build.gradle", "build.gradle.kts"),
        "target/roq",
        text=r"quarkus-roq|quarkiverse\.roq",
        published=_PUBLIC | _STATIC,
    ),
    UnknownGenerator(
        "bookdown", "bookdown", ("_bookdown.yml",), "_book", suffixes=R_MARKDOWN_SUFFIXES
    ),
    UnknownGenerator(
        "rmarkdown", "R Markdown", ("_site.yml",), "_site", suffixes=R_MARKDOWN_SUFFIXES
    ),
    UnknownGenerator("franklin", "Franklin", ("_layout/head.html",), "__site", published=_ASSETS),
    UnknownGenerator(
        "valaxy", "Valaxy", script_files("valaxy.config"), "dist", published=_PUBLIC, dialect=VUE
    ),
    UnknownGenerator(
        "gridsome", "Gridsome", script_files("gridsome.config"), "dist", published=_STATIC
    ),
    UnknownGenerator(
        "middleman",
        "Middleman",
        ("config.rb",),
        "build",
        text=r"(?m)^\s*activate :|middleman",
        published={"source": "/"},
    ),
    UnknownGenerator("nanoc", "nanoc", ("nanoc.yaml",), "output"),
    UnknownGenerator("hakyll", "Hakyll", ("site.hs", "*.cabal"), "_site", text=r"(?i)\bhakyll\b"),
    UnknownGenerator("cobalt", "Cobalt", ("_cobalt.yml",), "_site", dialect=LIQUID),
    UnknownGenerator("soupault", "Soupault", ("soupault.toml",), "build", published={"site": "/"}),
    UnknownGenerator("marmite", "Marmite", ("marmite.yaml",), "site"),
    UnknownGenerator("jbake", "JBake", ("jbake.properties",), "output", published=_ASSETS),
    UnknownGenerator(
        "metalsmith", "Metalsmith", ("metalsmith.json",), "build", package="metalsmith"
    ),
    UnknownGenerator("docsite", "Docsite", ("docsite.config.yml",), "build", package="docsite"),
    UnknownGenerator(
        "honkit",
        "HonKit",
        ("book.json", "book.js"),
        "_book",
        text=r"\bplugins\b|\bgitbook\b|\bstructure\b",
        package="honkit",
    ),
    UnknownGenerator("lektor", "Lektor", ("*.lektorproject",), "build"),
    UnknownGenerator("mintlify", "Mintlify", ("mint.json",), "build", dialect=MDX),
    UnknownGenerator("retype", "Retype", ("retype.yml",), ".retype"),
    UnknownGenerator("sculpin", "Sculpin", ("app/config/sculpin_kernel.yml",), "output_prod"),
    UnknownGenerator("wintersmith", "Wintersmith", (), "build", package="wintersmith"),
    UnknownGenerator(
        "analog",
        "Analog",
        (),
        "dist/analog/public",
        package="@analogjs/platform",
        published=_PUBLIC,
    ),
    UnknownGenerator(
        "vike", "Vike", (), "dist/client", package="vike", published=_PUBLIC, dialect=MDX
    ),
    UnknownGenerator(
        "qwik",
        "Qwik City",
        (),
        "dist",
        package="@builder.io/qwik-city",
        published=_PUBLIC,
        dialect=MDX,
    ),
)
"""Generators without rules. Rules for one replace its row: a class in `registry.py`."""
