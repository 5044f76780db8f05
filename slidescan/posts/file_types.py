"""File name suffixes of posts and images."""

from __future__ import annotations

import re

IMAGE_SUFFIXES = (
    ".jpg", ".jpeg", ".jpe", ".jif", ".jfif", ".jfi", ".pjpeg", ".pjp", ".mpo", ".png", ".apng",
    ".webp", ".heic", ".heif", ".hif", ".tif", ".tiff", ".bmp", ".dib", ".gif", ".avif", ".jxl",
    ".svg",
)  # fmt: skip

MARKDOWN_SUFFIXES = (".md", ".markdown", ".mdown", ".mdx")
"""Suffixes of posts that every generator reads."""

POST_SUFFIXES = (*MARKDOWN_SUFFIXES, ".qmd", ".rmd", ".org")
"""Suffixes of all files that can be posts: the generator tells which of them it reads."""

DOCUMENT_SUFFIXES = (
    *POST_SUFFIXES, ".rst", ".adoc", ".asciidoc", ".textile", ".ipynb", ".typ", ".html", ".htm",
)  # fmt: skip
"""Suffixes of files that can be posts for some generator; the site's may not read them."""

_TEMPLATE_WORD = re.compile(r"[^\s\"'|{}%]+")

HTML_SUFFIXES = (".html", ".htm")
"""Suffixes of files that are posts only if they begin with front matter; templates don't."""

TOOL_FOLDERS = frozenset({"node_modules", "__pycache__", "venv"})
"""Folders of tools, which hold neither posts nor photos of a site."""

THUMBNAIL_FOLDERS = frozenset(
    {
        "@eaDir",
        "#recycle",
        "@Recycle",
        "@Recently-Snapshot",
        ".thumbnails",
        ".@__thumb",
        "lost+found",
    }
)
"""Folders in which file servers keep thumbnails and what was deleted."""


HIDDEN_IMAGE_FOLDERS = frozenset(
    {
        *(".github", ".gitlab", ".gitbook", ".attachments", ".assets", ".images", ".image"),
        *(".img", ".media", ".pictures", ".pics", ".screenshots", ".resources", ".static"),
    }
)
"""Hidden folders in which wikis, editors and repositories keep the images of their pages: GitBook's
`.gitbook/assets`, the `.attachments` of Azure DevOps."""


def is_hidden_image_folder(path: str) -> bool:
    """Whether a path leads through a folder of `HIDDEN_IMAGE_FOLDERS`."""
    return "/." in "/" + path and not HIDDEN_IMAGE_FOLDERS.isdisjoint(path.split("/"))


def is_skipped_folder(name: str) -> bool:
    """Whether a folder of this name never holds posts or photos of a person."""
    return name in TOOL_FOLDERS or name in THUMBNAIL_FOLDERS


def is_image(path: str) -> bool:
    """Whether a path has an image's suffix."""
    return path.lower().endswith(IMAGE_SUFFIXES)


def looks_like_image(address: str) -> bool:
    """Whether an address, without its query and fragment, has an image's suffix."""
    if "?" in address or "#" in address:
        address = re.split(r"[?#]", address, maxsplit=1)[0]
    return is_image(address)


def can_be_image(address: str) -> bool:
    """Whether an address has an image's suffix, or template code in it names an image.

    Such as `{{ "/a.png" | relative_url }}` and `{% link a.png %}`.
    """
    if looks_like_image(address):
        return True
    if "{{" not in address and "{%" not in address:
        return False
    return any(looks_like_image(word) for word in _TEMPLATE_WORD.findall(address))
