"""The network of the slide map: a U-Net on the first layers of EfficientNet-Lite0."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch.nn import functional

TRUNK_BLOCKS = (
    (32, 16, 3, 1, 1),
    (16, 24, 3, 2, 6),
    (24, 24, 3, 1, 6),
    (24, 40, 5, 2, 6),
    (40, 40, 5, 1, 6),
    (40, 80, 3, 2, 6),
    (80, 80, 3, 1, 6),
    (80, 80, 3, 1, 6),
    (80, 112, 5, 1, 6),
    (112, 112, 5, 1, 6),
    (112, 112, 5, 1, 6),
    (112, 192, 5, 2, 6),
)
"""The blocks of EfficientNet-Lite0 that are used: inputs, outputs, kernel, stride, expansion."""

TAPPED_BLOCKS = {4: 2, 8: 4, 16: 10}
"""The last block at each stride."""

WIDTHS = {4: 28, 8: 48, 16: 72, 32: 112}
"""Channels on the way up, by stride."""

TRUNK_EPSILON = 1e-3
"""What the trunk's layers add to variances."""

MIN_BLOCK_LAYERS = 5
"""A block with more layers than these widens its input first."""

MIN_NARROW_VALUES = 256
"""Arrays with fewer weights keep four bytes each."""

SOURCE = (
    "The first layers: EfficientNet-Lite0 (Tan and Le 2019), trained on ImageNet, Apache License "
    "2.0. Trained further by bench/train_slide_map.py."
)

SIDE_WEIGHT = 6.0
"""Cells on a side count more by this than cells elsewhere, which are many more."""


