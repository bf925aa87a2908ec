"""Our safetensors reader and the reference one give the same verdict on thousands of broken headers, or ours a stricter one
that is listed here. What both take they read alike."""
import json
import os
import random
import struct
import subprocess
import tempfile
import unittest
from pathlib import Path

from safetensors import SafetensorError, deserialize

ROOT = Path(__file__).resolve().parents[2]
VERDICTS = Path(os.environ.get("LESSON_BUILD", ROOT / "build/native")) / "tests/interop/safetensors_verdicts"
CASES = int(os.environ.get("LESSON_CASES", "6000"))
SIZES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U64": 8, "U32": 4, "U16": 2, "U8": 1,
         "BOOL": 1, "F8_E4M3": 1, "F8_E5M2": 1, "C64": 8}

# What ours refuses and the reference takes, each in the words of core/io/safetensors.cpp, and why.
STRICTER = {
    "the header does not begin a JSON object": "the format asks for { as the first byte, the reference takes spaces before it",
    "a key occurs twice": "which of two entries counts is not said by the format",
    "a tensor has a field the format does not know": "the reference skips it",
    "a field of a tensor has the wrong type": "the reference also takes an entry as a list, and a dtype as an object",
    "the metadata is not an object of texts": "the reference takes null",
}
# What ours takes and the reference may refuse: a tensor of a dtype that is not read here has its place, and its numbers stay
# unread, so that neither the dtype's name nor what its shape asks for is looked at.
READ = ["F64", "F32", "F16", "BF16", "I64", "I32", "I16", "I8", "U64", "U32", "U16", "U8", "BOOL"]


def entry(name, dtype, shape, begin, end):
    return f'{name}:{{"dtype":{json.dumps(dtype)},"shape":{shape},"data_offsets":[{begin},{end}]}}'


def layout(rng):
    """-> entries of a good header as texts, and how many bytes they cover."""
    entries, place = [], 0
    for i in range(rng.randrange(5)):
        dtype = rng.choice(list(SIZES))
        shape = [rng.choice([0, 1, 2, 3]) for _ in range(rng.randrange(4))]
        size = SIZES[dtype]
        for side in shape:
            size *= side
        entries.append([json.dumps(rng.choice(["a", "é", "block.0.q", '"', "\\", "\u2028", ""]) + str(i)), dtype, shape, place, place + size])
        place += size
    return entries, place


def bend(rng, entries):
    """Breaks the layout in one of the ways that a reader has to see."""
    one = rng.choice(entries)
    match rng.randrange(9):
        case 0: one[3] += 1  # a hole, or fewer bytes than the shape asks for
        case 1: one[4] -= 1
        case 2: one[3], one[4] = one[4], one[3]
        case 3: one[2] = one[2] + [rng.choice([2**31, 2**32, 2**63, 2**64 - 1, 2**64, 10**30])]
        case 4: one[1] = rng.choice(["F7", "f32", "", "F32 ", "F8_E9M9", "F4", "F6_E2M3", "F8_E8M0"])
        case 5: one[3], one[4] = rng.choice([2**64 - 1, 2**63, 10**25]), rng.choice([0, 2**64 - 1])
        case 6: entries.append(list(one))  # the same bytes, and the same name
        case 7: rng.shuffle(entries)
        case 8: one[0] = rng.choice([r'"\u0061"', r'"\ud83d\ude00"', r'"\ud800"', r'"\u0000"', '"\t"', '"__metadata__"', "a"])


def metadata(rng):
    return rng.choice(['"__metadata__":{"format":"pt"}', '"__metadata__":{}', '"__metadata__":null', '"__metadata__":{"a":1}',
                       '"__metadata__":{"a":"1","a":"2"}', '"__metadata__":{"\\u0061":"é","b":"\\n"}', '"__metadata__":"text"',
                       '"__metadata__":{"a":{"b":"c"}}'])


TOKENS = ["{", "}", "[", "]", ",", ":", '"', "0", "-", "1", ".5", "e3", "null", "true", " ", "\t", "\n", "\\", "\0", "\x01", "é", "//",
          '"x":1,', '"shape":[1],', '"extra":[],', "-0", "00", "1.0", "1e0", "+1", "NaN"]


