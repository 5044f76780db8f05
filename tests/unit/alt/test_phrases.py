"""Which lines become phrases of an alt text."""

from __future__ import annotations

from support.factories import line

from slidescan.alt.lexicon import Lexicon
from slidescan.alt.short import alt_text
from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Line

TITLE = line("A title", 0, role="title")


def at(text: str, left: float, top: float, *, height: float = 30, confidence: float = 0.99) -> Line:
    right = left + 14.0 * len(text)
    quad = PhotoQuad((left, top), (right, top), (right, top + height), (left, top + height))
    return Line(text, confidence, quad)


def test_short_bullets_stay_apart() -> None:
    lines = [at(text, 100, 150 + 40 * i) for i, text in enumerate(("One", "Two", "Three", "Four"))]
    assert alt_text(lines) == "One, Two, Three, Four."


def test_addresses_dates_and_broken_lines_are_left_out() -> None:
    lines = [
        TITLE,
        at("https://example.org/a/very/long/address", 100, 150),
        at("November 29, 2017", 100, 250),
        at("h advanced analytics", 100, 350),
        at("What remains", 100, 450),
    ]
    assert alt_text(lines) == "A title: What remains."


def test_logos_at_the_edge_are_left_out() -> None:
    frame = PhotoQuad.rectangle(1600, 1000)
    lines = [TITLE, at("A point", 100, 400), at("ceph", 100, 940), at("Amazon", 900, 940)]
    assert alt_text(lines, frame=frame) == "A title: A point, Amazon."


def test_pieces_of_logos_are_left_out() -> None:
    lines = [at("e:Invent", 100, 150), at("AP", 100, 250), at("CNI", 100, 350), at("云", 100, 450)]
    assert alt_text(lines) == "CNI, 云."


def test_kinds_are_named_where_that_helps() -> None:
    lines = [TITLE, line("a point", 2)]
    assert alt_text(lines, kind="whiteboard", language="de").startswith("Whiteboard: A title")
    assert alt_text(lines, kind="diagram", language="fr").startswith("Schéma : A title")
    assert alt_text([line("The diagram of it", 0, role="title")], kind="diagram") == (
        "The diagram of it."
    )


def test_the_key_of_a_network_is_left_out_and_a_sentence_about_passwords_stays() -> None:
    lines = [
        TITLE,
        at("Wifi: OsloConf", 100, 150),
        at("Guest WLAN password hunter2", 100, 250),
        at("Passwort: hunter2", 100, 350),
        at("Passwords: never reuse them", 100, 450),
        at("How we built a wifi map", 100, 550),
    ]
    assert alt_text(lines) == "A title: Passwords: never reuse them; How we built a wifi map."


def test_words_parted_at_a_line_s_end_are_joined() -> None:
    lexicon = Lexicon()
    lines = [
        line("Planning", 0, role="title"),
        at("A system for distri-", 100, 150),
        at("buted transactions and", 100, 205),
        at("micro-", 100, 260),
        at("services", 100, 315),
    ]
    assert alt_text(lines, lexicon=lexicon) == (
        "Planning: A system for distributed transactions and microservices."
    )


def test_the_menu_of_a_demo_is_left_out_and_a_sentence_of_such_words_stays() -> None:
    frame = PhotoQuad.rectangle(1600, 1000)
    lines = [
        at("File Edit View Navigate Code Help", 100, 20),
        at("Build, run, view: one tool to edit them all", 100, 400),
    ]
    assert alt_text(lines, frame=frame) == "Build, run, view: one tool to edit them all."


def test_the_rests_of_cut_and_hidden_words_are_left_out() -> None:
    lexicon = Lexicon()
    lines = [
        TITLE,
        at("Backups are restored", 100, 150),
        at("ail latency grows", 100, 250),
        at("Tables have an owner", 100, 350),
        at("Schemas are checked", 100, 450),
        at("nvent wins", 2, 550),
        at("Share services between the", 100, 650),
        at("IBM Cloud (intel", 100, 750),
    ]
    assert alt_text(lines, lexicon=lexicon) == (
        "A title: Backups are restored, Tables have an owner, Schemas are checked."
    )


