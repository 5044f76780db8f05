"""Asks an OpenAI-compatible endpoint: a JSON question, a JSON answer, and errors of one line."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from slidescan.core.text import clean
from slidescan.errors import EndpointUnavailable, UsageError

MAX_REASON_CHARS = 120
"""The most characters of another program's words in an error."""

T = TypeVar("T")


@dataclass(frozen=True)
class Question:
    """What a service of an endpoint is asked, and how its answer is limited.

    Attributes:
        service: The path below the endpoint's address, such as `embeddings`.
        answer: What the service gives, for errors: `no answer` follows from `answer`.
        timeout_seconds: How long one answer may take.
        max_bytes: The longest answer; the rest is not read.
        error: What is raised where no usable answer comes.
    """

    service: str
    answer: str
    timeout_seconds: float
    max_bytes: int
    error: type[EndpointUnavailable]


@dataclass(frozen=True)
class Endpoint:
    """An address such as `http://localhost:11434/v1`, as of Ollama, llama.cpp, vLLM and others.

    Attributes:
        url: The address; a slash at its end changes nothing.
        key: The bearer token to send; empty for none.
    """

    url: str
    key: str = ""

    def ask(self, question: Question, content: object, parse: Callable[[Any], T]) -> T:
        """Posts `content` as JSON and returns what `parse` makes of the answer.

        Raises:
            UsageError: The address is not one of http or https.
            EndpointUnavailable: The endpoint refuses, can't be reached, or `parse` raises
                ValueError, LookupError or TypeError; of the class that the question names.
        """
        if urlsplit(self.url).scheme not in ("http", "https"):
            raise UsageError(f"{self.url} is not an endpoint's address", "begin it with http://")
        headers = {"Content-Type": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        request = urllib.request.Request(  # noqa: S310 - the scheme is checked above
            f"{self.url.rstrip('/')}/{question.service}", json.dumps(content).encode(), headers
        )
        try:
            with urllib.request.urlopen(  # noqa: S310
                request, timeout=question.timeout_seconds
            ) as response:
                return parse(json.loads(response.read(question.max_bytes)))
        except urllib.error.HTTPError as error:
            error.close()
            raise question.error(
                f"{self.url} refuses ({error.code} {clean(error.reason)[:MAX_REASON_CHARS]})",
                "check the model's name and the key",
            ) from error
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise self.unavailable(question, str(error)) from error

    def unavailable(self, question: Question, reason: str) -> EndpointUnavailable:
        """The error for an endpoint that gives no usable answer."""
        return question.error(
            f"{self.url} gives no {question.answer} ({clean(reason)[:MAX_REASON_CHARS]})",
            "check that it runs, and its address",
        )
