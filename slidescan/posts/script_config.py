"""Reads literals from JavaScript and TypeScript configurations."""

from __future__ import annotations

import re

_STRING_OR_COMMENT = re.compile(
    r"(?P<string>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)"
    r"|//[^\n]*|/\*.*?\*/",
    re.DOTALL,
)
_LIST_ITEM = re.compile(
    r"[\s,]*(?:(?P<string>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`$]*`)|(?P<other>\S))"
)
_STRING_PAIR = re.compile(r"[\"'`]([^\"'`]+)[\"'`]\s*:\s*[\"'`]([^\"'`]*)[\"'`]")


class ScriptConfig:
    """The literals of a script.

    Attributes:
        text: The script without its comments.
    """

    def __init__(self, text: str) -> None:
        self.text = _STRING_OR_COMMENT.sub(lambda m: m["string"] or " ", text)

    def block(self, key: str) -> ScriptConfig | None:
        """The contents of the braces after a key's first occurrence; None without braces."""
        opening = re.search(rf"(?<![\w.$])[\"']?{key}[\"']?\s*[:=,(]?\s*\(?\s*\{{", self.text)
        if opening is None:
            return None
        depth, end = 1, opening.end()
        while end < len(self.text) and depth:
            depth += {"{": 1, "}": -1}.get(self.text[end], 0)
            end += 1
        return ScriptConfig(self.text[opening.end() : end])

    def string(self, key: str) -> str | None:
        """The first string assigned to a key."""
        match = re.search(
            rf"(?<![\w.$])[\"']?{re.escape(key)}[\"']?\s*[:=]\s*(?P<quote>[\"'`])(?P<value>.*?)(?P=quote)",
            self.text,
        )
        return match["value"] if match and "${" not in match["value"] else None

    def strings(self, key: str) -> list[str]:
        """The strings of the first list, or the first string, assigned to a key."""
        opening = re.search(rf"(?<![\w.$])[\"']?{re.escape(key)}[\"']?\s*[:=]\s*\[", self.text)
        if opening is None:
            single = self.string(key)
            return [] if single is None else [single]
        strings = []
        for match in _LIST_ITEM.finditer(self.text, opening.end()):
            if match["string"] is None:
                break
            strings.append(match["string"][1:-1])
        return strings

    def flag(self, key: str) -> bool | None:
        """The first boolean assigned to a key."""
        match = re.search(
            rf"(?<![\w.$])[\"']?{re.escape(key)}[\"']?\s*[:=]\s*(true|false)\b", self.text
        )
        return match[1] == "true" if match else None

    def __contains__(self, text: str) -> bool:
        return text in self.text

    def call_arguments(self, method: str) -> list[tuple[str, str]]:
        """The key and value of each object entry that a method is called with.

        A single string counts as both key and value.
        """
        pairs: list[tuple[str, str]] = []
        for call in re.finditer(
            rf"\.{re.escape(method)}\(\s*(\{{[^}}]*\}}|[\"'`][^\"'`]+[\"'`])", self.text
        ):
            if call[1].startswith("{"):
                pairs += _STRING_PAIR.findall(call[1])
            else:
                pairs.append((call[1][1:-1], call[1][1:-1]))
        return pairs
