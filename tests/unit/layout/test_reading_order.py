"""The order in which the lines of a slide are read."""

from __future__ import annotations

from random import Random

from slidescan.core.geometry import FlatQuad
from slidescan.core.records import TextBox
from slidescan.layout.lines import arrange


def word(text: str, x: float, y: float, size: float = 30, confidence: float = 0.95) -> TextBox:
    width = len(text) * size * 0.5
    return TextBox(
        text, confidence, FlatQuad((x, y), (x + width, y), (x + width, y + size), (x, y + size))
    )


def texts(*words: TextBox) -> list[str]:
    return [line.text for line in arrange(words, 1280, 720)]


TITLE = word("How we did it", 80, 50, 60)


def test_columns_are_read_one_after_another() -> None:
    left = [word(f"left line {i}", 80, 200 + 45 * i) for i in range(4)]
    right = [word(f"right line {i}", 700, 215 + 45 * i) for i in range(4)]
    shuffled = [right[2], left[1], TITLE, right[0], left[3], left[0], right[3], left[2], right[1]]
    assert texts(*shuffled) == ["How we did it"] + [w.text for w in (*left, *right)]


def test_rows_far_apart_are_read_one_after_another() -> None:
    cells = [word(f"cell {r}{c}", 80 + 260 * c, 200 + 140 * r) for r in range(3) for c in range(3)]
    assert texts(*reversed(cells)) == [w.text for w in cells]


def test_a_table_of_numbers_is_read_row_by_row() -> None:
    cells = [
        [word("Item", 80, 200), word("Before", 460, 200), word("After", 840, 200)],
        [word("Storage", 80, 270), word("410", 460, 270), word("265", 840, 270)],
        [word("Scans", 80, 340), word("690", 460, 340), word("120", 840, 340)],
        [word("Total", 80, 410), word("1100", 460, 410), word("385", 840, 410)],
    ]
    flat = [cell for row in cells for cell in row]
    assert texts(TITLE, *flat[::-1]) == ["How we did it"] + [cell.text for cell in flat]


def check_order(*words: TextBox) -> None:
    """Asserts that the words are read in the given order, in whatever order they are detected."""
    shuffled = list(words)
    for seed in range(3):
        Random(seed).shuffle(shuffled)
        assert texts(*shuffled) == [w.text for w in words]


def test_cards_that_nearly_touch_are_read_one_after_another() -> None:
    def card(name: str, x: float, y: float) -> list[TextBox]:
        lines = [word(f"{name} of this team with a mail", x, y)]
        return lines + [word(f"{name} job {i}", x + 40, y + 42 * (i + 1)) for i in range(3)]

    first, second = card("Ada", 60, 200), card("Bob", 60 + 15 * 28 + 22, 205)
    third, fourth = card("Cem", 60, 450), card("Dan", 60 + 15 * 28 + 22, 450)
    check_order(TITLE, *first, *second, *third, *fourth)


def test_wrapped_points_in_three_columns_are_no_table() -> None:
    columns = [
        [word(f"Heading {c}", 80 + 400 * c, 200, 34)]
        + [word(f"column {c}, wrapped line {i}", 80 + 400 * c, 262 + 30 * i) for i in range(6 + c)]
        for c in range(3)
    ]
    check_order(TITLE, *(line for column in columns for line in column))


def test_cards_with_centred_text_are_read_one_after_another() -> None:
    """Three in a row, of which one has a heading of two lines."""
    cards = (
        ((173, 261, 216, 29), (113, 320, 337, 25), (105, 350, 352, 23), (119, 375, 325, 22)),
        ((523, 256, 303, 29), (597, 291, 155, 29), (551, 350, 244, 25), (513, 377, 322, 24)),
        ((908, 259, 315, 29), (883, 319, 365, 25), (956, 346, 220, 25), (979, 373, 174, 25)),
        ((144, 529, 276, 29), (150, 587, 262, 25), (155, 615, 253, 25), (193, 643, 176, 22)),
        ((504, 540, 337, 29), (559, 600, 230, 25), (500, 627, 347, 25)),
        ((974, 525, 183, 31), (920, 588, 291, 22), (928, 615, 275, 22), (998, 640, 135, 25)),
    )
    boxes = [
        TextBox(
            f"card {c} line {i}",
            0.95,
            FlatQuad((x, y), (x + width, y), (x + width, y + size), (x, y + size)),
        )
        for c, lines in enumerate(cards)
        for i, (x, y, width, size) in enumerate(lines)
    ]
    check_order(word("How we did it", 118, 94, 50), *boxes)