def scratch(rng, text):
    """Letters come, go and change."""
    raw = bytearray(text.encode())
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        at = rng.randrange(len(raw) + 1)
        match rng.randrange(4):
            case 0: raw[at:at] = rng.choice(TOKENS).encode()
            case 1: del raw[at:at + rng.randrange(1, 4)]
            case 2 if at < len(raw): raw[at] = rng.randrange(256)
            case 3: raw[at:at + 1] = rng.choice(TOKENS).encode()
    return bytes(raw)


def case(rng):
    entries, size = layout(rng)
    if entries and rng.random() < 0.5:
        bend(rng, entries)
    parts = [entry(*one) for one in entries]
    if rng.random() < 0.3:
        parts.insert(rng.randrange(len(parts) + 1), metadata(rng))
    if parts and rng.random() < 0.05:
        parts.append(rng.choice(['"z":["U8",[0],[0,0]]', '"z":{"dtype":{"U8":null},"shape":[0],"data_offsets":[0,0]}', '"z":{}', '"z":[]']))
    header = ("{" + ",".join(parts) + "}").encode()
    if rng.random() < 0.35:
        header = scratch(rng, header.decode())
    header = rng.choice([b""] * 20 + [b" ", b"\n", b"\xef\xbb\xbf"]) + header + rng.choice([b""] * 8 + [b" " * 7, b"\n\t\r ", b"\0", b"{}"])
    length = len(header) + rng.choice([0] * 20 + [1, -1, 2**40, 2**64 - 1 - len(header)])
    data = bytes(rng.randrange(256) for _ in range(max(0, size + rng.choice([0] * 10 + [1, -1]))))
    return struct.pack("<Q", max(0, length)) + header + data


def ours(files):
    with tempfile.NamedTemporaryFile() as file:
        for one in files:
            file.write(struct.pack("<Q", len(one)) + one)
        file.flush()
        done = subprocess.run([VERDICTS, file.name], capture_output=True, check=True)
    return [json.loads(line) for line in done.stdout.split(b"\n")[:-1]]


def theirs(file):
    try:
        return {name: (info["dtype"], info["shape"], bytes(info["data"])) for name, info in deserialize(file)}
    except SafetensorError as error:
        return str(error)


def as_theirs(verdict, file):
    start = 8 + struct.unpack("<Q", file[:8])[0]
    return {name: (one["dtype"], one["shape"], file[start + one["begin"]:start + one["end"]]) for name, one in verdict["tensors"].items()}


class Headers(unittest.TestCase):
    def test_same_verdict_or_a_stricter_one_that_is_listed(self):
        seed = int(os.environ.get("LESSON_SEED", random.SystemRandom().randrange(2**32)))
        rng = random.Random(seed)
        files = [case(rng) for _ in range(CASES)]
        counts = {"both take": 0, "both refuse": 0, "dtype that is not read": 0, **dict.fromkeys(STRICTER, 0)}
        for file, verdict in zip(files, ours(files), strict=True):
            reference = theirs(file)
            with self.subTest(seed=seed, file=file[:400], verdict=verdict, reference=str(reference)[:200]):
                counts[self.compare(file, verdict, reference)] += 1
        print(f"\n  {CASES} headers (LESSON_SEED={seed}):", ", ".join(f"{n} {what}" for what, n in counts.items()))
        self.assertGreater(counts["both take"], CASES // 20)
        self.assertGreater(counts["both refuse"], CASES // 5)

    def compare(self, file, verdict, reference):
        refused, refuse = "refused" in verdict, isinstance(reference, str)
        if refused and refuse:
            return "both refuse"
        if refused:
            self.assertIn(verdict["refused"], STRICTER)
            return verdict["refused"]
        if refuse:
            self.assertTrue({one["dtype"] for one in verdict["tensors"].values()} - set(READ))
            return "dtype that is not read"
        self.assertEqual(as_theirs(verdict, file), reference)
        return "both take"


if __name__ == "__main__":
    unittest.main()
