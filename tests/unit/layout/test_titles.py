"""The title of a slide, on slides of many kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from title_layouts import random_layout

from slidescan.core.geometry import FlatQuad
from slidescan.core.records import TextBox
from slidescan.layout.letter_widths import em_width
from slidescan.layout.lines import arrange

Row = tuple[str, float, float, float]
SizedRow = tuple[str, float, float, float, float]
BULLETS: tuple[Row, ...] = tuple(
    (text, 110, 260.0 + 70 * i, 34)
    for i, text in enumerate(("Raw data comes first", "Schema on read", "Cheap storage wins", "Ask later"))
)  # fmt: skip


def title(*rows: Row, confidence: float = 0.97) -> str | None:
    """The title of a slide of 1,280 × 720 px; rows are text, left, top, size."""
    boxes = []
    for text, x, y, size in rows:
        right = x + 1.0 * size * em_width(text)
        boxes.append(
            TextBox(
                text, confidence, FlatQuad((x, y), (right, y), (right, y + size), (x, y + size))
            )
        )
    lines = arrange(boxes, 1280, 720)
    return " ".join(line.text for line in lines if line.role == "title") or None


@pytest.mark.parametrize(
    ("text", "confidence", "expected"),
    [("Data lakes", 0.86, True), ("Data lakes", 0.84, False),
     ("Backgrounds", 0.91, True), ("Backgrounds", 0.86, False),
     ("Озёра данных", 0.8, True), ("데이터 호수", 0.8, True)],
)  # fmt: skip
def test_a_title_that_was_read_unsurely_is_none(
    text: str, confidence: float, *, expected: bool
) -> None:
    given = title((text, 80, 60, 58), *BULLETS, confidence=confidence)
    assert given == (text if expected else None)


def test_a_larger_logo_of_one_word_leaves_the_title_to_a_phrase() -> None:
    rows: list[Row] = [("harbour", 300, 120, 96), ("OSLO HARBOUR MEETUP", 230, 330, 72)]
    assert title(*rows, ("SUMMER IS OVER", 430, 470, 42)) == "OSLO HARBOUR MEETUP"


def test_a_subtitle_nearly_as_large_is_no_part_of_the_title() -> None:
    rows: list[Row] = [
        ("Public clouds", 80, 100, 84),
        ("Services that follow standards", 80, 196, 69),
    ]
    rows += [("Run on any machine", 400, 330, 50), ("Built in databases", 400, 410, 50)]
    assert title(*rows) == "Public clouds"


def test_a_title_does_not_end_with_an_article() -> None:
    rows: list[Row] = [("Do I really", 190, 150, 62), ("need a", 250, 225, 58)]
    rows += [("README?", 225, 300, 46), ("Yes", 860, 160, 36), ("Of course", 820, 420, 36)]
    assert title(*rows) == "Do I really need a README?"


NOTES: tuple[Row, ...] = tuple(
    (text, 60 + 240.0 * i, 260, 44)
    for i, text in enumerate(("1. Look", "2. Ask", "3. Prepare", "4. Try", "5. Turn"))
)


@pytest.mark.parametrize("bar", ["board My plan of action", "My plan of action"])
def test_a_name_that_the_bar_of_a_program_repeats_is_the_title(bar: str) -> None:
    rows: list[Row] = [(bar, 60, 30, 24), *NOTES, ("MY PLAN OF ACTION", 80, 560, 40)]
    assert title(*rows) == "MY PLAN OF ACTION"


def test_a_text_that_only_shares_words_with_the_bar_is_no_title() -> None:
    rows: list[Row] = [("board My plans of action", 60, 30, 24), *NOTES]
    assert title(*rows, ("MY PLAN OF ACTION", 80, 560, 40)) is None
    assert title(rows[0], *NOTES, ("plan of", 80, 560, 40)) is None


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("Data lakes in practice", 80, 60, 58), *BULLETS], "Data lakes in practice"),
        ([("Data lakes that we", 80, 50, 58), ("built in practice", 80, 118, 58), *BULLETS],
         "Data lakes that we built in practice"),
        ([("PART TWO", 80, 30, 24), ("Data lakes in practice", 80, 70, 58), *BULLETS],
         "Data lakes in practice"),
        ([("Data lakes in practice", 80, 50, 58), ("what we learned in a year", 80, 125, 34), *BULLETS],
         "Data lakes in practice"),
        ([("acme FORUM", 90, 30, 52), ("Session 12", 90, 120, 22), ("Security of containers", 90, 300, 66),
          ("in a large company", 90, 378, 66), ("Anna Meyer", 90, 520, 30), ("Acme Web Services", 90, 560, 30)],
         "Security of containers in a large company"),
        ([("First a map", 100, 200, 30), ("Then a plan", 500, 200, 30), ("Then the boat", 900, 200, 30),
          ("MY PLAN OF ACTION", 80, 560, 56)], "MY PLAN OF ACTION"),
        ([("The problem", 60, 40, 48), ("120K", 150, 250, 130), ("64", 560, 250, 130), ("3x", 950, 250, 130),
          ("words in a list", 150, 420, 30), ("signs are allowed", 540, 420, 30)], "The problem"),
        ([("Why write documents", 60, 250, 54), ("for developers?", 60, 318, 54),
          *((text, 640, y - 100, size) for text, _, y, size in BULLETS)], "Why write documents for developers?"),
        ([("未来的软件架构", 80, 60, 58), ("数据平台的性能", 110, 260, 34), ("服务网络", 110, 330, 34)],
         "未来的软件架构"),
    ],
    ids=["bullets", "two lines", "kicker", "subtitle", "event", "bottom", "figures", "side", "chinese"],
)  # fmt: skip
def test_the_title_is_found(rows: list[Row], expected: str) -> None:
    assert title(*rows) == expected


@pytest.mark.parametrize(
    "rows",
    [
        [("“That should not be possible in", 120, 200, 48), ("a system of this kind, ever.”", 120, 262, 48),
         ("Ada Lovelace, after an outage", 500, 380, 40)],
        [(text, 120, 60.0 + 34 * i, 22) for i, text in enumerate(
            ("import static org.example.Query;", "@Service", "public class Example {",
             "  private final Template template;", "  return template", "  .select(Robot.class)", "  .all();", "}"))],
        [("12", 300, 200, 20), ("Oslo", 700, 420, 18)],
        [(text, 80, 90.0 + 46 * i, 28) for i, text in enumerate(
            ("过去十年是数据平台突飞猛进的十年，特别是云计算的发展，它为移动互联网时代的发展",
             "和人工智能时代的到来打好了基础。可伸缩性和可管理性是系统发展的源动力，也是难点",
             "从可伸缩性出发，引导了无状态架构等技术趋势。"))],
    ],
    ids=["quote", "code", "picture", "Chinese paragraph"],
)  # fmt: skip
def test_a_slide_may_have_no_title(rows: list[Row]) -> None:
    assert title(*rows) is None


def quad(x: float, y: float, width: float, size: float) -> FlatQuad:
    return FlatQuad((x, y), (x + width, y), (x + width, y + size), (x, y + size))


CODE = (
    "func main() {", "ctx := context.Background()", "llm, err := openai.New(openai.WithModel())",
    "if err != nil {", "fmt.Println(err)", "}", 'prompt := "Why is go a language for tools?"',
    'fmt.Println("generating..")', "out, err := llms.Generate(ctx, llm, prompt)", "if err != nil {",
    "fmt.Println(err)", "fmt.Println(out)", "}",
)  # fmt: skip


def test_a_larger_line_above_code_is_its_title() -> None:
    rows = [(text, 96, 332.0 + 30 * i, 34) for i, text in enumerate(CODE)]
    rows = [("LangchainGo: Using it", 85, 180, 41), ("Basic generation.", 85, 246, 37), *rows]
    assert title(*rows) == "LangchainGo: Using it"


def test_a_line_that_leads_to_a_much_larger_one_is_no_title() -> None:
    rows = [
        ("Have you heard/said the saying:", 209, 187, 75),
        ("My code is self", 242, 259, 125),
        ("documented", 265, 423, 125),
    ]
    assert title(*rows) == "My code is self documented"


def test_the_label_of_an_axis_is_no_title() -> None:
    label = TextBox("复杂度", 0.99, FlatQuad((108, 177), (140, 177), (140, 260), (108, 260)))
    rows = [
        ("架构师成长路线图", 124, 68, 41),
        ("高级工程师", 301, 363, 25),
        ("技术专家", 425, 318, 26),
    ]
    boxes = [label, *(TextBox(text, 0.99, quad(x, y, size * len(text), size))
                      for text, x, y, size in rows)]  # fmt: skip
    lines = arrange(boxes, 1022, 582)
    assert [line.text for line in lines if line.role == "title"] == ["架构师成长路线图"]


def test_a_title_whose_dash_is_not_read_is_one_title() -> None:
    rows = [
        ("架构师成长", 80, 60, 58),
        ("架构师的层级结构", 320, 60, 58),
        ("数据平台的性能", 110, 260, 34),
    ]
    assert title(*rows) == "架构师成长 架构师的层级结构"


def test_a_logo_at_the_top_right_is_no_title() -> None:
    rows = [
        ("KONTOSO", 880, 30, 90),
        ("Learning graphs with", 260, 230, 62),
        ("few examples of their structure", 130, 300, 62),
        ("Anna Meyer", 120, 620, 36),
        ("Ben Weber", 700, 620, 36),
    ]
    assert title(*rows) == "Learning graphs with few examples of their structure"


def test_a_logo_at_the_foot_does_not_compete_with_a_title_of_one_word() -> None:
    """The title is the first and largest text beside it; the line below only leads to a list."""
    links = [
        ("A page of advice", 62, 239, 22), ("https://aws.example.com/support", 167, 295, 24),
        ("A view of costs", 62, 357, 22), ("https://aws.example.com/answers", 167, 413, 24),
        ("A way to other sizes", 62, 475, 22), ("https://aws.example.com/sizes", 167, 531, 24),
    ]  # fmt: skip
    rows = [("Resources", 62, 62, 41), ("Here are some additional resources:", 62, 149, 28), *links]
    assert title(*rows, ("re:Invent", 40, 645, 40)) == "Resources"


def test_a_year_within_a_title_does_not_count_against_it() -> None:
    logos = [
        ("Gagle Fastcurve Mazilla3", 31, 52, 18), ("CLOUDFLAKE", 196, 61, 11),
        ("SENTRA Fromer", 35, 84, 14), ("catchpoint", 130, 85, 11), ("uxify C", 96, 117, 12),
    ]  # fmt: skip
    rows = [("Our 2025 sponsors", 66, 24, 14.0), *logos]
    assert title(*((text, x * 5, y * 5, size * 5) for text, x, y, size in rows)) == rows[0][0]


def sized(rows: Sequence[SizedRow], width: float, height: float) -> str | None:
    """The title of a slide; rows are text, left, top, size of the letters and height of the box."""
    boxes = [TextBox(text, 0.98, quad(x, y, size * em_width(text), box))
             for text, x, y, size, box in rows]  # fmt: skip
    lines = arrange(boxes, width, height)
    return " ".join(line.text for line in lines if line.role == "title") or None


def test_lines_of_a_title_may_have_boxes_of_unlike_heights() -> None:
    """The letters are equally wide, so they are of one size."""
    rows = [
        ("Actuality in the", 219, 108, 117, 81), ("city and by the region", 164, 191, 117, 119),
        ("The numbers of the last sale", 223, 306, 72, 44), ("(fifth edition)", 512, 356, 64, 40),
        ("SERIOUS ATTITUDE", 1415, 225, 26, 30), ("TOWARDS SALES", 1414, 252, 26, 30),
        ("how many things will be bought", 1505, 668, 26, 22),
    ]  # fmt: skip
    assert sized(rows, 2508, 1012) == "Actuality in the city and by the region"


def test_a_short_chinese_title_is_no_single_word() -> None:
    rows = [
        ("任务概述", 122, 32, 20, 27), ("U", 30, 56, 20, 26),
        ("视觉物体目标导航 (Visual Object Goal Navigation)", 143, 103, 16, 21), ("介绍", 16, 114, 19, 24),
        ("需要agent在unseen环境中进行搜索，并且在看到目标后", 143, 156, 16, 21),
        ("能够通过导航，绕开障碍到达目标旁边。", 142, 175, 15, 19),
        ("agent必须在环境中找到一个具体的对象类别", 141, 227, 15, 21),
    ]  # fmt: skip
    assert sized(rows, 563, 364) == "任务概述"


def test_a_title_may_begin_with_a_quotation() -> None:
    rows = [
        ('"Platform" is a confusing word.', 280, 60, 48),
        ("We found this taxonomy useful", 275, 118, 50),
        ("A first layer", 440, 360, 30),
        ("A second layer", 440, 480, 30),
    ]
    assert title(*rows) == '"Platform" is a confusing word. We found this taxonomy useful'


def test_two_logos_beside_one_another_are_no_title() -> None:
    rows = [("contoso", 80, 60, 58), ("acme", 380, 60, 58), *BULLETS]
    assert title(*rows) != "contoso acme"


def test_lines_of_a_title_stand_together_from_the_top_down() -> None:
    rows = (("documents?", 60, 380), ("Why write", 60, 240), ("technical", 60, 310))
    boxes = [TextBox(text, 0.99, quad(x, y, 30 * len(text), 60)) for text, x, y in rows]
    boxes += [
        TextBox(text, 0.99, quad(640, 215 + 40 * i, 500, 30))
        for i, text in enumerate(("Reduce your work", "Self service", "Avoid bottlenecks", "Clear"))
    ]
    lines = arrange(boxes, 1280, 720)
    assert [line.text for line in lines if line.role == "title"] == [
        "Why write", "technical", "documents?",
    ]  # fmt: skip


@pytest.mark.parametrize(("top", "size", "expected"), [(40, 60, None), (300, 34, "Working group")])
def test_a_title_that_can_t_be_read_is_not_replaced(
    top: float, size: float, expected: str | None
) -> None:
    korean = TextBox("", 0.0, quad(80, top, 400, size), unread_script="Hangul")
    rows = (("Working group", 100, 150, 50), ("Mozilla", 100, 380, 34), ("Google", 100, 440, 34))
    boxes = [TextBox(text, 0.97, quad(x, y, size * 8, size)) for text, x, y, size in rows]
    lines = arrange([korean, *boxes], 1280, 720)
    assert (" ".join(line.text for line in lines if line.role == "title") or None) == expected


def test_most_titles_of_random_slides_are_right() -> None:
    """Slides of kinds with headings, whose seeds the weights weren't fitted to, read surely."""
    right: Counter[bool] = Counter()
    for seed in range(50_000, 50_240):
        layout = random_layout(seed)
        if layout.kind in (
            "bullets",
            "kicker",
            "subtitle",
            "agenda",
            "diagram",
            "title_slide",
            "code",
            "table",
        ):
            boxes = [TextBox(line.text, line.confidence, line.quad) for line in layout.lines]
            if any(b.confidence < 0.9 and b.text in (layout.title or "") for b in boxes):
                continue
            lines = arrange(boxes, layout.width, layout.height)
            assumed = " ".join(line.text for line in lines if line.role == "title") or None
            right[assumed == layout.title] += 1
    assert right.total() > 60
    assert right[True] >= 0.8 * right.total()


