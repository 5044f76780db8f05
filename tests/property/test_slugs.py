"""Slugs equal those of the generators' code, for any text."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.generator_sites.site import TOOLS

from slidescan.posts import markdown, slugs
from slidescan.posts.dialect import COMMONMARK
from slidescan.posts.generators.python_markdown import python_markdown_ids

PIECES = [
    "Data", "lake", "AWS", "re:Invent", "größe", "Łódź", "ÀÉÎ", "数据湖", "ひらがな", "Привет", "مرحبا",
    "שלום", "Αθήνα", "Ⅷ", "½", "²", "ⓐ", "🚀", "e\u0301", "İ", "ß", "ﬁ", "&", "<", "'", '"', "’", "“x”",
    "--", "---", "-", "_", "_x_", ".", "...", ",", ":", ";", "!", "?", "(", ")", "[a]", "{b}", "/", "\\",
    "|", "@", "#", "$", "%", "^", "+", "=", "~", "`", "*", "1", "2017", "1.5", "it's", "don't", "  ", "\t",
    "CodePipeline", "iPhone5S", "x1", "\u00a0", "\u2009", "·", "…", "–", "—", "©",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=8).map(" ".join)


@settings(max_examples=400)
@given(TEXTS)
def test_slugs_equal_those_of_python_markdown(text: str) -> None:
    toc = pytest.importorskip("markdown.extensions.toc")
    assert slugs.python_markdown(text) == toc.slugify(text, "-")
    assert slugs.python_markdown(text, keep_unicode=True) == toc.slugify_unicode(text, "-")


@settings(max_examples=400)
@given(TEXTS)
def test_slugs_equal_those_of_pymdownx(text: str) -> None:
    pymdownx = pytest.importorskip("pymdownx.slugs")
    assert slugs.pymdownx(text, case="lower") == pymdownx.slugify(case="lower")(text, "-")


@settings(max_examples=400)
@given(TEXTS)
def test_slugs_equal_those_of_docutils(text: str) -> None:
    nodes = pytest.importorskip("docutils.nodes")
    assert slugs.docutils(text) == nodes.make_id(nodes.fully_normalize_name(text))


HEADINGS = st.lists(
    st.sampled_from(
        ["Plain", "Plain", "Plain_1", "Plain 1", "", "!!!", "größe", "a *b* `c`", "x_1"]
    ),
    max_size=12,
)


@settings(max_examples=150)
@given(HEADINGS)
def test_repeats_are_numbered_as_python_markdown_does(titles: list[str]) -> None:
    library = pytest.importorskip("markdown")
    text = "\n\n".join(f"## {title}." for title in titles)
    rendered = library.markdown(text, extensions=["toc"])
    blocks = markdown.parse(text, 0, COMMONMARK)
    named = python_markdown_ids(blocks.headings, slugs.python_markdown)
    assert [name.value for name in named] == re.findall(r'<h2 id="([^"]*)">', rendered)


NODE = {
    "github-slugger": ("docusaurus", "import G from 'github-slugger'; const f = (s) => G.slug(s);"),
    "hexo-util": ("hexo", "import h from 'hexo-util'; const f = (s) => h.slugize(s);"),
    "sindresorhus": (
        "eleventy",
        "import s from '@sindresorhus/slugify'; const f = (x) => s(x, { decamelize: false });",
    ),
    "markdown-it-anchor": (
        "eleventy", "import a from 'markdown-it-anchor'; const f = (s) => a.defaults.slugify(s);",
    ),
    "docsify": (
        "docsify",
        "const c = fs.readFileSync('node_modules/docsify/lib/docsify.js', 'utf8');"
        " const m = c.match(/var re = \\/\\[[\\s\\S]*?function slugify\\(str\\) \\{[\\s\\S]*?\\n  \\}\\n/);"
        " const g = new Function('s', 'var hasOwn = Object.prototype.hasOwnProperty; var cache$1 = {};'"
        " + m[0] + 'return slugify(s);'); const f = (s) => g(s.replace(/[<>]/g, ''));",
    ),
    "mdit-vue": (
        "vitepress",
        "const r = /[\\s~`!@#$%^&*()\\-_+=[\\]{}|\\\\;:\"'“”‘’<>,.?/]+/g; const f = (s) =>"
        " s.normalize('NFKD').replace(/[\\u0300-\\u036F]/g, '').replace(/[\\u0000-\\u001f]/g, '')"
        ".replace(r, '-').replace(/-{2,}/g, '-').replace(/^-+|-+$/g, '').replace(/^(\\d)/, '_$1')"
        ".toLowerCase();",
    ),
}  # fmt: skip
OURS: Mapping[str, Callable[[str], str]] = {
    "github-slugger": slugs.github,
    "hexo-util": slugs.hexo,
    "sindresorhus": slugs.sindresorhus,
    "markdown-it-anchor": slugs.markdown_it,
    "docsify": lambda text: slugs.docsify(re.sub("[<>]", "", text)),
    "mdit-vue": slugs.mdit_vue,
}


@pytest.mark.generators
@pytest.mark.parametrize("name", NODE)
def test_slugs_equal_those_of_npm_packages(name: str, tmp_path: Path) -> None:
    modules, code = NODE[name]
    folder = TOOLS / modules / "node_modules"
    if shutil.which("node") is None or not folder.is_dir():
        pytest.skip(f"{modules} is not installed: scripts/generators.sh {modules}")
    draw = random.Random(5)
    texts = [" ".join(draw.choices(PIECES, k=draw.randint(0, 6))) for _ in range(1500)]
    texts += [f"x{chr(c)}y" for c in range(0xA0, 0x2FFF) if _assigned(chr(c))]
    (tmp_path / "node_modules").symlink_to(folder)
    (tmp_path / "texts.json").write_text(json.dumps(texts), "utf-8")
    (tmp_path / "run.mjs").write_text(
        f"import fs from 'fs'; {code}\nconst t = JSON.parse(fs.readFileSync('texts.json'));\n"
        "console.log(JSON.stringify(t.map(f)));\n",
        "utf-8",
    )
    done = subprocess.run(
        ["node", "run.mjs"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    theirs = json.loads(done.stdout)
    wrong = [
        (text, OURS[name](text), their)
        for text, their in zip(texts, theirs, strict=True)
        if OURS[name](text) != their
    ]
    assert not wrong


def _assigned(c: str) -> bool:
    # Characters that old Unicode tables know, too.
    return unicodedata.ucd_3_2_0.category(c)[0] != "C"
