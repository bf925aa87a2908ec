#!/usr/bin/env python3
"""`lesson-cli attention` against a double-precision reference in NumPy, on inputs nobody has seen before, and
against files that are broken in every way we could think of.

    attention_reference.py LESSON_CLI [--junit FILE] [--seed N] [--cases N]

The seed is drawn anew for each run and printed; with --seed a run is repeated.
"""
import argparse
import itertools
import json
import pathlib
import secrets
import struct
import subprocess
import tempfile
import xml.sax.saxutils

import numpy as np

QUADRANTS = ["text_reads_text", "text_reads_image", "image_reads_text", "image_reads_image"]
TOLERANCE, TOLERANCE_OF_LARGE = 1e-5, 5e-5  # the second where a logit passes 100


# --- files ------------------------------------------------------------------------------------------------------


def pack(header, body=b""):
    """A safetensors file from its header (an object, or the bytes as they are) and its data."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


def tensor_file(tensors, metadata):
    header, body = {"__metadata__": metadata}, b""
    for name, values in tensors.items():
        data = values.astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    return pack(header, body)


def read_tensors(path):
    data = path.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    out = {}
    for name, info in header.items():
        begin, end = (8 + length + offset for offset in info["data_offsets"])
        out[name] = np.frombuffer(data[begin:end], "<f4").reshape(info["shape"]).astype(np.float64)
    return out


# --- the reference ----------------------------------------------------------------------------------------------


def attend(q, k, v, heads, text, cut):
    """softmax(q k^T / sqrt(D)) v per head in doubles; gives out, weights, mass and the largest logit."""
    tokens, width = q.shape
    dim = width // heads
    is_text = np.arange(tokens) < text
    quadrant = np.where(is_text[:, None], np.where(is_text, 0, 1), np.where(is_text, 2, 3))
    cut_away = np.isin(quadrant, [QUADRANTS.index(name) for name in cut])
    out, weights, mass, largest = np.zeros((tokens, width)), np.zeros((heads, tokens, tokens)), np.zeros((heads, 4)), 0.0
    for head in range(heads):
        columns = slice(head * dim, (head + 1) * dim)
        logits = q[:, columns].astype(np.float64) @ k[:, columns].astype(np.float64).T / np.sqrt(dim)
        largest = max(largest, np.abs(logits).max())
        logits[cut_away] = -np.inf
        top = logits.max(axis=1, keepdims=True)
        e = np.where(cut_away, 0.0, np.exp(logits - np.where(np.isfinite(top), top, 0.0)))
        total = e.sum(axis=1, keepdims=True)
        weights[head] = np.divide(e, total, out=np.zeros_like(e), where=total > 0)
        out[:, columns] = weights[head] @ v[:, columns].astype(np.float64)
        mass[head] = [weights[head][quadrant == i].sum() for i in range(4)]
        mass[head] /= max(mass[head].sum(), 1e-300)
    return out, weights, mass, largest


# --- one case ---------------------------------------------------------------------------------------------------


class Failure(Exception):
    pass


def run_cli(cli, *arguments):
    return subprocess.run([cli, "attention", *map(str, arguments)], capture_output=True, text=True, timeout=300)


def compare(name, got, want, tolerance):
    if got.shape != want.shape:
        raise Failure(f"{name}: shape {got.shape}, expected {want.shape}")
    error = np.abs(got - want)
    if not np.isfinite(got).all() or error.max() > tolerance:
        worst = np.unravel_index(np.nanargmax(error), error.shape)
        raise Failure(f"{name}{[int(i) for i in worst]}: got {got[worst]:.9g}, expected {want[worst]:.9g}, tolerance {tolerance:g}")
    return error.max()


def check_accuracy(cli, folder, rng, case):
    tokens, heads, dim, text, scale, cut, keep = (case[key] for key in ("S", "H", "D", "T", "scale", "cut", "weights"))
    q, k, v = (rng.normal(size=(tokens, heads * dim)).astype(np.float32) for _ in range(3))
    q *= np.float32(scale)
    metadata = {"heads": str(heads), "text_tokens": str(text)} | ({"cut": ",".join(cut)} if cut else {})
    source, target = folder / "in.safetensors", folder / "out.safetensors"
    source.write_bytes(tensor_file({"q": q, "k": k, "v": v}, metadata))
    ran = run_cli(cli, "--input", source, "--output", target, *([] if keep else ["--no-weights"]))
    if ran.returncode != 0:
        raise Failure(f"exit {ran.returncode}: {ran.stderr.strip()}")
    got = read_tensors(target)
    if set(got) != {"out", "quadrant_mass"} | ({"weights"} if keep else set()):
        raise Failure(f"tensors written: {sorted(got)}")
    out, weights, mass, largest = attend(q, k, v, heads, text, cut)
    tolerance = TOLERANCE_OF_LARGE if largest > 100 else TOLERANCE
    worst = max(compare("out", got["out"], out, tolerance), compare("quadrant_mass", got["quadrant_mass"], mass, tolerance))
    if keep:
        worst = max(worst, compare("weights", got["weights"], weights, tolerance))
    return worst / tolerance


def accuracy_cases(rng, count):
    """Every cut on a small input, the corners of S, H, D and T, large logits, then `count` drawn at random."""

    def case(S, H, D, T, scale=1.0, cut=(), weights=True):
        return {"S": S, "H": H, "D": D, "T": T, "scale": scale, "cut": list(cut), "weights": weights}

    for size in range(5):
        for cut in itertools.combinations(QUADRANTS, size):
            S = int(rng.integers(3, 90))
            yield case(S, int(rng.integers(1, 5)), int(rng.integers(1, 20)), int(rng.integers(1, S)), 1, cut, size % 2 == 0)
    yield case(2, 1, 1, 1)
    yield case(2, 24, 33, 0)
    yield case(3, 5, 7, 3)
    yield case(1200, 24, 8, 77, 1, weights=False)
    yield case(1200, 2, 65, 333, 1, ["image_reads_text"])
    yield case(1199, 1, 127, 1198, 60, weights=False)
    for scale in (30, 100, 1000, 1e6):
        yield case(int(rng.integers(100, 400)), 3, 31, 77, scale, weights=scale < 1000)
    for _ in range(count):
        S = int(rng.integers(2, 1201) if rng.random() < 0.2 else rng.integers(2, 300))
        H, D = int(rng.integers(1, 25)), int(rng.integers(1, 80))
        if S * S * H > 12_000_000:
            H = max(1, 12_000_000 // (S * S))
        cut = [name for name in QUADRANTS if rng.random() < 0.25]
        scale = float(10 ** rng.uniform(-2, 2.5))
        yield case(S, H, D, int(rng.integers(0, S + 1)), scale, cut, bool(rng.random() < 0.6))


# --- broken files -----------------------------------------------------------------------------------------------


def broken_files():
    """(what is wrong, the file). Each must be refused with exit 2 and one sentence."""
    ones = np.full((4, 6), 0.5, np.float32)
    good_meta = {"heads": "2", "text_tokens": "1"}
    good = tensor_file({"q": ones, "k": ones, "v": ones}, good_meta)
    size = ones.nbytes

    def header(**changes):
        plain = {name: {"dtype": "F32", "shape": [4, 6], "data_offsets": [i * size, (i + 1) * size]} for i, name in enumerate("qkv")}
        plain["__metadata__"] = dict(good_meta)
        for key, change in changes.items():
            if change is None:
                del plain[key]
            elif isinstance(change, dict) and key in "qkv":
                plain[key] = plain[key] | change
            else:
                plain[key] = change
        return plain

    def meta(**changes):
        values = {key: value for key, value in (good_meta | changes).items() if value is not None}
        return tensor_file({"q": ones, "k": ones, "v": ones}, values)

    body = ones.tobytes() * 3
    yield "empty", b""
    yield "seven bytes", good[:7]
    yield "only a length", good[:8]
    yield "cut in the header", good[:40]
    yield "cut in the data", good[:-1]
    yield "a byte too many", good + b"x"
    yield "header longer than the file", struct.pack("<Q", len(good)) + good[8:]
    yield "header of 2^63 bytes", struct.pack("<Q", 1 << 63) + good[8:]
    yield "header of 2^64-1 bytes", struct.pack("<Q", (1 << 64) - 1) + good[8:]
    yield "header of 0 bytes", pack(b"", body)
    yield "header not JSON", pack(b"{not json}", body)
    yield "header a list", pack(b"[]", body)
    yield "header deep", pack(b"{" + b'"a":{' * 20000, body)
    yield "header not UTF-8", pack(b'{"\xff":1}', body)
    yield "tensors overlap", pack(header(k={"data_offsets": [size - 4, 2 * size - 4]}), body)
    yield "a hole between tensors", pack(header(v={"data_offsets": [2 * size + 4, 3 * size + 4]}), body + b"1234")
    yield "offsets backwards", pack(header(k={"data_offsets": [2 * size, size]}), body)
    yield "offsets negative", pack(header(q={"data_offsets": [-4, size]}), body)
    yield "offsets past the end", pack(header(v={"data_offsets": [2 * size, 1 << 40]}), body)
    yield "offsets beyond 64 bits", pack(header(v={"data_offsets": [2 * size, 1 << 70]}), body)
    yield "one offset", pack(header(q={"data_offsets": [0]}), body)
    yield "offsets of text", pack(header(q={"data_offsets": ["0", "96"]}), body)
    yield "shape product overflows", pack(header(q={"shape": [1 << 33, 1 << 33]}), body)
    yield "shape negative", pack(header(q={"shape": [-4, 6]}), body)
    yield "shape of fractions", pack(header(q={"shape": [4.5, 6]}), body)
    yield "shape does not fit the bytes", pack(header(q={"shape": [4, 7]}), body)
    yield "unknown dtype", pack(header(q={"dtype": "F33"}), body)
    yield "dtype a number", pack(header(q={"dtype": 32}), body)
    for dtype, bytes_each in (("F16", 2), ("BF16", 2), ("F64", 8), ("I32", 4), ("U8", 1)):
        shape = [4, 24 // bytes_each]
        yield f"q of dtype {dtype}", pack(header(q={"dtype": dtype, "shape": shape}), body)
    yield "q of one axis", pack(header(q={"shape": [24]}), body)
    yield "q of three axes", pack(header(q={"shape": [4, 3, 2]}), body)
    for name in "qkv":
        others = {other: ones for other in "qkv" if other != name}
        yield f"no {name}", tensor_file(others, good_meta)
        bad = {other: ones.copy() for other in "qkv"}
        for value in (np.nan, np.inf, -np.inf):
            bad[name][2, 3] = value
            yield f"{value} in {name}", tensor_file(bad, good_meta)
        yield f"{name} of other rows", tensor_file(bad | {other: ones for other in "qkv"} | {name: ones[:3]}, good_meta)
        yield f"{name} of other width", tensor_file({other: ones for other in "qkv"} | {name: ones[:, :4]}, good_meta)
        yield f"{name} of no rows", tensor_file({other: ones for other in "qkv"} | {name: ones[:0]}, good_meta)
    yield "no metadata", pack(header(__metadata__=None), body)
    yield "metadata a list", pack(header(__metadata__=["heads"]), body)
    yield "metadata of numbers", pack(header(__metadata__={"heads": 2, "text_tokens": 1}), body)
    for heads in (None, "", "0", "-1", "4", "5", "7", "2.0", "1e0", " 2", "2 ", "two", "0x2", "99999999999999999999", "\u0662"):
        yield f"heads {heads!r}", meta(heads=heads)
    for text in (None, "", "-1", "5", "1.0", "many", "4294967297", "99999999999999999999"):
        yield f"text_tokens {text!r}", meta(text_tokens=text)
    for cut in ("text_reads_sound", "text_reads_text;image_reads_text", "TEXT_READS_TEXT", "\u0000"):
        yield f"cut {cut!r}", meta(cut=cut)


def check_refused(cli, folder, data):
    source, target = folder / "in.safetensors", folder / "out.safetensors"
    source.write_bytes(data)
    target.unlink(missing_ok=True)
    ran = run_cli(cli, "--input", source, "--output", target)
    problems = [
        ran.returncode != 2 and f"exit {ran.returncode}",
        ran.stdout and "something on standard output",
        not ran.stderr.startswith("lesson-cli: ") and "no sentence of the program's",
        len(ran.stderr.strip().splitlines()) != 1 and "not one line",
        target.exists() and "an output was written",
    ]
    if any(problems):
        raise Failure("; ".join(p for p in problems if p) + f": {ran.stderr.strip()[:300]}")


# --- running ----------------------------------------------------------------------------------------------------


def attempt(name, results, check):
    try:
        answer = check()
        results.append((name, None))
        return answer
    except (Failure, subprocess.TimeoutExpired) as failure:
        print(f"FAILED {name}: {failure}")
        results.append((name, str(failure)))
        return 0


def write_junit(path, results):
    cases = "".join(
        f"<testcase classname='attention_reference' name={xml.sax.saxutils.quoteattr(name)}>"
        + (f"<failure message={xml.sax.saxutils.quoteattr(failure)}/>" if failure else "")
        + "</testcase>"
        for name, failure in results
    )
    pathlib.Path(path).write_text(f"<testsuite name='attention_reference'>{cases}</testsuite>\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cli")
    parser.add_argument("--junit")
    parser.add_argument("--seed", type=int, default=secrets.randbits(32))
    parser.add_argument("--cases", type=int, default=20)
    options = parser.parse_args()
    print(f"seed {options.seed}")
    rng, results, worst = np.random.default_rng(options.seed), [], 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for number, case in enumerate(accuracy_cases(rng, options.cases)):
            title = f"seed {options.seed}, case {number}: {json.dumps(case)}"
            worst = max(worst, attempt(title, results, lambda: check_accuracy(options.cli, folder, rng, case)))
        for title, data in broken_files():
            attempt(f"refused: {title}", results, lambda: check_refused(options.cli, folder, data))
    failed = sum(failure is not None for _, failure in results)
    print(f"{len(results) - failed} passed, {failed} failed; largest error {worst:.2g} of its tolerance")
    if options.junit:
        write_junit(options.junit, results)
    raise SystemExit(failed > 0)


if __name__ == "__main__":
    main()
