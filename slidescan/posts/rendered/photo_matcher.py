"""Which photo of the site an image of the built site is: by path, bytes, name, or the picture."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from unicodedata import normalize

from slidescan.posts.rendered.file_names import name_key, original_stems, stem_of
from slidescan.posts.rendered.folder import BuiltSite
from slidescan.posts.rendered.image_addresses import DIGEST_PREFIX
from slidescan.posts.rendered.pictures import Answer, Pictures

MIN_TELLING_BYTES = 256 * 1024
"""From this size, two files of one name and the same size in bytes are taken to be equal."""

MATCHING = "match "
"""What matching asks of an image: its photos, again if they are not certain, their originals."""

MAX_PREPARED_PHOTOS = 20
"""How many photos of a copy's name are looked at before the first is compared."""

_UNCOMPRESSED = (".bmp", ".tif", ".tiff")
_UNCOMPARED = (".svg",)


@dataclass(frozen=True, slots=True)
class Match:
    """The photos that an image of the built site can be.

    Attributes:
        photos: Their paths, the likeliest first; several are equal in bytes or in name.
        is_certain: Whether it is one of them without what a post says.
        originals: Photos that they are resized copies of, as generators keep them among the
            sources; they count unless the post refers to a copy.
    """

    photos: tuple[str, ...]
    is_certain: bool = True
    originals: tuple[str, ...] = ()


NO_MATCH = Match(())