def test_words_of_programs_and_remarks_are_left_out() -> None:
    lines = [
        TITLE,
        at("Storage grows by half a year", 100, 150),
        at("Example.java× Other.java×", 100, 250),
        at("(small instance)", 100, 350),
        at("Image source: Wikimedia", 100, 450),
        at("17号", 100, 550),
        at("SSH open 347H", 100, 650),
        at("#data2025 @northwind", 100, 750),
    ]
    assert alt_text(lines, lexicon=Lexicon()) == "A title: Storage grows by half a year."


def test_what_is_below_a_point_that_is_left_out_belongs_to_no_other() -> None:
    lines = [
        TITLE,
        at("• Requirements of the proxy", 100, 150),
        at("• sxqz klrpt mnbv", 100, 200, confidence=0.5),
        at("• Blocked by the mesh", 160, 250),
    ]
    assert alt_text(lines, lexicon=Lexicon()) == (
        "A title: Requirements of the proxy, Blocked by the mesh."
    )


def test_a_figure_is_never_left_out_of_a_phrase() -> None:
    lines = [TITLE, at("Software spend by the year: $569B in all", 100, 150)]
    assert alt_text(lines, most=36) == "A title."


def test_elided_words_in_capitals_become_small() -> None:
    lines = [at("NOTRE PROJET D'ACTION POUR L’AVENIR", 100, 150)]
    assert alt_text(lines, language="fr") == "Notre projet d'action pour l’avenir."


def test_letters_shaped_as_capitals_are_corrected() -> None:
    lines = [TITLE, at("Goroutines wait off cPu cores", 100, 150)]
    assert alt_text(lines) == "A title: Goroutines wait off CPU cores."


def test_short_acronyms_end_with_a_capital_i() -> None:
    assert alt_text([TITLE, at("Bl use cases only", 100, 200)]) == "A title: BI use cases only."
    assert "BI" not in alt_text([TITLE, at("Bl use cases only", 100, 200)], language="es")


def test_the_rests_of_addresses_and_stray_signs_are_left_out() -> None:
    lines = [
        TITLE,
        at("Write to us <us@example.org>", 100, 150),
        at("thanks to Ferries/@vincent", 100, 250),
        at("20e7&id=db5a7b9eff", 100, 350),
        at("@vincent.", 100, 450),
        at("=Galaxy", 100, 550),
    ]
    assert alt_text(lines) == "A title: Write to us, thanks to Ferries, Galaxy."


def test_a_sentence_of_several_lines_may_begin_with_a_small_article() -> None:
    lines = [
        TITLE,
        at("the simplest way to process a stream", 100, 150),
        at("is not having to reason", 180, 185),
        at("about streaming at all", 190, 220),
    ]
    assert alt_text(lines) == (
        "A title: the simplest way to process a stream is not having to reason about streaming"
        " at all."
    )
    assert alt_text([TITLE, at("the end of another sentence", 100, 150)]) == "A title."


def test_cells_of_a_row_that_were_read_as_one_line_are_left_out() -> None:
    lines = [TITLE, at("exactly once exactly once at least once", 100, 150), at("A row", 100, 250)]
    assert alt_text(lines) == "A title: A row."


def test_look_alike_letters_of_short_names_and_unlike_quotes_are_mended() -> None:
    lines = [TITLE, at("Travis Cl and TlaaS", 100, 150), at('A “lake" for all', 100, 250)]
    assert alt_text(lines) == "A title: Travis CI and TIaaS, A “lake” for all."
    assert alt_text([line("Noel& Pierre", 0, role="title")]) == "Noel & Pierre."


def test_events_are_known_by_their_kind_at_the_edge_alone() -> None:
    frame = PhotoQuad.rectangle(1600, 1000)
    lines = [
        TITLE,
        at("What the IEEE Conference on Data Mining taught us", 100, 400),
        at("CloudNativeCon", 900, 20),
        at("IEEE International Conference on Data Mining", 300, 940),
    ]
    assert alt_text(lines, frame=frame) == (
        "A title: What the IEEE Conference on Data Mining taught us."
    )


