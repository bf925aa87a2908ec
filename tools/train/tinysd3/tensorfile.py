"""Safetensors files with 8-bit matrices, written and read with numpy alone.

A quantised matrix NAME is I8 with its shape kept, beside NAME.scale, F16 [rows]:
weight = int8 * scale of its row (first axis).  All else is F16."""
import hashlib
import json
from pathlib import Path

import numpy as np

DTYPES = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2"), "I8": np.dtype("i1"), "I64": np.dtype("<i8"),
          "U8": np.dtype("u1"), "I32": np.dtype("<i4")}
NAMES = {v: k for k, v in DTYPES.items()}
SMALL = 4096                          # fewer elements stay F16: they are cheap and sensitive


def quantise(w):
    """float [rows, ...] -> int8 of the same shape and F16 scales [rows] (the rounded scale is used)."""
    flat = w.reshape(len(w), -1).astype(np.float32)
    scale = (np.abs(flat).max(1) / 127.0).astype(np.float16)
    scale = np.maximum(scale, np.float16(6.2e-5))
    q = np.clip(np.rint(flat / scale.astype(np.float32)[:, None]), -127, 127).astype(np.int8)
    return q.reshape(w.shape), scale


def pack(state, exact=()):
    """name -> float array, to name -> stored arrays; names starting with one of `exact` stay F16."""
    out = {}
    for name, w in state.items():
        w = np.asarray(w, np.float32)
        if w.ndim >= 2 and w.size >= SMALL and not name.startswith(tuple(exact)):
            out[name], out[name + ".scale"] = quantise(w)
        else:
            out[name] = w.astype(np.float16)
    return out


def unpack(tensors):
    """Stored arrays -> name -> float32 array (dequantised)."""
    out = {}
    for name, w in tensors.items():
        if name.endswith(".scale") and tensors.get(name[:-6], w).dtype == np.int8:
            continue
        value = w.astype(np.float32)
        if w.dtype == np.int8:
            scale = tensors[name + ".scale"].astype(np.float32)
            value = value * scale.reshape((-1,) + (1,) * (w.ndim - 1))
        out[name] = value
    return out


def write(path, tensors, metadata):
    """Tensors sorted by element size (large first), so that all are aligned."""
    names = sorted(tensors, key=lambda n: (-tensors[n].dtype.itemsize, n))
    header, blobs, at = {}, [], 0
    for name in names:
        blob = np.ascontiguousarray(tensors[name]).tobytes()
        header[name] = {"dtype": NAMES[tensors[name].dtype], "shape": list(tensors[name].shape),
                        "data_offsets": [at, at + len(blob)]}
        blobs.append(blob)
        at += len(blob)
    data = b"".join(blobs)
    metadata = dict(metadata, data_sha256=hashlib.sha256(data).hexdigest())
    text = json.dumps({"__metadata__": metadata, **header}, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(len(text).to_bytes(8, "little") + text + data)
    return metadata["data_sha256"]


def rewrite_metadata(path, change):
    """Change a file's metadata in place; the tensors' bytes stay as they are (and so does data_sha256).

    `change` gets the metadata (str -> str) and alters it.  -> SHA-256 of the whole file."""
    raw = Path(path).read_bytes()
    n = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8:8 + n])
    change(header["__metadata__"])
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    whole = len(text).to_bytes(8, "little") + text + raw[8 + n:]
    with open(path, "wb") as f:
        f.write(whole)
    return hashlib.sha256(whole).hexdigest()


def metadata(path):
    """The header's texts alone."""
    with open(path, "rb") as f:
        header = json.loads(f.read(int.from_bytes(f.read(8), "little")))
    return header.get("__metadata__", {})


def read(path):
    """-> (name -> array, metadata)."""
    raw = Path(path).read_bytes()
    n = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8:8 + n])
    metadata = header.pop("__metadata__", {})
    out = {}
    for name, h in header.items():
        a, b = h["data_offsets"]
        out[name] = np.frombuffer(raw[8 + n + a:8 + n + b], DTYPES[h["dtype"]]).reshape(h["shape"])
    return out, metadata