class PhotoMatcher:
    """Recognises the site's images in its built site.

    Args:
        root: The site.
        images: Paths of its images.
        published: Returns its images by the address at which the generator's rules publish them.
        built: The built site.
        pictures: Reads and compares image files.
    """

    def __init__(
        self,
        root: Path,
        images: Sequence[str],
        published: Callable[[], Mapping[str, str]],
        built: BuiltSite,
        pictures: Pictures,
    ) -> None:
        self._root = root
        self._images = images
        self._published = published
        self._built = built
        self._pictures = pictures
        self._digests: dict[int, Mapping[str, Sequence[str]]] = {}
        self._likeliest: dict[str, Sequence[str]] = {}
        self._matches: dict[str, Match] = {}
        self._similar: dict[str, Match | None] = {}

    @cached_property
    def _by_size(self) -> Mapping[int, Sequence[str]]:
        by_size: dict[int, list[str]] = defaultdict(list)
        for image in self._images:
            size = self._pictures.photo_size(image)
            if size:
                by_size[size].append(image)
        return by_size

    @cached_property
    def _by_size_and_name(self) -> Mapping[tuple[int, str], Sequence[str]]:
        photos: dict[tuple[int, str], list[str]] = defaultdict(list)
        for size, of_size in self._by_size.items():
            for photo in of_size:
                photos[size, _name(photo)].append(photo)
        return photos

    def _by_size_and_digest(self, size: int) -> Mapping[str, Sequence[str]]:
        """The photos of a size by the digests of their bytes, which are read only if needed."""
        if size not in self._digests:
            photos: dict[str, list[str]] = defaultdict(list)
            for photo in self._by_size[size]:
                photos[self._pictures.photo_digest(photo) or ""].append(photo)
            self._digests[size] = photos
        return self._digests[size]

    @cached_property
    def _by_stem(self) -> Mapping[str, Sequence[str]]:
        by_stem: dict[str, list[str]] = defaultdict(list)
        for image in self._images:
            by_stem[name_key(stem_of(image))].append(image)
        return by_stem

    @cached_property
    def _same_name(self) -> Mapping[str, Sequence[str]]:
        by_name: dict[str, list[str]] = defaultdict(list)
        for image in self._images:
            by_name[_name(image)].append(image)
        return by_name

    @cached_property
    def _by_digest(self) -> Mapping[str, Sequence[str]]:
        by_digest: dict[str, list[str]] = defaultdict(list)
        for image in self._images:
            by_digest[self._pictures.photo_digest(image) or ""].append(image)
        return by_digest

    @cached_property
    def _built_images(self) -> Mapping[str, str]:
        """Paths of built images by their composed form, as addresses are."""
        return {normalize("NFC", path): path for path in self._built.images}

    @cached_property
    def _folders(self) -> frozenset[str]:
        """The outermost folders of the built site, and the files beside them."""
        paths = (*self._built.images, *self._built.pages)
        return frozenset(path.partition("/")[0] for path in paths)

    def prepare(self, paths: Iterable[str], *, is_ahead: bool = False) -> None:
        """Looks at the pictures that matching compares, all at once.

        Args:
            paths: Paths below the built site that `match` will be asked for.
            is_ahead: Whether to return at once, since they will be asked for later.
        """
        copies: list[str] = []
        photos: dict[str, None] = {}
        for path in dict.fromkeys(paths):
            built = self._built_images.get(path)
            if built is None or self._pictures.is_answered(built, MATCHING):
                continue
            if built.lower().endswith(_UNCOMPARED) or self._by_bytes(built):
                continue
            copies.append(built)
            if built not in self._likeliest:
                stems = original_stems(built, is_checked=True)
                of_stem = (self._by_stem[stem] for stem in stems if stem in self._by_stem)
                self._likeliest[built] = next(of_stem, ())[:MAX_PREPARED_PHOTOS]
            photos.update(dict.fromkeys(self._likeliest[built]))
        self._pictures.prepare(copies, photos, is_ahead=is_ahead)

    def match(self, path: str) -> Match:
        """The photos at an address of a page, by path, bytes or name.

        Args:
            path: The path below the built site, or the digest of an image inside a page.
        """
        match = self._matches.get(path)
        if match is None:
            match = self._matches[path] = self._match(path)
        return match

    def _match(self, path: str) -> Match:
        if path.startswith(DIGEST_PREFIX):
            return self._copies(self._by_digest.get(path[len(DIGEST_PREFIX) :], ()), "")
        built = self._built_images.get(path)
        if built is not None:
            answer = self._pictures.answer(built, MATCHING, lambda: self._of_file(built))
            return Match(answer[0], not answer[1], answer[2])
        return self._by_link(path) or self._by_path(path)

    def _of_file(self, path: str) -> Answer:
        """The photos that a file of the built site can be; in the form that is kept."""
        match = self._by_bytes(path)
        match = self._with_originals(match, path) if match else self._by_name(path)
        return match.photos, () if match.is_certain else match.photos, match.originals

    def _by_link(self, path: str) -> Match | None:
        """The photo that a symbolic link in the built site leads to; nothing is read."""
        if not self._built.linked:
            return None
        rest = ""
        while path:
            target = self._built.linked.get(path)
            if target is not None:
                photo = target / rest
                if photo.is_relative_to(self._root):
                    image = photo.relative_to(self._root).as_posix()
                    return Match((image,)) if image in self._image_set else None
                return None
            path, _, last = path.rpartition("/")
            rest = posixpath.join(last, rest) if rest else last
        return None

    @cached_property
    def _image_set(self) -> frozenset[str]:
        return frozenset(self._images)

    def _by_path(self, path: str) -> Match:
        """The photo of a file that the built site lacks: its folder is published apart."""
        if "/" not in path or path.partition("/")[0] in self._folders:
            return NO_MATCH  # browsers find no image there
        photo = self._published().get("/" + path)
        if photo is not None:
            return Match((photo,))
        same_name = self._same_name.get(_name(path), ())
        ending = "/" + path.casefold()
        photos = [p for p in same_name if ("/" + normalize("NFC", p).casefold()).endswith(ending)]
        return Match(tuple(photos)) if len(photos) == 1 else NO_MATCH

    def _by_bytes(self, path: str) -> Match | None:
        size = self._pictures.size(path)
        same_size = self._by_size.get(size or 0, ())
        if not same_size:
            return None
        same_name = self._by_size_and_name.get((size or 0, _name(path)), ())
        is_telling = (size or 0) >= MIN_TELLING_BYTES and not path.lower().endswith(_UNCOMPRESSED)
        if len(same_name) == 1 and is_telling:
            return Match(tuple(same_name))
        digest = self._pictures.digest(path)
        photos = self._by_size_and_digest(size or 0).get(digest, ()) if digest else ()
        return self._copies(photos, path) if photos else None

    def _copies(self, photos: Sequence[str], path: str) -> Match:
        """Photos with the same bytes, the one with the most similar path first."""
        return Match(tuple(sorted(photos, key=lambda photo: (-_common_end(photo, path), photo))))

    def _by_name(self, path: str) -> Match:
        """The photo that a file is a resized copy of: its name proposes, the picture decides."""
        can_compare = self._can_compare(path)
        for stem in original_stems(path, is_checked=can_compare):
            photos = self._by_stem.get(stem, ())
            if photos and not can_compare:
                return Match(tuple(photos), is_certain=len(photos) == 1)
            same = self._pictures.same(path, photos) if photos else ()
            if same:
                return self._copies(same, path)
        return NO_MATCH

    def _with_originals(self, match: Match, path: str) -> Match:
        """A match by bytes, with the larger photos that its own name leads to."""
        stems = list(original_stems(path, is_checked=True))[1:]
        others = [p for stem in stems for p in self._by_stem.get(stem, ()) if p not in match.photos]
        if not others or not self._can_compare(path):
            return match
        larger = self._pictures.larger(path, others)  # not a thumbnail that lies beside it
        return replace(match, originals=tuple(self._pictures.same(path, larger)))

    def may_show(self, path: str) -> bool:
        """Whether browsers can find an image at an address that is no photo of the site.

        Args:
            path: The path below the built site.
        """
        return path in self._built_images or path.partition("/")[0] not in self._folders

    def similar(self, path: str) -> Match | None:
        """The photos that the picture at an address shows; None if it can't be compared.

        Args:
            path: The path below the built site.
        """
        match = self._similar.get(path, NO_MATCH)
        if match is NO_MATCH:
            built = self._built_images.get(path)
            match = None
            if built is not None and self._can_compare(built):
                match = self._copies(self._pictures.similar(built), built)
            self._similar[path] = match
        return match

    def _can_compare(self, path: str) -> bool:
        return not path.lower().endswith(_UNCOMPARED) and self._pictures.can_compare(path)


def _name(path: str) -> str:
    return normalize("NFC", posixpath.basename(path)).casefold()


def _common_end(first: str, second: str) -> int:
    """How many of the last parts of two paths are equal."""
    count = 0
    pairs = zip(reversed(first.split("/")), reversed(second.split("/")), strict=False)
    for one, other in pairs:
        if one.casefold() != other.casefold():
            break
        count += 1
    return count