def test_the_edge_of_the_photo_cuts_a_sentence() -> None:
    frame = PhotoQuad.rectangle(1600, 1000)
    sentence = at("Currently, the spec is implemented in Envoy. More t", 884, 300)
    logo = at("SPIRE", 1528, 500)
    whole = at("Trailers are encoded into the stream", 100, 400)
    assert alt_text([TITLE, sentence, whole, logo], frame=frame) == (
        "A title: Trailers are encoded into the stream; SPIRE."
    )


def test_chinese_lines_that_may_be_misread_are_left_out() -> None:
    lines = [
        at("服务网格的演进路线", 100, 150, confidence=0.99),
        at("导址方室的演进", 100, 250, confidence=0.94),
    ]
    assert alt_text(lines, language="zh", lexicon=Lexicon()) == "服务网格的演进路线。"


def test_names_with_digits_are_known() -> None:
    lines = [TITLE, at("HTML5 and IPv6", 100, 150, confidence=0.94)]
    assert alt_text(lines, lexicon=Lexicon()) == "A title: HTML5 and IPv6."


def test_half_a_title_is_none() -> None:
    lines = [
        line("10 Re2/oluts.on", 0, role="title", confidence=0.82),
        line("Eight", 1, role="title", confidence=0.99),
        at("The first release of eight", 100, 250),
    ]
    assert alt_text(lines, lexicon=Lexicon()) == "The first release of eight."


def test_what_stands_in_the_bar_of_a_program_is_left_out() -> None:
    frame = PhotoQuad.rectangle(1600, 1000)
    lines = [
        at("PowerPoint Browse Window", 100, 20),
        at("Help", 600, 20),
        at("talk-2017 (1).pptx", 800, 50),
        at("Fri 2:49 PM Matnet", 1200, 20),
        at("Three types of frames", 100, 400),
        at("Data frames carry data, PowerPoint shows them", 100, 500),
    ]
    assert alt_text(lines, frame=frame) == (
        "Three types of frames; Data frames carry data, PowerPoint shows them."
    )


def test_a_role_in_the_title_is_set_off_from_the_name() -> None:
    lines = [
        line("Ada Lindqvist", 0, role="title"),
        line("Community Engagement, Europe @Northwind", 1, role="title"),
    ]
    assert alt_text(lines) == "Ada Lindqvist, Community Engagement, Europe @Northwind."
    plain = [line("Data Lakes", 0, role="title"), line("For All of Us", 1, role="title")]
    assert alt_text(plain) == "Data Lakes For All of Us."


def test_a_letter_o_among_three_digits_is_a_zero() -> None:
    assert alt_text([TITLE, at("over 4,00o citations of it", 100, 150)]) == (
        "A title: over 4,000 citations of it."
    )


def test_a_small_l_in_an_unknown_word_is_an_i_if_that_is_a_common_word() -> None:
    lexicon = Lexicon()
    assert lexicon.correct_lookalikes("Ploneer Tax") == "Pioneer Tax"
    assert lexicon.correct_lookalikes("Sullivan likes parallel trials") == (
        "Sullivan likes parallel trials"
    )
    assert Lexicon(seen=frozenset({"ploneer"})).correct_lookalikes("Ploneer") == "Ploneer"


def test_a_word_in_small_letters_beside_a_title_alone_is_a_logo() -> None:
    assert alt_text([TITLE, at("cope", 700, 300)]) == "A title."
    assert alt_text([TITLE, at("• cope", 100, 300)]) == "A title: cope."


def test_a_compound_keeps_its_hyphen_at_a_line_s_end() -> None:
    lines = [
        line("A framework for flight-", 0, role="title"),
        line("quality systems", 1, role="title"),
        at("We build high-", 100, 350),
        at("quality tools for infra-", 100, 405),
        at("structure", 100, 460),
    ]
    assert alt_text(lines, lexicon=Lexicon()) == (
        "A framework for flight-quality systems: We build high-quality tools for infrastructure."
    )


def test_a_dash_that_touches_a_word_is_set_off_and_a_hyphen_for_a_word_to_come_is_not() -> None:
    lines = [
        TITLE,
        at("• Uniform- provides consistency", 100, 150),
        at("• Pre- and post-processing of data", 100, 250),
    ]
    assert alt_text(lines) == (
        "A title: Uniform – provides consistency, Pre- and post-processing of data."
    )
