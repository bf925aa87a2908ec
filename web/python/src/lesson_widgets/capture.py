"""`capture(pipe, prompt)`: a picture of a diffusers SD3 or FLUX pipeline, and what its words and patches read of each other."""
import inspect
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .capture_file import FORMAT, PARTS, CaptureReader, CaptureWriter, grid_of, tensor_name
from .labels import text_labels
from .recorder import Recorder, blocks_of, layout_of

LIMIT = 2 * 2 ** 30
QUADRANTS = ("text_reads_text", "text_reads_image", "image_reads_text", "image_reads_image")


class CaptureTooLarge(ValueError):
    """Asked for more than `limit` bytes; nothing was taken."""


@dataclass
class Plan:
    """What a capture will hold."""
    steps: list
    blocks: list
    heads: list
    values: bool

    def bytes(self, rows, head_dim):
        """Size of the file's tensors, [rows, heads * head_dim] float16 each."""
        return 2 * rows * len(self.heads) * head_dim * self.tensors()

    def tensors(self):
        return len(self.steps) * len(self.blocks) * (3 if self.values else 2)

    def names(self):
        parts = ("q", "k", "v") if self.values else ("q", "k")
        return [tensor_name(s, b, p) for s in range(len(self.steps)) for b in range(len(self.blocks)) for p in parts]


def _chosen(what, asked, count, default):
    numbers = list(default if asked is None else [asked] if isinstance(asked, int) else asked)
    wrong = [n for n in numbers if not (isinstance(n, (int, np.integer)) and 0 <= n < count)]
    if wrong or not numbers or len(set(numbers)) != len(numbers):
        raise ValueError(f"{what}: expected different numbers from 0 to {count - 1}, got {asked!r}")
    return sorted(int(n) for n in numbers)


def _steps_of(pipe, options):
    if options.get("sigmas") is not None:
        return len(options["sigmas"])
    if options.get("timesteps") is not None:
        return len(options["timesteps"])
    return options.get("num_inference_steps") or inspect.signature(type(pipe).__call__).parameters["num_inference_steps"].default


