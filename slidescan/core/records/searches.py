"""Answers to searches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Literal, TypeAlias

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records.posts import Json
from slidescan.core.records.renamed import renamed_fields
from slidescan.core.records.slides import Slide

MatchSource: TypeAlias = Literal["words", "meaning"]
"""Why a slide is a hit: it has words of the query, or it means what the query asks."""


MatchedIn: TypeAlias = Literal["slide", "author", "heading", "post", "tag", ""]
"""Where a hit has the words: on the photo; in what authors wrote about it; in a heading, the title
or a tag of a post that shows it; empty if nowhere, as for hits by meaning or by a filter alone."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A slide that matches a search.

    Attributes:
        slide: The slide.
        score: BM25F; higher is better. Scores are comparable only within one search.
        snippet: The matches in context: pieces of text, each with True if it is a match.
        boxes: The matches on the upright photo.
        others: Other photos of the same slide that match; this hit stands for them.
        by: `meaning` for a slide without the words, which ranks below all slides with them.
        matched_in: Where it has the words.
        matched_text: If that isn't the slide, the text that has them, as pieces like the snippet.
        missing: Words of the query that it lacks, if it has others.
    """

    slide: Slide
    score: float
    snippet: tuple[tuple[str, bool], ...]
    boxes: tuple[PhotoQuad, ...]
    others: tuple[str, ...] = ()
    by: MatchSource = "words"
    matched_in: MatchedIn = ""
    matched_text: tuple[tuple[str, bool], ...] = ()
    missing: tuple[str, ...] = ()

    def to_json(self) -> Json:
        """The hit as in the contract."""
        return {
            "image": self.slide.image,
            "title": self.slide.title,
            "score": round(self.score, 3),
            "snippet": "".join(
                f"<mark>{escape(text)}</mark>" if marked else escape(text)
                for text, marked in self.snippet
            ),
            "boxes": [quad.to_json() for quad in self.boxes],
            "others": list(self.others),
            "by": self.by,
            "matched_in": self.matched_in,
            "missing": list(self.missing),
            **({"deck": self.slide.page.link} if self.slide.page else {}),
            "links": [link.to_json() for link in self.slide.links],
        }


@dataclass(frozen=True, slots=True)
class Similar:
    """A slide that is similar to another slide.

    Attributes:
        slide: The similar slide.
        score: Combined similarity of words, meaning and pictures, 0..1.
        words: Similarity of the two slides' words, 0..1.
        picture: Similarity of their pictures, 0..1.
        same: Whether both photos show the same slide.
        meaning: Similarity of what they mean, 0..1; None if the slides have no vectors.
    """

    slide: Slide
    score: float
    words: float
    picture: float
    same: bool
    meaning: float | None = None

    def to_json(self) -> Json:
        """The slide's image, title and links, and the similarity."""
        return {
            "image": self.slide.image,
            "title": self.slide.title,
            "score": round(self.score, 3),
            "words": round(self.words, 3),
            "picture": round(self.picture, 3),
            "same": self.same,
            "meaning": None if self.meaning is None else round(self.meaning, 3),
            "links": [link.to_json() for link in self.slide.links],
        }


@renamed_fields(note="notice")
@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a search.

    Attributes:
        query: The query as typed.
        total: The number of photos that match.
        hits: The best matches, one for each slide.
        took_ms: Time in the library, milliseconds.
        suggestion: A "did you mean" if nothing matches.
        notice: How the search deviated from the query, for people; may be empty.
        hint: How to find slides by meaning, for people; empty if slides are, or need not be.
    """

    query: str
    total: int
    hits: tuple[Hit, ...]
    took_ms: float
    suggestion: str | None = None
    notice: str = ""
    hint: str = ""

    def by_post(self) -> Mapping[str | None, tuple[Hit, ...]]:
        """The hits in each post, by the post's path; None is the key of hits in no post.

        Posts are in the order of their best hits.
        """
        groups: dict[str | None, list[Hit]] = {}
        for hit in self.hits:
            for post in dict.fromkeys(link.post for link in hit.slide.links) or (None,):
                groups.setdefault(post, []).append(hit)
        return {post: tuple(hits) for post, hits in groups.items()}

    def to_json(self, *, group: bool = False) -> Json:
        """The answer as in the contract; with `group`, also the hits in each post."""
        answer: Json = {
            "query": self.query,
            "total": self.total,
            "took_ms": round(self.took_ms, 1),
            "suggestion": self.suggestion,
            "note": self.notice or None,
            "hint": self.hint or None,
            "hits": [hit.to_json() for hit in self.hits],
        }
        if group:
            answer["posts"] = [
                {"post": post, "images": [hit.slide.image for hit in hits]}
                for post, hits in self.by_post().items()
            ]
        return answer