def test_short_lines_close_below_each_other_are_a_table() -> None:
    rows = [("NAME", "STATUS", "AGE"), ("default", "Active", "168d"), ("system", "Active", "16d")]
    cells = [
        word(text, 80 + 300 * c, 220 + 34 * r)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    check_order(word("$ kubectl get ns", 80, 150), *cells)


def test_a_number_is_read_with_the_text_beside_it() -> None:
    rows = [
        [
            word(str(r + 1), 80, 190 + 80 * r, 45),
            word(f"cost {r}", 220, 197 + 80 * r),
            word(f"what {r} means", 800, 180 + 80 * r),
            word(f"and {r} more", 820, 220 + 80 * r),
        ]
        for r in range(5)
    ]
    check_order(TITLE, *(w for row in rows for w in row))


def test_the_numbers_of_an_axis_number_no_rows() -> None:
    axis = [word(str(20 - 5 * i), 80, 200 + 90 * i) for i in range(4)]
    legend = [word(f"series number {i}", 700, 205 + 60 * i) for i in range(4)]
    check_order(TITLE, *axis, *legend)


def test_a_comparison_is_read_by_rows_despite_a_wrapped_cell() -> None:
    rows = [
        [word("Any schema on read", 80, 200), word("A schema on write", 700, 200)],
        [word("Fast to fill", 80, 260), word("Slow to change", 700, 260)],
        [
            word("Predictions and all of the", 80, 320),
            word("usual reports", 80, 351),
            word("Reports only", 700, 336),
        ],
        [word("Data in all detail", 80, 411), word("Data summed up", 700, 411)],
        [word("Loose terms", 80, 471), word("Tight terms", 700, 471)],
    ]
    check_order(TITLE, *(w for row in rows for w in row))


def test_lists_with_different_rows_are_read_one_after_another() -> None:
    left = [word(f"left point {i}", 80, 200 + 60 * i) for i in range(6)]
    right = [word("right point that is", 700, 200), word("wrapped once", 700, 231)]
    right += [word(f"right point {i}", 700, 291 + 60 * i) for i in range(4)]
    check_order(TITLE, *left, *right)


def test_a_heading_over_two_columns_is_read_first() -> None:
    numbers = [word("1", 238, 170, 90), word("2", 652, 160, 90)]
    first = [numbers[0], word("Cost", 230, 350, 46), word("Optimization", 140, 402, 46)]
    second = [
        numbers[1],
        word("Culture of Cost", 548, 354, 46),
        word("Accountability", 550, 404, 46),
    ]
    check_order(word("How do we get there, in two steps?", 90, 60, 47), *first, *second)


def test_text_beside_a_notice_is_read_last() -> None:
    notice = word("© 2025 Example Inc. All rights reserved.", 80, 685, 16)
    logo, number = word("conf", 80, 655, 26), word("logo", 1190, 660, 30)
    points = [word(f"point {i}", 80 + 500 * (i // 3), 200 + 140 * (i % 3)) for i in range(6)]
    assert texts(number, notice, *points, TITLE, logo)[-3:] == ["conf", notice.text, "logo"]


def arabic(text: str, right: float, y: float, size: float = 30) -> TextBox:
    return word(text, right - len(text) * size * 0.5, y, size)


def test_right_to_left_text_is_read_from_the_right() -> None:
    title = arabic("جودة البيانات أولا", 1200, 50, 60)
    right = [
        arabic(text, 1200, 200 + 60 * i)
        for i, text in enumerate(["لكل جدول مالك", "نقيس", "نختبر"])
    ]
    left = [
        arabic(text, 600, 215 + 60 * i) for i, text in enumerate(["تغييرات صغيرة", "كل يوم", "معا"])
    ]
    check_order(title, *right, *left)


def centred(text: str, middle: float, y: float, size: float = 30) -> TextBox:
    return word(text, middle - len(text) * size * 0.25, y, size)


def test_labels_in_a_grid_of_boxes_are_read_row_by_row() -> None:
    """They stand beside a list, below a title that stands below the event's name."""
    event, title = word("#MeetUp 2023", 7, 7, 22), word("Backstage: main parts", 93, 47, 43)
    points = [word(f"point number {i}", 70, 141 + 73 * i, 37) for i in range(4)]
    rows = [("Docs", "Search"), ("Marketplace", "Plugin of a kind"), ("Catalog", "All templates")]
    grid = [
        centred(text, 632 + 230 * c, 137 + 104 * r, 26)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    check_order(event, title, *points, *grid, centred("Portal", 750, 466, 35))


def test_heads_with_captions_below_are_read_one_after_another() -> None:
    """They are two rows of three labels, but the letters of the upper ones are larger."""
    texts = [("Landing", "as received"), ("Clean", "typed and checked"), ("Serving", "for queries")]
    cards = [
        [centred(head, 240 + 400 * c, 300, 50), centred(caption, 240 + 400 * c, 400, 39)]
        for c, (head, caption) in enumerate(texts)
    ]
    check_order(TITLE, *(box for card in cards for box in card))


def test_numbers_with_labels_are_read_one_after_another() -> None:
    cards = [
        [centred(label, 240 + 400 * c, 300, 30), centred(number, 240 + 400 * c, 365, 40)]
        for c, (label, number) in enumerate([("Elasticity", "15%"), ("Coverage", "54%")])
    ]
    check_order(TITLE, *(box for card in cards for box in card))


def test_columns_are_read_one_after_another_although_a_balloon_reaches_across() -> None:
    left = [word(f"left code {i}", 80 + 20 * (i % 4), 70 + 28 * i) for i in range(12)]
    right = [word(f"a longer line of code {i}", 430 + 20 * (i % 3), 131 + 28 * i) for i in range(9)]
    balloon = word("this is it", 290, 75)
    assert texts(*right, balloon, *left)[-9:] == [line.text for line in right]


def test_text_in_a_frame_is_read_together() -> None:
    """Notes in a row hold lines of different sizes, which line up with those of other notes."""
    notes = [
        [word("1. Walk", 80, 220, 30), word("through", 90, 262, 30)],
        [word("2.", 330, 216, 26), word("Prepare", 310, 262, 34), word("terrain", 310, 310, 34)],
        [word("3. Turn", 560, 218, 40), word("the ship", 560, 268, 40)],
    ]
    frames = [FlatQuad.rectangle(220, 200).moved(left, 180) for left in (60, 290, 530)]
    cut = FlatQuad.rectangle(400, 30).moved(120, 255)
    boxes = [box for note in notes for box in note]
    lines = arrange(boxes[::-1], 1280, 720, frames=[*frames, cut])
    assert [line.text for line in lines] == [box.text for box in boxes]


def test_a_row_of_boxes_is_read_before_what_is_below() -> None:
    names = ["Evil client", "Weak server", "Evil helper"]
    boxes = [word(name, 140 + 400 * i, 300) for i, name in enumerate(names)]
    frames = [FlatQuad.rectangle(240, 130).moved(100 + 400 * i, 250) for i in range(3)]
    below = [
        word("Server in detail", 60, 430),
        word("Replaces the number of a place by its vector", 120, 480),
        word("helper.example.com", 890, 395),
    ]
    expected = [TITLE.text, *names, *(w.text for w in below)]
    shuffled = [*below[::-1], *boxes[::-1], TITLE]
    lines = arrange(shuffled, 1280, 720, frames=frames)
    assert [line.text for line in lines] == expected


def test_rows_of_cards_that_nearly_touch_are_read_one_after_another() -> None:
    """The lower row has a wide card. Numbers are larger than their labels."""
    frames, cards = [], list[TextBox]()
    for x, y, width, name in (
        (60, 150, 360, "Hosts"),
        (435, 150, 360, "Services"),
        (810, 150, 360, "Uptime"),
        (60, 415, 735, "Checks"),
        (810, 415, 360, "Users"),
    ):
        frames.append(FlatQuad.rectangle(width, 250).moved(x, y))
        cards += [
            word(f"{name} today", x + 20, y + 20, 24),
            word(f"1 {len(cards)}00", x + 20, y + 70, 48),
            word(f"More {name}", x + 20, y + 150, 24),
        ]
    lines = arrange([TITLE, *cards[::-1]], 1280, 720, frames=frames)
    assert [line.text for line in lines[1:]] == [card.text for card in cards]


def test_boxes_with_captions_below_are_read_with_their_captions() -> None:
    texts = [("Landing", "as received"), ("Clean", "typed and checked"), ("Serving", "for queries")]
    cards = [
        [centred(head, 240 + 400 * c, 300, 50), centred(caption, 240 + 400 * c, 400, 39)]
        for c, (head, caption) in enumerate(texts)
    ]
    frames = [FlatQuad.rectangle(360, 110).moved(60 + 400 * c, 270) for c in range(3)]
    boxes = [box for card in cards for box in card]
    lines = arrange([*boxes[::-1], TITLE], 1280, 720, frames=frames)
    assert [line.text for line in lines] == [TITLE.text, *(box.text for box in boxes)]


def test_the_frames_of_a_table_are_no_row_of_boxes() -> None:
    rows = [
        [word(text, 100 + 300 * column, 200 + 60 * row) for column, text in enumerate(cells)]
        for row, cells in enumerate(
            (("Kind", "Memory", "Size"), ("Small", "8 KB", "100 KB"), ("Large", "64 KB", "200 KB"))
        )
    ]
    frames = [FlatQuad.rectangle(298, 50).moved(90 + 300 * i, 190) for i in range(3)]
    flat = [cell for row in rows for cell in row]
    lines = arrange([TITLE, *flat[::-1]], 1280, 720, frames=frames)
    assert [line.text for line in lines] == [TITLE.text, *(cell.text for cell in flat)]


def test_a_cell_that_spans_two_rows_is_read_with_the_upper_one() -> None:
    def row(y: float, *cells: str) -> list[TextBox]:
        return [word(text, 80 + 250 * i, y) for i, text in enumerate(cells) if text]

    check_order(
        TITLE,
        *row(200, "Kind", "Memory", "Size", "Profile"),
        *row(260, "Tiny", "8 KB", "100 KB", "Subset", "2014"),
        word("Small", 80, 320),
        word("16 KB", 330, 320),
        word("200 KB", 580, 347),
        word("Full profile", 830, 320),
        word("2015", 1080, 320),
        *row(374, "Medium", "64 KB", "", "Optimised"),
        *row(434, "Light", "256 KB", "300 KB", "Compiled", "2016"),
        *row(494, "Large", "8 MB", "10 MB", "Other"),
    )
