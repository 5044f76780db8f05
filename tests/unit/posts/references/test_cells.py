"""Images that cells of R show."""

from __future__ import annotations

import pytest

from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.references.cells import cell_images, cell_spans, plot_files

CALL = 'knitr::include_graphics("a.png")'


def shown(text: str, **fields: object) -> list[tuple[str, str | None]]:
    images = cell_images(text, FrontMatter(fields, 0, ""))
    return [(image.target, image.alt.text) for image in images]


def cell(code: str = CALL, options: str = "") -> str:
    return f"```{{r{options}}}\n{code}\n```\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (cell(), [("a.png", None)]),
        (cell("include_graphics('a b.png', dpi = 300)"), [("a b.png", None)]),
        (cell('x <- 1\nknitr::include_graphics(c("a.png",\n  "b.png"))'), [("a.png", None), ("b.png", None)]),
        (cell(options=", echo=FALSE, fig.cap='C', fig.alt = \"An alt\""), [("a.png", "An alt")]),
        (cell("#| fig-cap: 'C'\n#| echo: false\n" + CALL), [("a.png", "C")]),
        (cell(options=" name, eval = TRUE"), [("a.png", None)]),
        ("  " + cell().replace("\n```", "\n  ```"), [("a.png", None)]),
        (cell(options=", eval=FALSE"), []),
        (cell(options=", include = knitr::is_html_output()"), []),
        (cell(options=", fig.show='hide'"), []),
        (cell("#| eval: false\n" + CALL), []),
        (cell("#| output: false\n" + CALL), []),
        (cell("if (x) {\n  " + CALL + "\n}"), []),
        (cell("f <- function() " + CALL), []),
        (cell('knitr::include_graphics(file.path("img", "a.png"))'), []),
        (cell('knitr::include_graphics("https://e.org/a.png")'), []),
        (cell('knitr::include_graphics("/tmp/a.png")'), []),
        (f"```r\n{CALL}\n```\n", []),
        (f"```{{python}}\n{CALL}\n```\n", []),
        (f"````markdown\n{cell()}````\n", []),
        (cell("knitr::opts_chunk$set(eval = FALSE)") + cell(), []),
        (cell("knitr::opts_chunk$set(echo = FALSE)") + cell(), [("a.png", None)]),
        (cell().removesuffix("```\n"), []),
    ],
)  # fmt: skip
def test_calls_that_stand_alone_show_files(
    text: str, expected: list[tuple[str, str | None]]
) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("execute", "is_shown"),
    [({"eval": False}, False), ({"enabled": False}, False), (False, False), ({"echo": False}, True)],
)  # fmt: skip
def test_the_front_matter_can_keep_cells_from_running(execute: object, is_shown: bool) -> None:
    assert bool(shown(cell(), execute=execute)) is is_shown


def plots(text: str, **fields: object) -> list[str]:
    """The first plot of each cell."""
    files = plot_files(text, FrontMatter(fields, 0, ""), "posts/a/index.qmd")
    return [name for _, name in files if name.endswith("-1.png")]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (cell("plot(1)", " a-plot"), "a-plot"),
        (cell("plot(1)", " a plot, echo=FALSE"), "unnamed-chunk-1"),
        (cell("plot(1)", ", label = 'b'"), "b"),
        (cell("#| label: c d\nplot(1)"), "c_d"),
        (cell("plot(1)", ", echo=FALSE"), "unnamed-chunk-1"),
        (cell("1", ", eval=FALSE") + cell("plot(1)"), "unnamed-chunk-2"),
    ],
)
def test_plots_are_written_below_the_document(text: str, label: str) -> None:
    assert plots(text) == [f"posts/a/index_files/figure-html/{label}-1.png"]


def test_cells_that_show_nothing_draw_no_plots() -> None:
    assert plots(cell("plot(1)", ", include=FALSE") + cell("#| eval: false\nplot(1)")) == []
    assert plots(cell("plot(1)"), execute={"eval": False}) == []
    assert plots("```{python}\nplot(1)\n```\n") == []


def test_only_the_code_of_cells_that_run_is_searched() -> None:
    text = cell("a") + "```{python}\nb\n```\n```r\nc\n```\n" + cell("d", ", eval=FALSE")
    spans = cell_spans(text, FrontMatter({}, 0, ""))
    assert [text[start:end].strip() for start, end in spans] == ["a", "b"]


def test_hostile_texts_end() -> None:
    assert shown("include_graphics\n" + "```{r}\n" * 20_000) == []
    assert shown("```{r}\ninclude_graphics(c(" + '"a",' * 20_000 + "\n```\n") == []
    assert shown(cell("include_graphics(c(" + '"a.png"   ' * 200 + "x")) == []
    assert shown(cell("#| eval:" + " " * 100_000 + "x\n" + CALL)) == []
    assert shown(cell(options=" " + "a" * 100_000)) == [("a.png", None)]
