"""Records are decoded by several threads at once from the first moment on."""

from __future__ import annotations

import subprocess
import sys

import pytest
from support import ROOT
from support.factories import link, slide

from slidescan.store.serialization import dumps

FIRST_DECODES = """
import json, sys, threading
from msgspec import _utils
from slidescan.store import serialization

text, as_text = sys.stdin.read(), sys.argv[1] == "text"
data = text if as_text else json.loads(text)
examining, decoding = threading.Event(), threading.Event()
evaluate = _utils._eval_type

def pause(*args):
    # Once, where one thread examines a class within the class that both decode into.
    nested = sys._getframe(1).f_locals.get("obj") is not serialization._Slide
    if nested and not examining.is_set():
        examining.set()
        decoding.wait(1)
    return evaluate(*args)

_utils._eval_type = pause
first = threading.Thread(target=serialization.slide_from_json, args=(data,))
first.start()
assert examining.wait(60)
threading.Timer(0.3, decoding.set).start()
slide = serialization.slide_from_json(data)
first.join()
print(slide.image, len(slide.reading.lines))
"""
"""Decodes a record in one thread while another begins to."""


@pytest.mark.parametrize("form", ["text", "parsed"])
def test_threads_that_decode_for_the_first_time_do_not_crash(form: str) -> None:
    text = dumps(slide("a.jpg", ("A title", "a point"), links=[link()]).to_json())
    done = subprocess.run(
        [sys.executable, "-c", FIRST_DECODES, form],
        cwd=ROOT, input=text, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "a.jpg 2\n"), done.stderr
