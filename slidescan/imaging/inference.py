"""Runs a neural network on the CPU with OpenVINO or onnxruntime, in one thread."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from slidescan.errors import EngineUnavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Session(Protocol):
    """A network with one input and one output."""

    def __call__(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """Runs the network; the returned array is valid until the next call."""
        ...

    def metadata(self, key: str) -> str:
        """The value of a key in the network's file; empty if the key is missing."""
        ...


def runtime() -> str | None:
    """The name of the runtime that networks run on; None if no runtime is installed."""
    for name in _RUNTIMES:
        if importlib.util.find_spec(name) is not None:
            return name
    return None


def open_session(model: Path, *, cache_shapes: bool) -> Session:
    """Loads a network.

    Args:
        model: An ONNX file.
        cache_shapes: Whether the runtime caches its preparations for each input shape. Only for
            networks whose inputs have few shapes, because the memory is never freed.

    Raises:
        EngineUnavailable: No runtime is installed.
    """
    name = runtime()
    if name is None:
        raise EngineUnavailable("no runtime for networks is installed", "pip install openvino")
    return _RUNTIMES[name](model, cache_shapes)


class _OpenVino:
    def __init__(self, model: Path, cache_shapes: bool) -> None:
        _disable_telemetry()
        import openvino  # lazy: optional runtime, 0.3 s

        core = openvino.Core()
        self._model = core.read_model(model)
        # No pinning, which would bind every worker to the same core.
        config = {"INFERENCE_NUM_THREADS": "1", "ENABLE_CPU_PINNING": "NO"}
        if not cache_shapes:
            # The cache grew by half a gigabyte after two dozen photos of different sizes.
            config["CPU_RUNTIME_CACHE_CAPACITY"] = "0"
        self._request = core.compile_model(self._model, "CPU", config).create_infer_request()

    def __call__(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        self._request.infer([batch], share_inputs=True)
        output: NDArray[np.float32] = self._request.get_output_tensor().data
        return output

    def metadata(self, key: str) -> str:
        path = ["framework", key]
        return str(self._model.get_rt_info(path).value) if self._model.has_rt_info(path) else ""


class _OnnxRuntime:
    def __init__(self, model: Path, _cache_shapes: bool) -> None:
        import onnxruntime  # lazy: optional runtime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        # onnxruntime lists its preferred provider first: a GPU if the package supports it.
        self._session = onnxruntime.InferenceSession(
            str(model), options, providers=onnxruntime.get_available_providers()
        )
        self._input = self._session.get_inputs()[0].name

    def __call__(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        output: NDArray[np.float32] = self._session.run(None, {self._input: batch})[0]
        return output

    def metadata(self, key: str) -> str:
        return str(self._session.get_modelmeta().custom_metadata_map.get(key, ""))


_RUNTIMES: Mapping[str, Callable[[Path, bool], Session]] = {
    "openvino": _OpenVino,
    "onnxruntime": _OnnxRuntime,
}
"""Runtimes by the name of their package, in order of preference."""


def _disable_telemetry() -> None:
    """Keeps OpenVINO from reporting its use to a server.

    Importing OpenVINO sends a request unless its telemetry package is missing, in which case it
    uses a stub. This function makes the package look missing in this process, so that slidescan
    sends nothing over the network.
    """
    if "openvino_telemetry" not in sys.modules:
        sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
