"""Running a neural network's file on the processor: OpenVINO or onnxruntime, one thread."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from slidescan.errors import EngineUnavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Session(Protocol):
    """A network with one input and one output."""

    def __call__(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """Its output; what it returns holds until the next call only."""
        ...

    def note(self, key: str) -> str:
        """What the network's file says under a key, empty where it says nothing."""
        ...


def runtime() -> str | None:
    """The runtime that networks run on here, the preferred first; None if there is none."""
    for name in ("openvino", "onnxruntime"):
        if importlib.util.find_spec(name) is not None:
            return name
    return None


def open_session(model: Path, *, keep_shapes: bool) -> Session:
    """Load a network.

    Args:
        model: An ONNX file.
        keep_shapes: Whether what is prepared for the shape of an input is kept for the next of
            that shape. Only where there are few of them: each takes memory for good.

    Raises:
        EngineUnavailable: No runtime is installed.
    """
    found = runtime()
    if found is None:
        raise EngineUnavailable("RapidOCR has no runtime", "pip install openvino")
    if found == "openvino":
        return _OpenVino(model, keep_shapes=keep_shapes)
    return _OnnxRuntime(model)


class _OpenVino:
    def __init__(self, model: Path, *, keep_shapes: bool) -> None:
        _without_telemetry()
        import openvino

        core = openvino.Core()
        self._model = core.read_model(model)
        # Not bound to a core: every worker would take the same one.
        config = {"INFERENCE_NUM_THREADS": "1", "ENABLE_CPU_PINNING": "NO"}
        if not keep_shapes:
            # Memory grew by half a gigabyte over two dozen photos of as many sizes.
            config["CPU_RUNTIME_CACHE_CAPACITY"] = "0"
        self._request = core.compile_model(self._model, "CPU", config).create_infer_request()

    def __call__(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        self._request.infer([batch], share_inputs=True)
        found: NDArray[np.float32] = self._request.get_output_tensor().data
        return found

    def note(self, key: str) -> str:
        path = ["framework", key]
        return str(self._model.get_rt_info(path).value) if self._model.has_rt_info(path) else ""


class _OnnxRuntime:
    def __init__(self, model: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        # Its own order is the preferred first: a graphics card where its package brings one.
        self._session = onnxruntime.InferenceSession(
            str(model), options, providers=onnxruntime.get_available_providers()
        )
        self._input = self._session.get_inputs()[0].name

    def __call__(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = self._session.run(None, {self._input: batch})[0]
        return found

    def note(self, key: str) -> str:
        return str(self._session.get_modelmeta().custom_metadata_map.get(key, ""))


def _without_telemetry() -> None:
    """Keep OpenVINO from reporting its use to a server when it is imported.

    Its import sends a request unless its telemetry package is missing, for which it has a stub;
    so that package is made to look missing in this process. Nothing of slidescan's goes over
    the network.
    """
    if "openvino_telemetry" not in sys.modules:
        sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
