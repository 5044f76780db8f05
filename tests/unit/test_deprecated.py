"""Names of version 0.2 keep working and name the new ones."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

import slidescan
from slidescan import deprecated
from slidescan.library import Library

RECORDS = [
    "AltAction",
    "AltDecision",
    "AltFault",
    "AltProposal",
    "Card",
    "Corners",
    "DEFAULT_ALT_LENGTH",
    "DEFAULT_MAX_PIXELS",
    "Decision",
    "Detection",
    "EngineStatus",
    "Failure",
    "FaultKind",
    "Finding",
    "Hit",
    "ImageReference",
    "IngestReport",
    "KINDS",
    "Kind",
    "Line",
    "Link",
    "LongForm",
    "Mend",
    "MissingReference",
    "Options",
    "Photo",
    "PhotoReading",
    "Places",
    "Post",
    "Reading",
    "Results",
    "Role",
    "Running",
    "Section",
    "SharedUrl",
    "Similar",
    "Slide",
    "Span",
    "Status",
    "Syntax",
    "Turn",
    "Word",
]
GEOMETRY = [
    "ASPECTS",
    "Homography",
    "Point",
    "Quad",
    "aspect_ratio",
    "clip_convex",
    "composed",
    "homography",
    "inverse",
    "jaccard",
    "map_point",
    "polygon_area",
    "proportions",
]
NAMES = {
    "slidescan.geometry": GEOMETRY,
    "slidescan.records": RECORDS,
    "slidescan.records.mends": ["Mend", "What"],
    "slidescan.selection": ["Chosen", "Selection", "in_posts_order", "select"],
    "slidescan.text": ["clean", "fold", "guess_language", "tokens", "words"],
    "slidescan.writeback": ["AltChange", "Asked", "propose", "write"],
    "slidescan.writeback.faults": ["check"],
    "slidescan.writeback.known": ["Known"],
}


@pytest.fixture(autouse=True)
def _unload() -> None:
    """Unloads old modules, which warn of a name only once."""
    for name in deprecated.MODULES:
        sys.modules.pop(name, None)


@pytest.mark.parametrize("name", slidescan.__all__)
def test_public_names_come_from_the_package(name: str) -> None:
    assert getattr(slidescan, name) is not None


def test_an_unknown_name_of_the_package_is_an_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        slidescan.nothing  # noqa: B018


@pytest.mark.parametrize("module", NAMES)
def test_old_names_resolve_and_name_the_new_ones(module: str) -> None:
    old = importlib.import_module(module)
    for name in NAMES[module]:
        with pytest.warns(DeprecationWarning, match="is slidescan") as caught:
            value = getattr(old, name)
        (warning,) = caught
        message = str(warning.message)
        assert message.startswith(f"{module}.{name} is slidescan.")
        target, _, attribute = message.removesuffix(" now").split(" is ")[1].rpartition(".")
        assert getattr(importlib.import_module(target), attribute) is value


@pytest.mark.parametrize("module", deprecated.MODULES)
def test_new_modules_exist(module: str) -> None:
    importlib.import_module(deprecated.MODULES[module])
    assert importlib.import_module(module).__name__ == module


@pytest.mark.parametrize("module", deprecated.RENAMED)
def test_every_renamed_name_has_its_target(module: str) -> None:
    for path in deprecated.RENAMED[module].values():
        target, _, attribute = path.rpartition(".")
        assert hasattr(importlib.import_module(target), attribute), path


def test_a_warning_names_the_file_with_the_import() -> None:
    names: dict[str, object] = {}
    code = compile("from slidescan.writeback import Asked", "of_a_user.py", "exec")
    with pytest.warns(DeprecationWarning, match=r"slidescan\.writeback\.Asked") as caught:
        exec(code, names)
    assert names["Asked"] is slidescan.AltOptions
    assert [warning.filename for warning in caught] == ["of_a_user.py"]


@pytest.mark.parametrize(
    "code", ["from slidescan.geometry import nothing", "import slidescan.nothing"]
)
def test_a_name_that_never_was_is_an_error(code: str) -> None:
    with pytest.raises(ImportError, match="nothing"):
        exec(code, {})


@pytest.mark.parametrize(("old", "new"), deprecated.LIBRARY_METHODS.items())
def test_old_methods_of_a_library_call_the_new_ones(old: str, new: str) -> None:
    library = Library("index")
    with pytest.warns(DeprecationWarning, match=rf"Library\.{old} is Library\.{new} now") as caught:
        method = getattr(library, old)
    assert method == getattr(library, new)
    assert [warning.filename for warning in caught] == [__file__]
    with pytest.raises(AttributeError, match="nothing"):
        library.nothing  # type: ignore[attr-defined] # noqa: B018


def test_nothing_deprecated_is_loaded_without_an_old_name() -> None:
    code = (
        "import sys, slidescan.library; from slidescan import Library, Options;"
        "print('slidescan.deprecated' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
