"""A headless Chromium, and servers for its pages."""

from __future__ import annotations

import gc
import os
import re
import shutil
import signal
import time
from asyncio import SubprocessTransport
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from support.cli import start

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")

DRIVER_SECONDS = 60
"""The driver ends at once; machines may be busy."""

MARKS = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: apt install chromium"),
]


@contextmanager
def chromium() -> Iterator[Any]:
    """A headless browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as run:
        options = ["--disable-background-networking", "--disable-component-update"]
        if os.geteuid() == 0:
            options.append("--no-sandbox")
        browser = run.chromium.launch(executable_path=CHROMIUM, args=options)
        try:
            yield browser
        finally:
            browser.close()
    _end_driver()


def _end_driver() -> None:
    """Waits for Playwright's driver, which may still be running when Playwright has stopped.

    Otherwise Python would warn of it during another test, or at the end.
    """
    for each in gc.get_objects():
        if isinstance(each, SubprocessTransport) and not each.is_closing():
            each.get_extra_info("subprocess").wait(DRIVER_SECONDS)
            each.close()


def new_context(browser: Any, **options: Any) -> Any:
    """A browser context with generous timeouts, for busy machines."""
    context = browser.new_context(**options)
    context.set_default_timeout(120_000)
    return context


def accessible_context(browser: Any, size: tuple[int, int], scheme: str) -> Any:
    """A context in which axe-core may run, whatever the page's policy."""
    width, height = size
    viewport = {"width": width, "height": height}
    return new_context(browser, viewport=viewport, color_scheme=scheme, bypass_csp=True)


def assert_accessible(page: Any, what: str) -> None:
    """Checks a page by axe-core, and that nothing sticks out of the window."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page)
    assert found.violations_count == 0, f"{what}\n{found.generate_report()}"
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width, what


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def files(folder: Path) -> Iterator[str]:
    """Serves the files of a folder; yields the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def serving(index: Path, *options: str | Path, env: dict[str, str] | None = None) -> Iterator[str]:
    """Runs `slidescan serve` as a program; yields the address that it prints."""
    process = start("serve", "--port", "0", "--index", index, *options, env=env)
    try:
        assert process.stderr is not None
        printed = process.stderr.readline()
        found = re.search(r"http://\S+", printed)
        assert found, printed
        yield found[0]
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=600)


def until(page: Any, expression: str, seconds: float = 120) -> None:
    """Waits until an expression is true in the page, whose policy stops Playwright's own way."""
    from playwright.sync_api import Error

    end = time.monotonic() + seconds
    while True:
        try:
            if page.evaluate(expression):
                return
        except Error as error:  # another page is loading
            if not any(sign in str(error) for sign in ("context was destroyed", "of null")):
                raise
        assert time.monotonic() < end, expression
        page.wait_for_timeout(30)