class Separable(nn.Module):  # type: ignore[misc]
    """A residual block: a separable convolution and two layers of mixing."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.spread = nn.Sequential(
            nn.Conv2d(channels, channels, 5, 1, 2, groups=channels, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(inplace=True),
        )
        self.mix = nn.Sequential(
            nn.Conv2d(channels, 2 * channels, 1, bias=False),
            nn.BatchNorm2d(2 * channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(2 * channels, channels, 1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        mixed: torch.Tensor = x + self.mix(self.spread(x))
        return mixed


class SamePadded(nn.Module):  # type: ignore[misc]
    """A convolution that pads like TensorFlow, in which the trunk was trained."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, groups: int) -> None:
        super().__init__()
        low = (kernel - stride) // 2
        self.pad = (low, kernel - stride - low) * 2
        self.layer = nn.Conv2d(inputs, outputs, kernel, stride, groups=groups, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = self.layer(functional.pad(x, self.pad))
        return result


class Inverted(nn.Module):  # type: ignore[misc]
    """A block of the trunk: wider, a separable convolution, narrower again."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        wide = inputs * expansion
        first: list[nn.Module] = []
        if expansion > 1:
            first = [nn.Conv2d(inputs, wide, 1, bias=False), *_normalised(wide)]
        self.layers = nn.Sequential(
            *first,
            SamePadded(wide, wide, kernel, stride, wide),
            *_normalised(wide),
            nn.Conv2d(wide, outputs, 1, bias=False),
            nn.BatchNorm2d(outputs, TRUNK_EPSILON),
        )
        self.is_residual = inputs == outputs and stride == 1

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = self.layers(x)
        return x + result if self.is_residual else result


class SlideMapNet(nn.Module):  # type: ignore[misc]
    """A U-Net that returns five maps at a quarter of the input's size: slide, four sides."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(SamePadded(3, 32, 3, 2, 1), *_normalised(32))
        self.blocks = nn.ModuleList(Inverted(*block) for block in TRUNK_BLOCKS)
        taps = {stride: TRUNK_BLOCKS[block][1] for stride, block in TAPPED_BLOCKS.items()}
        deep = WIDTHS[32]
        self.deep = nn.Sequential(
            nn.Conv2d(TRUNK_BLOCKS[-1][1], deep, 1, bias=False),
            nn.BatchNorm2d(deep),
            nn.ReLU(inplace=True),
            Separable(deep),
            Separable(deep),
        )
        self.whole = nn.Sequential(nn.Conv2d(deep, deep, 1), nn.ReLU(), nn.Conv2d(deep, deep, 1))
        strides = (16, 8, 4)
        self.above = nn.ModuleList(nn.Conv2d(WIDTHS[2 * s], WIDTHS[s], 1) for s in strides)
        self.beside = nn.ModuleList(nn.Conv2d(taps[s], WIDTHS[s], 1) for s in strides)
        self.up = nn.ModuleList(
            nn.Sequential(nn.BatchNorm2d(WIDTHS[s]), Separable(WIDTHS[s]), Separable(WIDTHS[s]))
            for s in strides
        )
        self.out = nn.Conv2d(WIDTHS[4], 5, 3, 1, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.stem(x)
        outputs = []
        for block in self.blocks:
            x = block(x)
            outputs.append(x)
        x = self.deep(x)
        x = x + self.whole(x.mean((2, 3), keepdim=True))
        for step, stride in enumerate((16, 8, 4)):
            x = functional.interpolate(self.above[step](x), scale_factor=2.0, mode="nearest")
            x = self.up[step](x + self.beside[step](outputs[TAPPED_BLOCKS[stride]]))
        maps: torch.Tensor = self.out(x)
        return maps

    def load_trunk(self, path: Path) -> None:
        """Takes the weights of the trunk from a file of EfficientNet-Lite0, whose input is RGB."""
        weights = torch.load(path, map_location="cpu")

        def norm(layer: nn.Module, name: str) -> None:
            for part in ("weight", "bias", "running_mean", "running_var"):
                getattr(layer, part).data.copy_(weights[f"{name}.{part}"])

        self.stem[0].layer.weight.data.copy_(weights["_conv_stem.weight"].flip(1))
        norm(self.stem[1], "_bn0")
        for number, block in enumerate(self.blocks):
            name, layers = f"_blocks.{number}", list(block.layers)
            if len(layers) > MIN_BLOCK_LAYERS:
                layers[0].weight.data.copy_(weights[f"{name}._expand_conv.weight"])
                norm(layers[1], f"{name}._bn0")
                layers = layers[3:]
            layers[0].layer.weight.data.copy_(weights[f"{name}._depthwise_conv.weight"])
            norm(layers[1], f"{name}._bn1")
            layers[3].weight.data.copy_(weights[f"{name}._project_conv.weight"])
            norm(layers[4], f"{name}._bn2")


def _normalised(channels: int) -> list[nn.Module]:
    return [nn.BatchNorm2d(channels, TRUNK_EPSILON), nn.ReLU6(inplace=True)]


def loss(logits: torch.Tensor, maps: torch.Tensor) -> torch.Tensor:
    """Cross entropy, and Dice's coefficient of the slide, so that small slides count."""
    slide = functional.binary_cross_entropy_with_logits(logits[:, 0], maps[:, 0])
    likely, true = torch.sigmoid(logits[:, 0]), maps[:, 0]
    shared = (likely * true).sum((1, 2))
    dice = 1 - (2 * shared + 20) / (likely.sum((1, 2)) + true.sum((1, 2)) + 20)
    sides = functional.binary_cross_entropy_with_logits(
        logits[:, 1:], maps[:, 1:], reduction="none"
    )
    return slide + 0.5 * dice.mean() + 2 * (sides * (1 + SIDE_WEIGHT * maps[:, 1:])).mean()


def write(net: SlideMapNet, path: Path) -> None:
    """Writes the network; its weights take two bytes each and are widened when it is loaded."""
    torch.onnx.export(
        net,
        (torch.zeros(1, 3, 256, 320),),
        str(path),
        input_names=["pixels"],
        output_names=["maps"],
        dynamic_axes={"pixels": {2: "height", 3: "width"}, "maps": {2: "rows", 3: "columns"}},
        opset_version=17,
        dynamo=False,
    )
    model = onnx.load(str(path))
    weights = list(model.graph.initializer)
    del model.graph.initializer[:]
    for weight in weights:
        values = numpy_helper.to_array(weight)
        if values.dtype == np.float32 and values.size >= MIN_NARROW_VALUES:
            name = f"{weight.name}_half"
            narrow = numpy_helper.from_array(values.astype(np.float16), name)
            widen = helper.make_node("Cast", [name], [weight.name], to=TensorProto.FLOAT)
            model.graph.initializer.append(narrow)
            model.graph.node.insert(0, widen)
        else:
            model.graph.initializer.append(weight)
    source = model.metadata_props.add()
    source.key, source.value = "source", SOURCE
    onnx.save(model, str(path))