@pytest.mark.parametrize(
    "words", ["Planning", "Queues", "Data lakes", "Our plan for 2025", "C++ in practice"]
)
@pytest.mark.parametrize(
    "body",
    [
        ("Raw data first", "Schema on read"),
        ("A system for distri-", "buted transactions and", "micro-", "services"),
        ("What we learned in a year of running it",),
        ("ordered 12 times", "20 % cheaper", "3 weeks"),
    ],
)
@pytest.mark.parametrize(("size", "step"), [(38, 85), (38, 55), (30, 45)])
def test_the_first_and_largest_text_is_the_title(
    words: str, body: tuple[str, ...], size: float, step: float
) -> None:
    rows = [(text, 110, 190 + step * i, size) for i, text in enumerate(body)]
    assert title((words, 80, 60, 58), *rows) == words


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("ACME DAYS", 90, 40, 22), ("FRANCE", 110, 64, 22), ("#AcmeDaysFR", 420, 120, 24),
          ("My lab", 420, 165, 44), ("1 control plane", 420, 260, 36), ("2 workers", 420, 304, 36),
          ("1 deployment with 2 servers", 420, 370, 38), ("Client", 520, 480, 24),
          *((f"10.49.19{i}.0/2{i}", 1060, 300.0 + 70 * i, 18) for i in range(5))], "My lab"),
        ([("Is the market ready for lakes of data?", 180, 120, 48), ("Developer or customer?", 380, 226, 46),
          ("Developer and customer?", 370, 276, 46)], "Is the market ready for lakes of data?"),
        ([("46 events", 400, 160, 60), ("92 talks", 400, 240, 60), ("2898 members", 340, 320, 60),
          ("#1572 users", 350, 400, 60)], None),
    ],
    ids=["tag above", "questions", "figures"],
)  # fmt: skip
def test_what_stands_around_is_no_title(rows: list[Row], expected: str | None) -> None:
    assert title(*rows) == expected
