"""Python configurations are evaluated as far as they are written out, and never run."""

from __future__ import annotations

import pytest

from slidescan.posts.python_config import Computed, has_computed, python_values


def test_names_sums_and_folders_are_evaluated() -> None:
    values = python_values(
        "A = 'a/'\nB = A + 'b' + \"/\"\nC = f'{A}{{slug}}'\nimport os\nD = os.path.join(A, 'd')\n"
        "E = [A]\nE.append('e')\nE += ['f']\nF = {'x': {}}\nF['x']['y'] = True\nF.update({'z': -1})\n"
        "G = H = 1\nI: str = 'i'\nJ = E[0]\n"
    )
    assert values["B"] == "a/b/"
    assert values["C"] == "a/{slug}"
    assert values["D"] == "a/d"
    assert values["E"] == ["a/", "e", "f"]
    assert values["F"] == {"x": {"y": True}, "z": -1}
    assert (values["G"], values["H"], values["I"], values["J"]) == (1, 1, "i", "a/")


def test_what_is_computed_is_said() -> None:
    values = python_values(
        "import os\nA = os.environ['A']\nB = A + 'b'\nC = [1, open('x')]\nD = 'd'\nD += A\n"
        "if A:\n    E = 'e'\n    F = 'f'\nF = 'g'\nG = '%s' % D\nH = {}\nH.setdefault('a', 1)\n"
    )
    assert isinstance(values["A"], Computed)
    assert "environ" in values["A"].source
    assert [name for name in values if isinstance(values[name], Computed)] == list("ABDEGH")
    assert has_computed(values["C"])
    assert values["F"] == "g"


def test_values_that_double_are_given_up() -> None:
    doubling = "\n".join(["X = 'x'"] + ["X = X + X"] * 60)
    assert isinstance(python_values(doubling)["X"], Computed)


def test_values_of_the_imported_file_are_known() -> None:
    assert python_values("B = A + '1'", {"A": "a"}) == {"A": "a", "B": "a1"}
    assert python_values("(", {"A": "a"}) == {"A": "a"}


@pytest.mark.parametrize("text", ["(", "x = [" * 5000, "\0", "def f(:\n"])
def test_invalid_python_has_no_values(text: str) -> None:
    assert python_values(text) == {}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("os.environ.get('A', 'x')", "x"),
        ("os.getenv('A', default='x')", "x"),
        ("environ.get('A') or 'x'", "x"),
        ("os.environ.get('A', '') or B or 'x'", "b"),
        ("'' or 'x'", "x"),
    ],
)
def test_a_variable_of_the_environment_is_its_default(expression: str, value: str) -> None:
    assert python_values(f"B = 'b'\nX = {expression}\n")["X"] == value


@pytest.mark.parametrize("expression", ["os.environ.get('A')", "os.environ['A']", "f() or 'x'"])
def test_without_a_default_it_is_computed(expression: str) -> None:
    assert isinstance(python_values(f"X = {expression}\n")["X"], Computed)
