"""The capture file: a safetensors file that the quadrant viewer opens, written step by step and read lazily.

Its keys are described in widgets/attention_quadrants/sources/capture.h. All rows stand text first; `joint_order`
names the order in which the model itself has them. Legend: S rows = T text + I image, H heads, D numbers a head.
"""
import json
import struct
from pathlib import Path

import numpy as np

FORMAT = "lesson-attention-1"
PARTS = ("q", "k", "v")


def tensor_name(step, block, part):
    return f"step.{step}.block.{block}.{part}"


class CaptureWriter:
    """Writes [S, H*D] float16 tensors into their places as they come: no more than one is ever held.

    The header stands first in a safetensors file, so what will come is said before: `names`, all of one shape.
    The file is complete once every tensor was put; `close` says so or fails."""

    def __init__(self, path, names, shape, metadata):
        self.path, self.shape = Path(path), tuple(shape)
        self.bytes_each = 2 * int(np.prod(shape))
        offsets = {n: [i * self.bytes_each, (i + 1) * self.bytes_each] for i, n in enumerate(names)}
        header = {"__metadata__": {k: str(v) for k, v in metadata.items()},
                  **{n: {"dtype": "F16", "shape": list(self.shape), "data_offsets": o} for n, o in offsets.items()}}
        text = json.dumps(header, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 8)
        self.places = {n: 8 + len(text) + o[0] for n, o in offsets.items()}
        self.left = set(names)
        self.file = open(self.path, "wb")
        self.file.write(struct.pack("<Q", len(text)) + text)
        self.file.truncate(8 + len(text) + len(offsets) * self.bytes_each)

    def put(self, name, values):
        """values: float16 [S, H*D]."""
        values = np.ascontiguousarray(values, dtype="<f2")
        if values.shape != self.shape:
            raise ValueError(f"{name}: expected shape {self.shape}, got {values.shape}")
        self.file.seek(self.places[name])
        self.file.write(values.tobytes())
        self.left.discard(name)

    def close(self):
        self.file.close()
        if self.left:
            raise RuntimeError(f"{self.path.name}: the run ended before {len(self.left)} of {len(self.places)} tensors came, "
                               f"the first is {min(self.left)}; ask for steps that the run has")

    def abandon(self):
        """The run failed: nothing half-written is left behind."""
        self.file.close()
        self.path.unlink(missing_ok=True)


class CaptureReader:
    """One tensor at a time from a capture file, without holding the file."""

    def __init__(self, path):
        from safetensors import safe_open
        self.path = Path(path)
        self._file = safe_open(str(path), framework="numpy")
        self.metadata = dict(self._file.metadata() or {})
        if self.metadata.get("format") != FORMAT:
            raise ValueError(f"{self.path.name}: not an attention capture (expected metadata format = {FORMAT!r}, "
                             f"got {self.metadata.get('format')!r}); make one with lesson_widgets.capture()")
        self.names = set(self._file.keys())
        self.stepped = tensor_name(0, 0, "q") in self.names
        self.steps = self._count(lambda n: self._name(n, 0, "q")) if self.stepped else 1
        self.blocks = self._count(lambda n: self._name(0, n, "q"))
        if self.blocks == 0:
            raise ValueError(f"{self.path.name}: expected a tensor step.0.block.0.q or block.0.q, got {', '.join(sorted(self.names)[:3]) or 'none'}")
        self.rows = self._file.get_slice(self._name(0, 0, "q")).get_shape()[0]

    def _name(self, step, block, part):
        return tensor_name(step, block, part) if self.stepped else f"block.{block}.{part}"

    def _count(self, name):
        return next(n for n in range(len(self.names) + 1) if name(n) not in self.names)

    def has(self, step, block, part):
        return self._name(step, block, part) in self.names

    def tensor(self, step, block, part):
        """float32 [S, H*D]."""
        if not self.has(step, block, part):
            raise KeyError(f"{self.path.name} holds no {self._name(step, block, part)}; it has {self.steps} steps and {self.blocks} blocks, "
                           "counted from 0" + ("; values are captured with values=True" if part == "v" else ""))
        return self._file.get_tensor(self._name(step, block, part)).astype(np.float32)


def grid_of(text, image_tokens):
    """"64x64" -> (rows, columns); without, a square where it is one."""
    if text:
        rows, columns = (int(n) for n in text.split("x"))
        return rows, columns
    side = round(image_tokens ** 0.5)
    return (side, side) if side * side == image_tokens else (1, image_tokens)
