"""The contract of full-text indexes, tested on each kind."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from support.factories import slide
from support.searched_slides import SLIDES
from support.servers import ON_A_SERVER

from slidescan.search.analysis import Document
from slidescan.search.indexes import postgres as postgres_index
from slidescan.search.indexes.fts5 import Fts5Index
from slidescan.search.indexes.postgres import PostgresIndex, VocabularyCache
from slidescan.search.indexes.protocol import SearchIndex
from slidescan.search.indexes.records import Filter
from slidescan.search.indexes.whoosh import WhooshIndex
from slidescan.search.parser import parse
from slidescan.search.query import (
    And,
    DateFilter,
    ImageFilter,
    NearFilter,
    Node,
    Not,
    Or,
    PropertyFilter,
    Term,
)
from slidescan.search.rewrite import expand
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Server

LANGUAGES = ("de", "en", "ru")
MAKERS: dict[str, Callable[[], SearchIndex]] = {
    "whoosh": lambda: WhooshIndex.in_memory(LANGUAGES),
    "fts5": lambda: Fts5Index.in_memory(LANGUAGES),
}


@pytest.fixture(params=[*MAKERS, *ON_A_SERVER])
def empty(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[SearchIndex]:
    if request.param in MAKERS:
        with closing(MAKERS[request.param]()) as made:
            yield made
        return
    url = request.getfixturevalue("postgres").database()
    if request.param == "trigrams":
        # As with a very large vocabulary.
        monkeypatch.setattr(postgres_index, "MAX_MEMORY_TERMS", -1)
    with Catalogue.open(Server(url), write=True) as catalogue:
        yield PostgresIndex(catalogue.database, VocabularyCache(), LANGUAGES)


@pytest.fixture
def index(empty: SearchIndex) -> SearchIndex:
    empty.replace([Document.of(each) for each in SLIDES], ())
    return empty


def find(index: SearchIndex, node: Node | str, limit: int = 10, **within: object) -> list[str]:
    root = parse(node).root if isinstance(node, str) else node
    assert root is not None
    asked = Filter(**within)  # type: ignore[arg-type]
    found = index.search(expand(root), limit=limit, within=asked)
    assert len(found.best) == min(limit, found.total)
    assert all(match.score >= 0 for match in found.best)
    assert [m.score for m in found.best] == sorted((m.score for m in found.best), reverse=True)
    return [match.image for match in found.best]


@pytest.mark.parametrize(
    ("text", "queries"),
    [
        ("שָׁלוֹם עולם", ("שלום", "שָׁלוֹם")),
        ("الكِتَابُ المُفيد", ("الكتاب", "المفيد")),
        ("ทะเลสาบข้อมูล", ("ข้อมูล", "ทะเลสาบ", "ทะเลสาบข้อมูล")),
        ("ﾃﾞｰﾀﾚｲｸ", ("データ", "レイク")),
        ("Form W-2, COVID-19", ("w2", "W-2", "covid19")),
        ("Kubernetes v1.29.3", ("1.29", "v1.29.3", "1.29.3")),
        ("The U.S.A. market", ("USA", "U.S.A.", "u.s.a")),
        ("A USA market", ("U.S.A.",)),
    ],
)
def test_words_are_found_in_every_script_and_spelling(
    empty: SearchIndex, text: str, queries: tuple[str, ...]
) -> None:
    empty.replace([Document.of(slide("a", (text,))), Document.of(slide("b", ("別の本",)))], ())
    for query in queries:
        assert find(empty, query) == ["a"], query


@pytest.mark.parametrize(
    ("query", "images"),
    [
        ("data lake", "ac"),
        ("DataLake", "ac"),
        ("data-lake", "ac"),
        ('"data lake"', "ac"),
        ('"lake data"', ""),
        ("pipeline", "b"),
        ("code pipeline", "b"),
        ("10GB", "b"),
        ("1000", "b"),
        ("stream", "a"),
        ("run", "c"),
        ("schnittstelle", "d"),
        ("vertrage", "d"),
        ("поток", "e"),
        ("検索", "f"),
        ("検", "f"),
        ("索", "f"),
        ("仕*", "f"),
        ("kines*", "a"),
        ("data -lake", "b"),
        ("-data -verträge -索引", "eh"),
        ("lake OR shoes", "ac"),
        ("(lake OR pipeline) builds", "ab"),
        ("title:data", "a"),
        ("title:pipeline", "b"),
        ("section:delivery", "b"),
        ("tag:ops", "b"),
        ("lang:de", "d"),
        ("lang:eng data", "abc"),
        ("lang:de OR shoes", "cd"),
        ("-lang:en", "def"),
        ("is:unlinked data", "c"),
        ("is:linked -pipeline", "a"),
        ("is:slide kinesis", "a"),
        ("is:textless", ""),
        ("before:2024-02", "b"),
        ("after:2024-01-05 before:2024-01-06", "b"),
        ("after:2024-02 lake", "ac"),
        ("luis.p@example.com", "h"),
        ("example.com", "h"),
        ("https://example.com/blog", "h"),
        ("luis contact", "h"),
        ("nothing", ""),
    ],
)
def test_a_query_finds_its_slides(index: SearchIndex, query: str, images: str) -> None:
    found = "".join(sorted(image[0] for image in find(index, query)))
    assert found == images


def test_filters_of_a_query_need_no_words(index: SearchIndex) -> None:
    assert sorted(find(index, ImageFilter(("a.jpg", "d.jpg", "nowhere")))) == ["a.jpg", "d.jpg"]
    assert find(index, ImageFilter(())) == []
    assert find(index, And((Term("data"), ImageFilter(("b.jpg",))))) == ["b.jpg"]
    assert find(index, And((Term("data"), Not(ImageFilter(("b.jpg", "c.jpg")))))) == ["a.jpg"]
    assert find(
        index, Or((PropertyFilter("lang", "ja"), And((Term("shoes"), DateFilter(until="2000")))))
    ) == ["f.jpg"]
    assert sorted(find(index, "lake", textless=True)) == ["a.jpg", "c.jpg", "g.jpg"]
    assert find(index, "is:textless", textless=True) == ["g.jpg"]
    with pytest.raises(TypeError, match="resolved"):
        find(index, NearFilter("a.jpg"))


def test_options_filter_results(index: SearchIndex) -> None:
    assert find(index, "data", posts=("p/b.md", "p/none.md")) == ["b.jpg"]
    assert find(index, "data", tags=("OPS",)) == ["b.jpg"]
    assert find(index, "data", tags=("a,b",)) == ["b.jpg"]
    assert sorted(find(index, "data", since="2024-02-01")) == ["a.jpg", "c.jpg"]
    assert find(index, "data", until="2024-01-31") == ["b.jpg"]


def test_results_are_ordered_limited_and_counted(index: SearchIndex) -> None:
    assert find(index, "lake", limit=1)[0] in ("a.jpg", "c.jpg")
    found = index.search(Term("data"), limit=1, within=Filter())
    assert (found.total, len(found.best)) == (3, 1)
    latest = index.search(Term("data"), limit=3, within=Filter(), order="date")
    assert [match.image for match in latest.best] == ["a.jpg", "c.jpg", "b.jpg"]
    every = index.search(Not(Term("data")), limit=2, within=Filter(), order="date")
    assert every.total == 4


def test_boolean_queries_agree_with_sets_of_words(empty: SearchIndex) -> None:
    """Compares queries with sets of words."""
    chance = random.Random(1)
    words = ("lake", "data", "river", "cloud", "stream", "table", "batch")
    texts = {f"{n:02}.jpg": chance.choices(words, k=chance.randint(1, 7)) for n in range(60)}
    empty.replace([Document.of(slide(image, own)) for image, own in texts.items()], ())
    wanted: dict[str, Callable[[set[str]], bool]] = {
        "lake -data": lambda s: "lake" in s and "data" not in s,
        "lake river -data": lambda s: {"lake", "river"} <= s and "data" not in s,
        "lake -data -cloud": lambda s: "lake" in s and not s & {"data", "cloud"},
        "(lake OR river) -data": lambda s: bool(s & {"lake", "river"}) and "data" not in s,
        "lake (river OR -data)": lambda s: "lake" in s and ("river" in s or "data" not in s),
        "lake OR (river -data)": lambda s: "lake" in s or ("river" in s and "data" not in s),
        "lake -(data cloud)": lambda s: "lake" in s and not {"data", "cloud"} <= s,
        "-lake": lambda s: "lake" not in s,
        "-(lake OR data)": lambda s: not s & {"lake", "data"},
    }
    for query, fits in wanted.items():
        fitting = [image for image, own in texts.items() if fits(set(own))]
        assert sorted(find(empty, query, limit=100)) == fitting, query


def test_changed_and_removed_slides(index: SearchIndex) -> None:
    ponds = Document.of(slide("a.jpg", ("Ponds", "kinetics")))
    index.replace([ponds, Document.of(slide("z.jpg", ("Fresh", "words")))], ["b.jpg", "nowhere"])
    assert find(index, "kinesis") == []
    assert find(index, "ponds") == ["a.jpg"]
    assert find(index, "fresh") == ["z.jpg"]
    assert find(index, "pipeline") == []
    assert index.vocabulary.frequency("kinesis") == 0
    assert index.vocabulary.suggest(["kinetiks"]) == {"kinetiks": "kinetics"}


def test_the_vocabulary_counts_and_suggests_words(index: SearchIndex) -> None:
    words = index.vocabulary
    assert "lake" in words
    assert "codepipeline" in words
    assert "delivery" not in words
    assert words.frequency("data") == 2
    assert words.frequency("nowhere") == 0
    assert words.suggest(["kinesys", "data", "zzzzzzz", "lkae"]) == {
        "kinesys": "kinesis",
        "lkae": "lake",
    }
    assert words.suggest(["runnershoes"]) == {"runnershoes": "runner shoes"}
    assert words.halves(["amazonstreams", "lake", "xylakes"]) == {
        "amazonstreams": (("amazon", "streams"),)
    }
    assert "codepipeline" in words.similar(["pipe"], two_edits=False)["pipe"]
    assert words.similar(["arnazon"], two_edits=False)["arnazon"][0] == "amazon"
    assert words.similar(["streems"], two_edits=False)["streems"] == ("streams",)
    assert "strxxms" not in words.similar(["strxxms"], two_edits=False)
    assert words.similar(["strxxms"], two_edits=True)["strxxms"] == ("streams",)
    assert words.similar(["s3", "a", ""], two_edits=True) == {}


def test_an_index_in_memory_leaves_the_temporary_folder_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    index = WhooshIndex.in_memory(("en",))
    index.replace((Document.of(each) for each in SLIDES), ())
    assert index.count() == len(SLIDES)
    index.close()
    assert not (tmp_path / "nowhere").exists()
