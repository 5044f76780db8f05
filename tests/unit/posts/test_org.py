"""Org posts are read as Hugo 0.168 renders them with go-org."""

from __future__ import annotations

from pathlib import Path

from support.linked import linked_urls

POST = """#+TITLE: My Org
#+DATE: 2024-05-06
#+slug: own

Top [[/t.png]]

* Streams :tag:

[[/b.png]] and [[/d.png][a link]]

#+ATTR_HTML: :alt My alt :width 100
[[file:f.png]]

** TODO Sub /emph/
:PROPERTIES:
:CUSTOM_ID: own-id
:END:
[[/g.png]]
* DONE Third
#+BEGIN_SRC sh
[[/no.png]]
* not a heading
#+END_SRC
# [[/no.png]]
: [[/no.png]]
* COMMENT hidden
[[/no.png]]
* Not shown :noexport:
** Below
[[/no.png]]
* Last
[[/z.png]]
"""


def test_headlines_and_images(tmp_path: Path) -> None:
    names = ("t", "b", "d", "g", "z", "no")
    files = {
        "hugo.toml": 'baseURL = "https://e.org/"\n',
        "content/post/o.org": POST,
        "static/post/own/f.png": "x",
        **{f"static/{name}.png": "x" for name in names},
    }
    url = "https://e.org/post/own/"
    assert linked_urls(tmp_path, files) == {
        "static/t.png": [url],
        "static/b.png": [url + "#headline-1"],
        "static/post/own/f.png": [url + "#headline-1"],
        "static/g.png": [url + "#own-id"],
        "static/z.png": [url + "#headline-4"],
    }
