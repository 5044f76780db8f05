"""The pages of an Astro site that render collections, and the addresses that they give entries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from slidescan.core.regular_files import read_start
from slidescan.posts.config_files import MAX_CONFIG_BYTES
from slidescan.posts.generators.astro_content import Collection, ContentPackages
from slidescan.posts.scripts.modules import Modules
from slidescan.posts.scripts.operators import is_nullish, to_string
from slidescan.posts.scripts.values import (
    UNDEFINED,
    Environment,
    Opaque,
    Unevaluable,
    Value,
    call,
)

_PARAMETER = re.compile(r"\[(?P<rest>\.\.\.)?(?P<name>\w+)\]")
_GET_ENTRY = re.compile(r"getEntry(?:BySlug)?\(\s*[\"'`](?P<collection>[\w-]+)[\"'`]\s*,")


def build_variables(site: str = "", base: str = "/") -> Mapping[str, Value]:
    """Global variables while Astro builds a site.

    Args:
        site: The site's address.
        base: The path of its address.
    """
    environment = {"PROD": True, "DEV": False, "SSR": True, "MODE": "production"}
    environment |= {"SITE": site, "BASE_URL": base}
    return {
        "import.meta.env": Environment("import.meta.env", environment),
        "process": {"env": Environment("process.env", {"NODE_ENV": "production"})},
    }


@dataclass(frozen=True, slots=True)
class Page:
    """A page that renders entries.

    Attributes:
        path: Its path below the site.
        route: Its path below the folder of pages, without its suffix.
        source: Its text.
    """

    path: str
    route: str
    source: str

    def address(self, params: Mapping[str, Value]) -> str:
        """The route with its parameters filled in.

        Raises:
            Unevaluable: A parameter can't be computed, or is missing.
        """

        def value(parameter: re.Match[str]) -> str:
            given = params.get(parameter["name"], UNDEFINED)
            if is_nullish(given):
                if parameter["rest"]:
                    return ""
                raise Unevaluable(f"{self.path} gives no {parameter['name']}")
            return to_string(given)

        route = "" if self.route == "index" else self.route.removesuffix("/index")
        filled = _PARAMETER.sub(value, route)
        return "/".join(part for part in filled.split("/") if part)


@dataclass
class Routes:
    """The pages of a site that render entries of collections.

    Attributes:
        root: The site.
        source: Its folder of sources.
        site: Its address, which code can read.
        base: The path of its address.
    """

    root: Path
    source: str
    site: str
    base: str

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The pages whose address has parameters."""
        folder = self.root / self.source / "pages"
        pages = []
        for path in sorted(folder.rglob("*.astro")) if folder.is_dir() else ():
            route = path.relative_to(folder).as_posix().removesuffix(".astro")
            if "[" not in route or any(part.startswith("_") for part in route.split("/")):
                continue
            try:
                source = read_start(path, MAX_CONFIG_BYTES).decode()
            except (OSError, UnicodeDecodeError):
                continue
            pages.append(Page(f"{self.source}/pages/{route}.astro", route, source))
        return tuple(pages)

    @cached_property
    def _content(self) -> ContentPackages:
        return ContentPackages()

    @cached_property
    def _modules(self) -> Modules:
        variables = {
            **build_variables(self.site, self.base),
            "Astro": {"site": Opaque("Astro.site"), "props": Opaque("Astro.props")},
        }
        return Modules(self.root, self._content.packages, variables, self._content.budget)

    def address(self, collection: Collection, path: str, fields: Mapping[str, Any]) -> str:
        """The address of an entry below the base URL, without slashes at its ends.

        Args:
            collection: Its collection.
            path: Its path below the site.
            fields: Its front matter.

        Raises:
            Unevaluable: No page renders it, or its address can't be computed.
        """
        entry = collection.entry(path, fields)
        self._content.entry = entry
        reasons: list[str] = []
        listed: list[str] = []
        for page in self.pages:
            self._modules.restart()
            try:
                for hands_on, address in self._addresses(page, entry):
                    # A page that hands the whole entry on renders it; another may only list it.
                    if hands_on:
                        return address
                    listed.append(address)
            except Unevaluable as error:
                if collection.name in page.source or not reasons:
                    reasons.append(str(error))
        if listed:
            return listed[0]
        if reasons:
            raise Unevaluable(reasons[0])
        raise Unevaluable(f"no page renders the collection {collection.name}")

    def _addresses(self, page: Page, entry: dict[str, Value]) -> Iterator[tuple[bool, str]]:
        """The addresses that a page gives an entry, and whether it hands the entry on."""
        if "getStaticPaths" not in page.source:
            on_demand = _GET_ENTRY.search(page.source)
            name = _PARAMETER.findall(page.route)
            if on_demand and on_demand["collection"] == entry["collection"] and len(name) == 1:
                yield False, page.address({name[0][1]: entry.get("slug", entry["id"])})
            return
        get_paths = self._modules.export(page.path, "getStaticPaths")
        if get_paths is UNDEFINED:
            return
        options = {"paginate": lambda _: [], "rss": Opaque("rss"), "routePattern": page.route}
        budget = self._content.budget
        reads = budget.reads
        paths = call(get_paths, options)
        if isinstance(paths, Opaque):
            raise Unevaluable(f"{page.path} calls {paths.name}")
        used_entry = budget.reads > reads
        for path in paths if isinstance(paths, list) else ():
            if not isinstance(path, Mapping):
                continue
            params, props = path.get("params"), path.get("props")
            if not isinstance(params, Mapping):
                continue
            if _holds(props, entry):
                yield True, page.address(params)
            elif used_entry and not props and _name_entry(params, entry):
                yield False, page.address(params)


def _holds(props: Value, entry: dict[str, Value]) -> bool:
    """Whether the properties of a page are an entry, or have one among them."""
    if not isinstance(props, Mapping):
        return False
    return any(_is_entry(value, entry) for value in (props, *props.values()))


def _name_entry(params: Mapping[str, Value], entry: dict[str, Value]) -> bool:
    """Whether a parameter ends like the entry's id, so that the page can get the entry by it."""
    last = to_string(entry.get("slug", entry["id"])).rpartition("/")[2]
    texts = [value for value in params.values() if isinstance(value, str)]
    return any(text.rpartition("/")[2] == last for text in texts)


def _is_entry(value: Value, entry: dict[str, Value]) -> bool:
    if value is entry:
        return True
    if not isinstance(value, Mapping):
        return False
    return value.get("data") is entry["data"] or (
        value.get("id") == entry["id"] and ("collection" in value or len(value) > 2)
    )
