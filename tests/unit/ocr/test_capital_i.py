"""Capital I and small L, which look alike."""

from __future__ import annotations

import pytest

from slidescan.ocr.capital_i import with_capital_i


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Guardrails for service APls", "Guardrails for service APIs"),
        ("An introduction to Cl/CD", "An introduction to CI/CD"),
        ("with LHCl.", "with LHCI."),
        ("Metrics/KPls", "Metrics/KPIs"),
        ("industrial loT solutions", "industrial IoT solutions"),
        ("PART IIl", "PART III"),
    ],
)
def test_between_capitals_it_is_an_i(read: str, meant: str) -> None:
    assert with_capital_i(read) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Al Gore",
        "Clojure",
        "AWSlambda",
        "CoolURl",
        "AB_l",
        "EUR/l",
        "sql",
        "kubectl get ns -l",
        "lot",
        "l",
    ],
)
def test_elsewhere_it_stays(text: str) -> None:
    assert with_capital_i(text) == text
