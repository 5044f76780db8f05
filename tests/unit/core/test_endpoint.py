"""Questions to an endpoint, answered by a real local server."""

from __future__ import annotations

from typing import Any

import pytest
from support.endpoints import Asked, endpoint

from slidescan.core.endpoint import Endpoint, Question
from slidescan.errors import EndpointUnavailable, UsageError

ECHO = Question("echo", "echo", 5.0, 1000, EndpointUnavailable)


def test_the_content_and_the_key_reach_the_service() -> None:
    def reply(asked: Asked) -> Any:
        return [asked.path, asked.headers.get("Authorization"), asked.content]

    with endpoint(reply) as url:
        answer = Endpoint(url + "/", "secret").ask(ECHO, {"a": [1]}, list)
        without_key = Endpoint(url).ask(ECHO, {}, list)
    assert answer == ["/v1/echo", "Bearer secret", {"a": [1]}]
    assert without_key[1] is None


def test_a_refusal_names_its_status() -> None:
    with endpoint(lambda _: {}, 503) as url, pytest.raises(EndpointUnavailable, match="503"):
        Endpoint(url).ask(ECHO, {}, dict)


@pytest.mark.parametrize("error", [ValueError, KeyError, IndexError, TypeError])
def test_an_answer_that_can_t_be_parsed_is_an_error_of_one_line(error: type[Exception]) -> None:
    def parse(_: Any) -> Any:
        raise error("two\nlines")

    with endpoint(lambda _: {}) as url, pytest.raises(EndpointUnavailable, match="no echo") as said:
        Endpoint(url).ask(ECHO, {}, parse)
    assert "\n" not in str(said.value)


def test_an_answer_that_is_too_long_is_no_answer() -> None:
    with endpoint(lambda _: "x" * 2000) as url, pytest.raises(EndpointUnavailable):
        Endpoint(url).ask(ECHO, {}, str)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "localhost:1", ""])
def test_only_addresses_of_http_are_asked(url: str) -> None:
    with pytest.raises(UsageError, match="not an endpoint"):
        Endpoint(url).ask(ECHO, {}, dict)
