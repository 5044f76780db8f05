"""The Git repository that a site is part of, and the addresses at which hosts serve its files."""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from slidescan.core.regular_files import open_regular

MAX_GIT_FILE_BYTES = 1024 * 1024
"""Larger files of Git's are ignored."""

MAX_REF_PARTS = 6
"""The name of a branch or tag has at most this many parts between slashes."""

_SCP_REMOTE = re.compile(r"(?:[\w.-]+@)?(?P<host>[\w.-]+):(?!//)(?P<path>.+)")

_PAGES_HOSTS = {
    "github.com": "github.io",
    "gitlab.com": "gitlab.io",
    "codeberg.org": "codeberg.page",
}
"""The hosts that serve the site of a repository, by the host of the repository."""

_FILE_ADDRESSES = tuple(
    re.compile(pattern)
    for pattern in (
        # GitHub; /-/ is GitLab's, also on hosts of one's own.
        r"(?P<host>[^/]+)/(?P<repo>.+?)(?:/-)?/(?:blob|raw|blame)/(?P<rest>.+)",
        # Gitea and Forgejo (Codeberg); Bitbucket has no word before the branch.
        r"(?P<host>[^/]+)/(?P<repo>[^/]+/[^/]+)/(?:src|raw|media)/(?:branch|tag|commit)/(?P<rest>.+)",
        r"(?P<host>[^/]+)/(?P<repo>[^/]+/[^/]+)/(?:src|media)/(?P<rest>.+)",
        r"(?:raw\.githubusercontent\.com|raw\.github\.com|(?:raw|rawcdn)\.githack\.com"
        r"|(?:cdn\.)?rawgit\.com)/(?P<repo>[^/]+/[^/]+)/(?P<rest>.+)",
        r"media\.githubusercontent\.com/media/(?P<repo>[^/]+/[^/]+)/(?P<rest>.+)",
        r"cdn\.statically\.io/gh/(?P<repo>[^/]+/[^/]+)/(?P<rest>.+)",
        r"(?:cdn|fastly|gcore|testingcf)\.jsdelivr\.net/gh/(?P<repo>[^/]+/[^/@]+)@(?P<rest>.+)",
        r"(?:cdn|fastly|gcore|testingcf)\.jsdelivr\.net/gh/(?P<repo>[^/]+/[^/@]+)/(?P<path>.+)",
    )
)
"""Addresses of a repository's files: `repo` is its owner and name, `rest` the branch and the path,
`path` the path alone. Without `host`, the repository is one of GitHub's."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository, as its remote `origin` gives it.

    Attributes:
        host: The host of `origin`, in lower case.
        path: Owner and name, in lower case (`someone/talks`).
        below: The site's path below the repository, with a slash at its end; empty for its root.
    """

    host: str
    path: str
    below: str = ""

    @classmethod
    def of(cls, site: Path) -> Repository | None:
        """The repository of a folder; None if it is in none, or if that has no `origin`."""
        root = repository_root(site)
        remote = None if root is None else _remote(root / ".git")
        return None if root is None or remote is None else cls(*remote, below(site, root))

    def files(self, address: str) -> Sequence[str]:
        """The files below the site that an address can mean, the likeliest first.

        The name of a branch can have slashes, so that several paths are possible.

        Args:
            address: A full address (`https://…`).
        """
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            return ()
        text = f"{parts.netloc.rpartition('@')[2]}{unquote(parts.path)}"
        files: dict[str, None] = {}
        for pattern in _FILE_ADDRESSES:
            match = pattern.fullmatch(text)
            if match is not None and self._is_meant(match):
                for path in _paths(match):
                    if path.startswith(self.below):
                        files[path[len(self.below) :]] = None
        return tuple(files)

    def _is_meant(self, match: re.Match[str]) -> bool:
        host = match.groupdict().get("host") or "github.com"
        return (host.lower(), match["repo"].lower()) == (self.host, self.path)

    @property
    def pages(self) -> str:
        """The address at which the host serves the repository's site; empty if it serves none."""
        suffix = _PAGES_HOSTS.get(self.host)
        owner, _, name = self.path.partition("/")
        if suffix is None or not name or "/" in name:
            return ""
        host = f"{owner}.{suffix}"
        return f"https://{host}" if name in (host, "pages") else f"https://{host}/{name}"


def repository_root(folder: Path) -> Path | None:
    """The root of the repository that a folder is part of; None if it is in none."""
    return next((root for root in (folder, *folder.parents) if (root / ".git").exists()), None)


def below(folder: Path, root: Path) -> str:
    """A folder's path below another, with a slash at its end; empty for that folder itself."""
    path = folder.relative_to(root).as_posix()
    return "" if path == "." else path + "/"


def _paths(match: re.Match[str]) -> Iterator[str]:
    """The paths that follow each possible name of a branch, the shortest name first."""
    groups = match.groupdict()
    if groups.get("path"):
        yield groups["path"]
        return
    rest = groups["rest"].removeprefix("refs/heads/").removeprefix("refs/tags/").split("/")
    for count in range(1, min(len(rest), MAX_REF_PARTS + 1)):
        yield "/".join(rest[count:])


def _remote(git: Path) -> tuple[str, str] | None:
    """Host and path of the remote `origin`, else of the first remote; None without any."""
    folder = _git_folder(git)
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True, interpolation=None)
    try:
        # Git indents the keys, which configparser would take for the value of the section before.
        lines = _read(folder / "config").splitlines()
        parser.read_string("\n".join(line.strip() for line in lines))
    except (OSError, UnicodeDecodeError, configparser.Error):
        return None
    remotes = [name for name in parser.sections() if name.startswith('remote "')]
    for name in sorted(remotes, key=lambda name: name != 'remote "origin"'):
        parsed = parse_remote(parser.get(name, "url", fallback=""))
        if parsed is not None:
            return parsed
    return None


def _git_folder(git: Path) -> Path:
    """The folder with the configuration: in a work tree or submodule, `.git` is a file."""
    if git.is_dir():
        return git
    try:
        folder = git.parent / _read(git).removeprefix("gitdir:").strip()
        common = folder / "commondir"
        return folder / _read(common).strip() if common.is_file() else folder
    except (OSError, UnicodeDecodeError):
        return git


def _read(file: Path) -> str:
    with open_regular(file) as opened:
        return opened.read(MAX_GIT_FILE_BYTES).decode()


def parse_remote(url: str) -> tuple[str, str] | None:
    """Host and path of a remote, in lower case: `git@github.com:Someone/talks.git`; None if local.

    Args:
        url: An address, or Git's short form of one.
    """
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        return None
    path = parts.path
    if not parts.scheme or not parts.netloc:
        short = _SCP_REMOTE.fullmatch(url.strip())
        if short is None:
            return None
        host, path = short["host"], short["path"]
    path = path.strip("/").removesuffix(".git")
    return (host.lower(), path.lower()) if host and path else None
