"""`LessonWidget("attention-quadrants")`: a widget of the lesson in a notebook, as an anywidget.

The page's side is front/widget.ts. It asks for files over the widget's comm, in pieces: the element, its modules and weights
once for a page, and of a capture what is shown. No server and no network is asked.
"""
import base64
import html
import json
import warnings
from pathlib import Path

import anywidget
import traitlets

from . import page_files, picture
from .capture import Capture

NAMES = ("attention-quadrants", "encoder-shapes", "pipeline-tracer", "step-count")
EVENTS = ("ready", "statechange", "result", "error")


class LessonWidget(anywidget.AnyWidget):
    """name: one of NAMES. state: what it starts with, some or all of its fields. parts: some of its pieces instead of all,
    e.g. "map token". capture: a Capture, or a path to one, shown in attention-quadrants without a file dialogue."""

    name = traitlets.Enum(NAMES, NAMES[0]).tag(sync=True)
    state = traitlets.Dict(help="Plain values by field; set some or all of them.").tag(sync=True)
    parts = traitlets.Unicode("").tag(sync=True)
    theme = traitlets.Enum(["", "light", "dark"], "").tag(sync=True)
    label = traitlets.Unicode("").tag(sync=True)
    _capture = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)
    _files = traitlets.Dict().tag(sync=True)
    _picture = traitlets.Unicode("").tag(sync=True)
    _words = traitlets.Unicode("").tag(sync=True)
    _numbers = traitlets.List().tag(sync=True)

    def __init__(self, name="attention-quadrants", *, state=None, parts="", capture=None, theme="", label=""):
        if name not in NAMES:
            raise ValueError(f"name: expected one of {', '.join(NAMES)}, got {name!r}")
        self._esm = page_files.text("widget.js")
        self._heard, self._shown = {event: [] for event in EVENTS}, None
        still = page_files.recorded(name)
        super().__init__(name=name, state=dict(state or {}), parts=parts if isinstance(parts, str) else " ".join(parts), theme=theme, label=label,
                         _files=page_files.sizes(), _picture=_data_url(still, "webp") if still else "")
        self.on_msg(self._hear)
        if capture is not None:
            self.open_capture(capture)

    # --- what one asks of it ---

    def open_capture(self, capture):
        """Shows a Capture, or the file at a path, in the quadrant viewer. No file is copied: the page asks for what it shows."""
        if self.name != "attention-quadrants":
            raise ValueError(f"{self.name} opens no captures; attention-quadrants does")
        self._shown = capture if isinstance(capture, Capture) else Capture(Path(capture))
        self._picture = _data_url(picture.map_of(self._shown, *self._where()), "png")
        self._capture = {"name": self._shown.path.name, "size": self._shown.nbytes}

    def set(self, **fields):
        """Changes fields of the state, e.g. set(block=1, head=3); both are counted from 0."""
        self.state = {**self.state, **fields}

    def describe(self):
        """What the widget last said of its picture, in words; "" until a page has shown it."""
        return self._words

    def numbers(self):
        """The numbers behind its picture, a row of names first; [] until a page has shown it."""
        return [list(row) for row in self._numbers]

    def on(self, event, callback):
        """Calls `callback(what)`, a dict, at each "ready", "statechange" {state}, "result" {state, description} or "error" {message}."""
        if event not in EVENTS:
            raise ValueError(f"event: expected one of {', '.join(EVENTS)}, got {event!r}")
        self._heard[event].append(callback)

    # --- what the page says ---

    def _hear(self, _, content, buffers):
        if content.get("kind") == "read":
            self._serve(content)
        elif content.get("kind") == "event" and content.get("name") in EVENTS:
            what = {k: v for k, v in content.items() if k not in ("kind", "name")}
            if content["name"] == "error" and not self._heard["error"]:
                warnings.warn(f"{self.name}: {what.get('message')}", stacklevel=2)
            for callback in self._heard[content["name"]]:
                callback(what)

    def _serve(self, asked):
        try:
            self.send({"kind": "piece", "id": asked["id"]}, [self._read(asked["file"], asked["at"], asked["bytes"])])
        except (OSError, KeyError, TypeError, ValueError) as problem:
            self.send({"kind": "lost", "id": asked.get("id"), "problem": f"{asked.get('file')} cannot be read: {problem}"})

    def _read(self, file, at, count):
        if file == "capture":
            return read_piece(self._shown.path, at, count)
        if file not in self._files:
            raise ValueError("the package holds no such file")
        return page_files.packed(file)[at:at + count]

    # --- where no script runs ---

    def _where(self):
        """Step, block and head of the state, within the capture."""
        counts = {"step": len(self._shown.steps), "block": len(self._shown.blocks), "head": self._shown.heads}
        return [max(0, min(int(self.state.get(what, 0)), count - 1)) for what, count in counts.items()]

    def to_html(self, keep_bytes=2_000_000):
        """The widget as text for a page: its picture, and what export.py makes live. Of a capture larger than `keep_bytes`
        only the block, head and step shown is kept."""
        attributes = {"name": self.name, "parts": self.parts, "theme": self.theme, "label": self.label}
        alternative = self._words or (repr(self._shown) if self._shown else f"The widget {self.name}, as it was recorded.")
        inside, state = f'<img src="{self._picture}" alt="{html.escape(alternative)}" style="max-width:100%">', dict(self.state)
        if self._shown:
            kept, state = kept_capture(self._shown, self._where(), state, keep_bytes)
            inside += f'<script type="application/gzip" data-capture="{html.escape(self._shown.path.name)}">{kept}</script>'
            attributes["data-state"] = json.dumps(state)
        elif state:
            attributes["state"] = json.dumps(state)
        written = "".join(f' {k}="{html.escape(v)}"' for k, v in attributes.items() if v)
        return f"<lesson-widget{written}>{inside}</lesson-widget>"

    def _repr_mimebundle_(self, **options):
        bundle = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {**(data or {}), "text/html": self.to_html()}, metadata


def _data_url(content, kind):
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def read_piece(path, at, count):
    with open(path, "rb") as file:
        file.seek(at)
        piece = file.read(count)
    if len(piece) != count:
        raise ValueError(f"it ends at {at + len(piece)}, before {at + count}")
    return piece


def kept_capture(capture, where, state, most):
    """-> (base64 of the gzipped capture file, the state that shows the same in it): all of it, or the one head shown."""
    import gzip
    if capture.nbytes <= most:
        return base64.b64encode(gzip.compress(capture.path.read_bytes(), 6)).decode(), state
    step, block, head = where
    small = capture.only(step, block, head)
    return base64.b64encode(gzip.compress(small.path.read_bytes(), 6)).decode(), {**state, "step": 0, "block": 0, "head": 0}
