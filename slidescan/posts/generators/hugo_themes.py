"""What Hugo's templates and themes do with images: raw HTML, page resources, featured images."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from slidescan.posts.config_files import subtable
from slidescan.posts.file_types import is_image
from slidescan.posts.generators.hugo_config import lower_keys
from slidescan.posts.generators.template_fields import image_fields_of, read_templates
from slidescan.posts.globs import matches_glob

RAW_SHORTCODES = frozenset({"rawhtml", "raw", "html", "raw-html", "unsafe", "gallery"})
"""Shortcodes of themes that pass on the HTML between their tags; a site's own template decides."""

FEATURED_IMAGE = "featured image"
"""The target that means the featured image of a bundle."""

HUGO_IMAGE_FIELDS = ("image", "images", "cover.image", "cover", "featured_image", "featuredimage",
                "thumbnail", "banner", "resources.src", "featureimage", "feature", "coverimage",
                "hero", "header.image", "image.src", "image.filename", "cover.src",
                "featuredimagepreview")  # fmt: skip
"""The fields that hold images; which of them a page shows is up to its theme."""

_POSITION = r"(?:(?:on|in|at)(?!\w*(?:list|home|menu|summar))\w+)?"
_VISIBLE_PARAMETER = re.compile("(?:show|display|visible)" + _POSITION, re.IGNORECASE)
"""A parameter of a resource that says whether the page shows it, as `showOnTop`."""

_HIDDEN_PARAMETER = re.compile("hid(?:e|den)" + _POSITION, re.IGNORECASE)
_RESOURCE_FIELD = "resources.src"
_PARAMETER = re.compile(
    r"(?:\.Params(?=\.)|\.Param\s+[\"'`]|\bindex\s+[\w.$]*\.Params\s+[\"'`])(?P<path>[.\w-]+)"
)
_ANY_PARAMETER = re.compile(
    r"(?<!\bSite)(?<!\bsite)\.Params(?![.\w]|\s+(?:[\"'`]|\d))|\.Param\s+[^\"'`\s]"
)
"""`index .Params $name`, and the parameters as a whole; those of a shortcode have numbers."""

MAX_BUNDLE_FILES = 10_000
"""Further files of a bundle are not searched for a page resource."""

_FEATURED_PATTERNS: Mapping[str, Sequence[str]] = {
    "blowfish": ("*feature*", "*cover*", "*thumbnail*"),
    "congo": ("*feature*", "*cover*", "*thumb*"),
    "hugo-blox": ("*featured*",),
    "hugoblox": ("*featured*",),
    "wowchemy": ("*featured*",),
    "academic": ("*featured*",),
}
"""The names of the images that themes feature, the first that matches; by a part of their name."""

_FEATURED_NAME = re.compile(r"featur|cover|header|banner|hero|thumb|preview", re.IGNORECASE)
_INNER = re.compile(r"\{\{-?\s*[^{}]*\.Inner\b[^{}]*\}\}")
_RENDERS_MARKDOWN = re.compile(r"markdownify|RenderString|htmlEscape|plainify|transform\.")
_ONLY_A_CONDITION = re.compile(r"\{\{-?\s*(?:if|else|with)\b")
_ASSIGNMENT = re.compile(r"\$\w+\s*:?=")


def image_fields(config: Mapping[str, Any], layouts: Sequence[Path]) -> Sequence[str]:
    """The fields whose images pages show; all fields if a theme that isn't here decides.

    Args:
        config: The site's configuration.
        layouts: The folders of templates, of which the first is the site's own.
    """
    if subtable(config, "module").get("imports") or not all(p.is_dir() for p in layouts[1:]):
        return HUGO_IMAGE_FIELDS
    has_pages = any((layout / "_default").is_dir() for layout in layouts)
    templates = read_templates(layouts) if has_pages else None
    if templates is None:
        return HUGO_IMAGE_FIELDS
    return (
        *image_fields_of(HUGO_IMAGE_FIELDS, templates, _PARAMETER, _ANY_PARAMETER),
        _RESOURCE_FIELD,
    )


def shortcode_templates(layouts: Sequence[Path]) -> Iterator[Path]:
    """The templates of shortcodes, those that override others last."""
    for layout in reversed(layouts):
        for folder in ("shortcodes", "_shortcodes"):
            if (layout / folder).is_dir():
                yield from sorted((layout / folder).rglob("*.html"))


def passes_html(template: str) -> bool:
    """Whether a shortcode's template shows the text between its tags as it is."""
    plain_actions = [
        action
        for action in _INNER.findall(template)
        if not _RENDERS_MARKDOWN.search(action) and not _ONLY_A_CONDITION.match(action)
    ]
    if not plain_actions:
        return False
    only_assigned = all(_ASSIGNMENT.search(action) for action in plain_actions)
    return not (only_assigned and _RENDERS_MARKDOWN.search(template))


def featured_patterns(themes: str) -> Sequence[str]:
    """The patterns of the images that one of these themes features; none for other themes."""
    return next((p for name, p in _FEATURED_PATTERNS.items() if name in themes), ())


def featured_images(root: Path, folder: str, themes: str) -> Sequence[str]:
    """The featured images of a bundle in the order in which its theme tries them."""
    images = _bundle_images(root, folder)
    patterns = featured_patterns(themes)
    return [
        f"{folder}/{image}"
        for pattern in patterns
        for image in images
        if matches_glob(image.lower(), pattern, crosses_folders=True)
    ]


def resources_like(root: Path, folder: str, part: str) -> Sequence[str]:
    """The page resources whose name holds a text, those that begin with it first."""
    images = [image for image in _bundle_images(root, folder) if part.lower() in image.lower()]
    images.sort(key=lambda image: not image.lower().startswith(part.lower()))
    return [f"{folder}/{image}" for image in images]


def _bundle_images(root: Path, folder: str) -> list[str]:
    """The images below a bundle's folder, sorted."""
    images = []
    for i, path in enumerate((root / folder).rglob("*")):
        if i >= MAX_BUNDLE_FILES:
            break
        if is_image(path.name):
            images.append(path.relative_to(root / folder).as_posix())
    return sorted(images)


def visible_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields without images that no theme shows at the top of a page.

    Those are resources without a name that says so or with a parameter that says otherwise, and
    several `images`, which are for the cards of social networks.
    """
    visible = dict(fields)
    resources, images = fields.get("resources"), fields.get("images")
    if isinstance(resources, list):
        visible["resources"] = [entry if _is_featured(entry) else {} for entry in resources]
    if isinstance(images, list) and len(images) > 1:
        visible["images"] = []
    return visible


def _is_featured(entry: object) -> bool:
    """Whether an entry of `resources` is an image that themes show at the top of the page."""
    if not isinstance(entry, dict):
        return False
    fields = lower_keys(entry)
    name, params = fields.get("name"), fields.get("params")
    if not isinstance(name, str) or _FEATURED_NAME.search(name) is None:
        return False
    return not isinstance(params, dict) or not any(
        (value is False and _VISIBLE_PARAMETER.fullmatch(str(key)) is not None)
        or (value is True and _HIDDEN_PARAMETER.fullmatch(str(key)) is not None)
        for key, value in params.items()
    )
