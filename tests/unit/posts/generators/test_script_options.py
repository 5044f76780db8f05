"""Options that a script exports."""

from __future__ import annotations

from pathlib import Path

import pytest

from slidescan.posts.generators.script_options import ScriptOptions


def options(root: Path, source: str) -> ScriptOptions:
    (root / "c.ts").write_text(source)
    return ScriptOptions(root, "c.ts")


@pytest.mark.parametrize(
    ("source", "text", "is_computed"),
    [
        ("export default { a: { b: 'x' } }", "x", False),
        ("export default { a: { b: f() } }", None, True),
        ("export default { a: f() }", None, True),
        ("export default { a: { ...f() } }", None, True),
        ("export default { a: {} }", None, False),
        ("export default { a: { b: process.env.B } }", None, True),
        ("export default { a: { b: process.env.B || 'x' } }", "x", False),
        ("export default { a: { b: process.env.B ? 'y' : 'x' } }", None, True),
        ("export default { a: { b: process.env.NODE_ENV === 'production' ? 'x' : 'y' } }", "x", False),
        ("import { defineX } from 'x'\nexport default defineX({ a: { b: 'x' } })", "x", False),
        ("import wrap from 'x'\nexport default wrap({ a: { b: 'x' } })", None, False),
        ("module.exports = { a: { b: require.resolve('x') } }", "x", False),
        ("export default (", None, False),
    ],
)  # fmt: skip
def test_options_are_computed_as_far_as_possible(
    tmp_path: Path, source: str, text: str | None, *, is_computed: bool
) -> None:
    found = options(tmp_path, source)
    assert found.text("a", "b") == text
    assert found.is_computed("a", "b") is is_computed


def test_a_script_without_options_is_not_computable(tmp_path: Path) -> None:
    assert not options(tmp_path, "export default make()").is_computable
    assert options(tmp_path, "export default { a: true }").flag("a") is True
    assert ScriptOptions(tmp_path, "").is_computable
