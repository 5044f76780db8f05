"""Pure JavaScript is evaluated as JavaScript does; what is not pure is said to be unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from slidescan.posts.scripts.modules import Modules
from slidescan.posts.scripts.packages import PACKAGES
from slidescan.posts.scripts.values import UNDEFINED, Budget, Opaque, Unevaluable, call


def evaluate(root: Path, expression: str, before: str = "") -> object:
    (root / "m.ts").write_text(f"{before}\nexport const value = {expression};\n", "utf-8")
    return Modules(root, PACKAGES).export("m.ts", "value")


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("`/${'a'}/${1 + 1}/`", "/a/2/"),
        ("'a/b/index'.replace(/\\/index$/, '')", "a/b"),
        ("'2024-05-01-Talk'.replace(/^(\\d{4})-\\d\\d-\\d\\d-/, '$1/')", "2024/Talk"),
        ("'a-b-c'.replaceAll('-', '_').split('_').slice(-2).join('/')", "b/c"),
        ("'x'.padStart(3, 'ab') + 'Y'.toLowerCase()", "abxy"),
        ("[3, 1, 2].sort((a, b) => a - b).map((n, i) => n * i)", [0, 2, 6]),
        ("[['a', 1]].reduce((all, [k, v]) => ({ ...all, [k]: v }), {})", {"a": 1}),
        ("({ a: { b: [1] } }).a?.b?.[0] ?? 'none'", 1),
        ("undefined?.a.b ?? 'none'", "none"),
        ("[1, , 2].length === 2 ? 'no' : 'yes'", "no"),
        ("Object.entries({ a: 1, b: 2 }).map(([k, v]) => k + v).join()", "a1,b2"),
        ("new Date('2024-02-03').getFullYear() + 1", 2025),
        ("new Date('2024-02-03T01:00:00+09:00').toISOString().slice(0, 10)", "2024-02-02"),
        ("encodeURIComponent('a b/c')", "a%20b%2Fc"),
        ("Array.from(new Set(['b', 'a', 'b']))", ["b", "a"]),
        ("(() => { let s = ''; for (const c of 'abc') { if (c === 'b') continue; s += c } return s })()", "ac"),
        ("typeof undefined + typeof null", "undefinedobject"),
        ("('a' as string)!.concat('b') satisfies string", "ab"),
        ("0 || null || 'last'", "last"),
        ("[0, '', 'x', null].filter(Boolean)", ["x"]),
        ("1.5.toString() + 2.0.toString()", "1.52"),
    ],
)  # fmt: skip
def test_expressions_have_the_values_that_javascript_gives(
    tmp_path: Path, expression: str, value: object
) -> None:
    assert evaluate(tmp_path, expression) == value


def test_modules_import_each_other(tmp_path: Path) -> None:
    files = {
        "tsconfig.json": '{ // aliases\n "compilerOptions": {"baseUrl": ".", "paths": {"@/*": ["./src/*"],}}}',
        "src/config.ts": "export const SITE = { base: 'talks' } as const;\nexport default (a: number) => a + 1;\n",
        "src/path.ts": "import { SITE } from '@/config';\nexport * from './more.js';\n"
        "export function path(id: string, base = SITE.base) { return `${base}/${id}`; }\n",
        "src/more.ts": "export { default as next } from './config';\nexport const { a, b: [c = 3] } = { a: 1, b: [] };\n",
        "old.cjs": "const p = require('./old2.cjs');\nmodule.exports = { sum: p.one + 1 };\n",
        "old2.cjs": "exports.one = 1;\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    modules = Modules(tmp_path, PACKAGES)
    assert call(modules.export("src/path.ts", "path"), "x") == "talks/x"
    assert call(modules.export("src/path.ts", "next"), 1) == 2
    assert [modules.export("src/path.ts", name) for name in "ac"] == [1, 3]
    assert modules.export("old.cjs", "sum") == 2
    assert modules.export("src/path.ts", "nothing") is UNDEFINED


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("pkg('a') + 'b'", "known only when the site is built"),
        ("process.env.BASE + '/'", "known only when the site is built"),
        ("gone.a('b') + 'c'", r"^\./gone can't be read$"),
        ("require('../gone').a + 'c'", r"^\.\./gone can't be read$"),
        ("(() => { while (true) {} })()", "runs too long"),
        ("(function f() { return f() })()", "call each other too deeply"),
        ("'a'.repeat(1e9)", "grows too long"),
        ("/(a+)+$/.test('a'.repeat(50) + 'b')", "could run too long"),
        ("later", "depends on itself"),
        ("class {}", "not computed"),
        ("null.a", "reads a of null"),
    ],
)
def test_what_is_not_pure_or_not_bounded_is_refused(
    tmp_path: Path, expression: str, reason: str
) -> None:
    before = "import pkg from 'pkg'; import gone from './gone'; import process from 'process'; const later = value + 1;"
    before += "const f = () => f();"
    expression = "f()" if "function f" in expression else expression
    with pytest.raises(Unevaluable, match=reason):
        result = evaluate(tmp_path, expression, before)
        if isinstance(result, Opaque):
            raise Unevaluable("known only when the site is built")


def test_a_configuration_leaves_out_what_it_cannot_compute(tmp_path: Path) -> None:
    (tmp_path / "c.mjs").write_text(
        "import plugin from 'plugin';\nexport default { site: 'https://e.org', base: process.env.B || '/b',\n"
        "  markdown: { plugins: [plugin(plugin.x + 1)] } };\n",
        "utf-8",
    )
    options = Modules(tmp_path, budget=Budget(is_tolerant=True)).export("c.mjs", "default")
    assert (options["site"], options["base"]) == ("https://e.org", "/b")


def test_nothing_outside_the_site_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret.js").write_text("export const a = 1", "utf-8")
    site = tmp_path / "site"
    site.mkdir()
    (site / "m.js").write_text(
        "import { a } from '../secret.js'; import { a as b } from './link.js';\n"
        "export const c = `${a}`; export const d = `${b}`;\n",
        "utf-8",
    )
    (site / "link.js").symlink_to(tmp_path / "secret.js")
    for name in "cd":
        with pytest.raises(Unevaluable):
            Modules(site).export("m.js", name)


def test_modules_are_imported_by_calls(tmp_path: Path) -> None:
    (tmp_path / "part.mjs").write_text("export default (x) => x + 1;\nexport const two = 2;\n")
    before = "const load = async () => { const all = await Promise.all([import('./part.mjs')]);\n"
    before += "  return all.map((each) => each.default(each.two)); };"
    assert evaluate(tmp_path, "load()", before) == [3]
    assert isinstance(evaluate(tmp_path, "import('gone')"), Opaque)


def test_exports_may_stand_in_parentheses(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("/** @type {X} */\n(\n  module.exports = { base: '/b/' }\n);\n")
    assert Modules(tmp_path, PACKAGES).export("a.js", "default") == {"base": "/b/"}
