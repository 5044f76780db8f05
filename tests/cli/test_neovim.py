"""`slidescan lsp` in Neovim, with the set-up that the docs give."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support import ROOT
from support.cli import cli
from support.talks import POST, make_talk

NVIM = shutil.which("nvim")

SESSION_SECONDS = 300
"""A session that takes longer hangs."""

SESSION = """
local function waited(what, done)
  if not vim.wait(120000, done, 50) then
    io.stderr:write('no ' .. what .. '\\n')
    vim.cmd('cquit 1')
  end
end

local function text() return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\\n') end

waited('issues', function() return #vim.diagnostic.get(0) > 0 end)
local issues = vim.diagnostic.get(0)
local first = issues[1]
vim.api.nvim_win_set_cursor(0, { first.lnum + 1, first.col })
local before = text()
vim.lsp.buf.code_action({
  apply = true,
  filter = function(action) return action.isPreferred end,
})
waited('quick fix', function() return text() ~= before end)
waited('fewer issues', function() return #vim.diagnostic.get(0) < #issues end)
local after = vim.api.nvim_buf_get_lines(0, first.lnum, first.lnum + 1, false)[1]
vim.cmd('silent write')
io.stdout:write(vim.json.encode({
  line = first.lnum, message = first.message, source = first.source, after = after,
  count = #issues, left = #vim.diagnostic.get(0),
}))
vim.cmd('qall!')
"""


def version_of(program: str | None) -> tuple[int, ...]:
    """The version of Neovim; empty without it."""
    if program is None:
        return ()
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    match = re.search(r"v(\d+)\.(\d+)", done.stdout)
    return tuple(map(int, match.groups())) if match else ()


def documented_setup() -> str:
    """The Lua of docs/editors.md."""
    text = (ROOT / "docs" / "editors.md").read_text("utf-8")
    section = text.partition("### Neovim")[2]
    match = re.search(r"```lua\n(.*?)```", section, re.DOTALL)
    assert match is not None
    return match[1]


@pytest.mark.skipif(version_of(NVIM) < (0, 11), reason="Neovim 0.11 is not installed")
def test_neovim_shows_an_issue_and_applies_the_quick_fix(tmp_path: Path) -> None:
    site = tmp_path / "site"
    make_talk(site)
    post = site / POST
    written = shutil.copytree(site, tmp_path / "written")
    assert cli("alt", POST, "--write", cwd=written).returncode == 0
    (tmp_path / "init.lua").write_text(documented_setup(), "utf-8")
    (tmp_path / "session.lua").write_text(SESSION, "utf-8")
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "slidescan").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m slidescan "$@"\n')
    (programs / "slidescan").chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        **{f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("CONFIG", "DATA", "STATE")},
    }
    before = post.read_bytes().splitlines()
    done = subprocess.run(
        [
            str(NVIM), "--headless", "-u", tmp_path / "init.lua", POST,
            "-c", f"luafile {tmp_path / 'session.lua'}",
        ],
        cwd=site, env=environment, capture_output=True, text=True, timeout=SESSION_SECONDS,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    assert answer["source"] == "slidescan"
    assert answer["left"] < answer["count"]
    after = post.read_bytes().splitlines()
    changed = [i for i, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]]
    assert changed == [answer["line"]]
    assert answer["after"].encode() == after[answer["line"]]
    # Neovim wrote what `slidescan alt --write` writes.
    number = answer["line"]
    assert after[number] == (written / POST).read_bytes().splitlines()[number]
