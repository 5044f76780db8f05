"""What a tool and a prompt are, and the session that they use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from slidescan.assistant.schemas import Schema
from slidescan.core.records import Card, Slide
from slidescan.errors import NotInIndex
from slidescan.library import Library

Arguments: TypeAlias = Mapping[str, Any]
"""Arguments of a call; those of a tool have passed its schema."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its bytes and their MIME type."""

    data: bytes
    mime_type: str = "image/jpeg"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tool answers.

    Attributes:
        value: JSON that agrees with the tool's `answer` schema.
        pictures: Pictures beside it.
    """

    value: dict[str, Any]
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """A part of a prompt: a text, or a picture with the address of its resource."""

    text: str
    picture: Picture | None = None


class Session:
    """What the calls of one assistant share.

    Photos are found by their paths in the catalogue alone: no argument is ever used as the path of
    a file.

    Args:
        library: The slides.
        allow_proposals: Whether the assistant may store alt texts for a review.
    """

    def __init__(self, library: Library, *, allow_proposals: bool = False) -> None:
        self.library = library
        self.allow_proposals = allow_proposals

    def images(self) -> tuple[str, ...]:
        """The photos of all slides, by path."""
        with self.library.lists() as lists:
            return lists.all_images()

    def cards(self, images: Sequence[str]) -> tuple[Card, ...]:
        """Summaries of the slides of some photos, in their order."""
        with self.library.lists() as lists:
            return tuple(lists.of(images).values())

    def slide(self, photo: str) -> Slide:
        """The slide of a photo: its path below the site, or the end of that.

        Raises:
            NotInIndex: The index holds no such photo, or several.
        """
        wanted = photo.removeprefix("./")
        images = self.images()
        ends = [image for image in images if wanted and image.endswith(f"/{wanted}")]
        image = wanted if wanted in images else ends[0] if len(ends) == 1 else ""
        slide = self.library.slide_at(image) if image else None
        if slide is not None:
            return slide
        if ends:
            raise NotInIndex(f"{photo} may be {ends[0]} or {ends[1]}", "give more of its path")
        raise NotInIndex(f"the index holds no photo {photo}", "read it with slidescan ingest")

    def posts(self, name: str) -> tuple[str, ...]:
        """Posts that show slides: by path, end of the path, or part of the title.

        Raises:
            NotInIndex: There is none.
        """
        with self.library.lists() as lists:
            titles = {each.post: each.title for each in lists.posts()}
        wanted = name.strip().removeprefix("./")
        folded = wanted.casefold()
        for matches in (
            lambda post: post == wanted,
            lambda post: post.endswith(f"/{wanted}"),
            lambda post: bool(folded) and folded in titles[post].casefold(),
        ):
            posts = tuple(sorted(filter(matches, titles)))
            if posts:
                return posts
        raise NotInIndex(f"no post “{name}” shows slides", "take its path from search_slides")


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that an assistant calls.

    Attributes:
        name: Its name.
        title: Its title, for people.
        description: What it does, for the assistant.
        arguments: The schema of each argument.
        answer: The schema of its answer.
        run: Answers a call; arguments have passed the schema. The last argument is the
            assistant's name.
        required: Arguments that every call has.
        is_writing: Whether it stores something, so that the person must allow it.
    """

    name: str
    title: str
    description: str
    arguments: Mapping[str, Schema]
    answer: Schema
    run: Callable[[Session, Arguments, str], Answer]
    required: tuple[str, ...] = ()
    is_writing: bool = False

    @property
    def schema(self) -> Schema:
        """The schema of the arguments."""
        return {
            "type": "object",
            "properties": dict(self.arguments),
            "required": list(self.required),
            "additionalProperties": False,
        }


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt that a person chooses.

    Attributes:
        name: Its name.
        title: Its title.
        description: What it does.
        arguments: What each argument is; all are required.
        run: Makes its messages.
    """

    name: str
    title: str
    description: str
    arguments: Mapping[str, str]
    run: Callable[[Session, Arguments], tuple[Message, ...]]