def plan(pipe, *, blocks=None, heads=None, steps=None, values=False, **options):
    """-> Plan. blocks, heads, steps: one number or a list of them, from 0; all blocks and heads where not said, and the
    first, the middle and the last step. FLUX counts its single blocks on from its double ones."""
    count = _steps_of(pipe, options)
    return Plan(_chosen("steps", steps, count, sorted({0, count // 2, count - 1})),
                _chosen("blocks", blocks, len(blocks_of(pipe.transformer)), range(len(blocks_of(pipe.transformer)))),
                _chosen("heads", heads, pipe.transformer.config.num_attention_heads, range(pipe.transformer.config.num_attention_heads)), values)


class _Taking:
    """The file of a run under way: opened when the first recorded step tells its shapes."""

    def __init__(self, pipe, prompt, options, asked, path, limit, tell):
        self.pipe, self.prompt, self.options, self.plan = pipe, prompt, options, asked
        self.path, self.limit, self.tell = path, limit, tell
        self.writer, self.times = None, []
        self.head_dim = pipe.transformer.config.attention_head_dim

    def step(self, step, facts):
        if self.writer is None:
            self.facts = facts
            self.open()
        self.times.append(facts["time"])

    def open(self):
        rows = self.facts["text"] + self.facts["grid"][0] * self.facts["grid"][1]
        size = self.plan.bytes(rows, self.head_dim)
        what = (f"{len(self.plan.steps)} steps x {len(self.plan.blocks)} blocks x {len(self.plan.heads)} heads of {rows} rows: {_size(size)}")
        if size > self.limit:
            raise CaptureTooLarge(f"capture: {what}, more than limit = {_size(self.limit)}; ask for fewer blocks, heads or steps, or raise limit")
        self.tell(f"capture: {what}")
        self.writer = CaptureWriter(self.path, self.plan.names(), (rows, len(self.plan.heads) * self.head_dim), self.metadata(rows))

    def metadata(self, rows):
        text, (height, width) = self.facts["text"], self.facts["grid"]
        named = blocks_of(self.pipe.transformer)
        labels, readers = text_labels(self.pipe, self.prompt, text, (self.options.get("prompt_2"), self.options.get("prompt_3")))
        seeds = self.options.get("generator")
        seeds = [g.initial_seed() for g in (seeds if isinstance(seeds, list) else [seeds]) if g is not None]
        model = getattr(self.pipe.config, "_name_or_path", "") or type(self.pipe).__name__
        return {"format": FORMAT, "heads": len(self.plan.heads), "text_tokens": text, "grid": f"{height}x{width}",
                "tokens": json.dumps(labels), "readers": json.dumps(readers), "steps": json.dumps([f"t = {t:.3g}" for t in self.times_of_steps()]), "step_numbers": json.dumps(self.plan.steps),
                "blocks": json.dumps([named[b][0] for b in self.plan.blocks]), "head_numbers": json.dumps(self.plan.heads),
                "joint_order": layout_of(self.pipe.transformer).order, "model": Path(str(model)).name, "prompt": self.prompt,
                "seed": json.dumps(seeds), "title": f"{Path(str(model)).name}: {self.prompt}"[:120]}

    def times_of_steps(self):
        """t of every step that is captured, 1 at the noise: the scheduler knows them all once a run has begun."""
        scheduler = self.pipe.scheduler
        return [float(scheduler.timesteps[s]) / scheduler.config.num_train_timesteps for s in self.plan.steps]

    def block(self, step, place, q, k, v):
        for part, x in zip("qkv" if self.plan.values else "qk", (q, k, v)):
            rows = x[self.plan.heads].permute(1, 0, 2).flatten(1).half().cpu().numpy()
            if not np.isfinite(rows).all():
                raise ValueError(f"block {self.plan.blocks[place]}, step {step}: {part} is not finite in float16; this model cannot be captured")
            self.writer.put(tensor_name(self.plan.steps.index(step), place, part), rows)


def _size(count):
    return f"{count / 1e9:.2f} GB" if count >= 1e9 else f"{count / 1e6:.1f} MB"


def capture(pipe, prompt, *, blocks=None, heads=None, steps=None, values=False, path=None, limit=LIMIT, tell=print, **options):
    """Runs `pipe(prompt, **options)` and keeps its joint attention.

    -> Capture, whose `.images` are the pipeline's own (bit-equal to a run that was not captured). blocks, heads, steps:
    see `plan`; values: v as well, needed to see what a cut does. The size is told before anything is taken, and more than
    `limit` bytes is refused with CaptureTooLarge. `path`: where the file goes (else a temporary one); it is written step by step."""
    if not isinstance(prompt, str):
        raise TypeError(f"prompt: expected one string, got {type(prompt).__name__}; capture prompts one at a time")
    if options.get("num_images_per_prompt", 1) != 1:
        raise ValueError("num_images_per_prompt: expected 1; a capture is of one picture")
    asked = plan(pipe, blocks=blocks, heads=heads, steps=steps, values=values, **options)
    keep = None
    if path is None:
        keep = tempfile.TemporaryDirectory(prefix="capture-")
        path = Path(keep.name) / "capture.safetensors"
    taking = _Taking(pipe, prompt, options, asked, Path(path), limit, tell or (lambda _: None))
    try:
        with Recorder(pipe.transformer, asked.blocks, asked.steps, taking.step, taking.block):
            out = pipe(prompt, **options)
        if taking.writer is None:
            raise RuntimeError("the pipeline never ran its transformer at a step that was asked for; nothing was captured")
        taking.writer.close()
    except BaseException:
        if taking.writer is not None:
            taking.writer.abandon()
        raise
    return Capture(path, images=out.images if hasattr(out, "images") else out[0], times=taking.times, keep=keep)


class Capture:
    """A capture file and what can be asked of it. Numbers count from 0 among what was captured; `blocks`, `head_numbers` and
    `steps` say what they are in the model."""

    def __init__(self, path, images=None, times=None, keep=None):
        self.path, self.images, self.times, self._keep = Path(path), images, times, keep
        self._file = CaptureReader(path)
        meta = self.metadata = self._file.metadata
        self.heads, self.text_tokens, self.rows = int(meta["heads"]), int(meta["text_tokens"]), self._file.rows
        self.grid = grid_of(meta.get("grid"), self.rows - self.text_tokens)
        listed = lambda key, otherwise: json.loads(meta[key]) if key in meta else otherwise
        self.tokens = (listed("tokens", []) + [""] * self.text_tokens)[:self.text_tokens]
        self.steps = listed("steps", [f"step {n}" for n in range(self._file.steps)])
        self.blocks = listed("blocks", [f"block {n}" for n in range(self._file.blocks)])
        self.step_numbers, self.head_numbers = listed("step_numbers", list(range(len(self.steps)))), listed("head_numbers", list(range(self.heads)))
        self.model, self.prompt, self.joint_order = (meta.get(key, "") for key in ("model", "prompt", "joint_order"))

    @property
    def image(self):
        return None if self.images is None else self.images[0]

    @property
    def nbytes(self):
        return self.path.stat().st_size

    def only(self, step=0, block=0, head=0):
        """-> a Capture of one head of one block at one step, some hundredths of this one; a temporary file of its own."""
        keep = tempfile.TemporaryDirectory(prefix="capture-")
        path = Path(keep.name) / self.path.name
        parts = [part for part in PARTS if self._file.has(step, block, part)]
        meta = {**self.metadata, "heads": 1, "grid": "x".join(map(str, self.grid)), "steps": json.dumps([self.steps[step]]),
                "step_numbers": json.dumps([self.step_numbers[step]]), "blocks": json.dumps([self.blocks[block]]),
                "head_numbers": json.dumps([self.head_numbers[head]])}
        width = self.part("q", step, block).shape[-1]
        writer = CaptureWriter(path, [tensor_name(0, 0, part) for part in parts], (self.rows, width), meta)
        for part in parts:
            writer.put(tensor_name(0, 0, part), self.part(part, step, block)[head])
        writer.close()
        return Capture(path, keep=keep)

    def show(self, **state):
        """-> a LessonWidget of it for a notebook; state: its fields, e.g. block=1, head=3, counted from 0 among what was captured."""
        from .widget import LessonWidget
        return LessonWidget(capture=self, state=state)

    def save(self, path):
        """A copy of the file; the viewer opens it by drop, by link and in the notebook."""
        Path(path).write_bytes(self.path.read_bytes())
        return Path(path)

    def part(self, name, step=0, block=0):
        """`name` "q", "k" or "v" -> float32 [H, S, D], rows text first."""
        return self._file.tensor(step, block, name).reshape(self.rows, self.heads, -1).transpose(1, 0, 2)

    def numpy(self, step=0, block=0, head=None):
        """Attention weights -> float32 [H, S, S], or [S, S] of one head: row reads column, rows sum to 1."""
        q, k = (self.part(name, step, block) for name in "qk")
        if head is not None:
            q, k = q[head], k[head]
        scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        return scores / scores.sum(-1, keepdims=True)

    def shares(self, step=0, block=0):
        """-> {quadrant: (share of each head's weight [H], the share that even attention would give)}; shares add up to 1."""
        weights, t, s = self.numpy(step, block), self.text_tokens, self.rows
        text, image = slice(0, t), slice(t, s)
        parts = zip(QUADRANTS, ((text, text), (text, image), (image, text), (image, image)))
        size = lambda x: (x.stop - x.start) / s
        return {name: (weights[:, a, b].sum((1, 2)) / s, size(a) * size(b)) for name, (a, b) in parts}

    def places(self, word):
        """Text rows whose token is `word`, in any reader (capitals do not matter)."""
        found = [i for i, t in enumerate(self.tokens) if t.lower() == word.lower()]
        if not found:
            said = dict.fromkeys(t for t in self.tokens if t.isalnum())
            raise KeyError(f"no token {word!r} among the text rows; they say {', '.join(said)}")
        return found

    def pointing(self, word, step=0, block=0, head=None):
        """How much each patch reads `word` -> float32 [rows, columns] of one head, or [H, rows, columns]."""
        weights = self.numpy(step, block, head)[..., self.text_tokens:, self.places(word)].sum(-1)
        return weights.reshape(*weights.shape[:-1], *self.grid)

    def to_xarray(self, step=0, block=0):
        """Weights as an xarray.DataArray [head, reads, is_read] with the tokens as coordinates."""
        import xarray
        names = self.tokens + [f"patch {y},{x}" for y in range(self.grid[0]) for x in range(self.grid[1])]
        return xarray.DataArray(self.numpy(step, block), dims=("head", "reads", "is_read"), name="weight",
                                coords={"head": self.head_numbers, "reads": names, "is_read": names},
                                attrs={"model": self.model, "prompt": self.prompt, "step": self.steps[step], "block": self.blocks[block]})

    def __repr__(self):
        return (f"Capture({self.model!r}, {self.prompt!r}: {len(self.steps)} steps, {len(self.blocks)} blocks, {self.heads} heads, "
                f"{self.text_tokens} + {self.grid[0]} x {self.grid[1]} rows, {_size(self.nbytes)})")
