"""Filters of slides as people choose them: names of choices, and values in an address."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from slidescan.errors import UsageError
from slidescan.search.card_filter import NEEDS_ALT, CardFilter
from slidescan.search.filters import day_range
from slidescan.web.models import Short

READ_BANDS: Mapping[str, str] = {
    "sure": "read surely",
    "fair": "read with some doubt",
    "unsure": "read with much doubt",
    "no-text": "no text read",
    "unknown": "not known",
}
"""How surely a slide was read, the surest first."""

NEEDS: Mapping[str, str] = {
    NEEDS_ALT: "needs an alt text",
    "address": "no address known",
    "post": "in no post",
}
"""What a slide may lack."""


@dataclass(frozen=True, slots=True)
class FilterParameters:
    """The filter in the query string of an address, unchecked; a dependency of routes.

    Attributes: as in `CardFilter`; `talk` is a list of headings as JSON.
    """

    post: Short = ""
    talk: Short = ""
    tag: Short = ""
    since: Short = ""
    until: Short = ""
    kind: Short = ""
    lang: Short = ""
    read: Short = ""
    needs: Short = ""

    def parsed(self) -> CardFilter:
        """The filter, still without the photos that need an alt text.

        Raises:
            UsageError: A value can't be understood.
        """
        try:
            headings = json.loads(self.talk) if self.talk else []
            if not isinstance(headings, list) or not all(isinstance(h, str) for h in headings):
                raise TypeError
        except (ValueError, TypeError, RecursionError) as error:
            raise UsageError("there is no such talk", "choose one from the list") from error
        try:
            first = day_range(self.since)[0] if self.since else ""
            last = day_range(self.until)[1] if self.until else ""
        except ValueError as error:
            raise UsageError("that is not a date", "write it as 2017-11-29") from error
        for name, value, choices in (
            ("reading", self.read, READ_BANDS),
            ("need", self.needs, NEEDS),
        ):
            if value and value not in choices:
                raise UsageError(
                    f"there is no {name} “{value}”", f"choose from {', '.join(choices)}"
                )
        return CardFilter(
            *(self.post, tuple(headings), self.tag, first, last),
            *(self.kind, self.lang, self.read, self.needs),
        )
