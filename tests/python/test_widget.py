"""LessonWidget without a browser: what it hands the page, what it keeps for pages without a kernel. The browser's part is
tests/web/notebook."""
import base64
import gzip
import html
import io
import json
import re
import sys
import tempfile
import unittest
import warnings
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "web" / "python" / "src")]
try:
    import anywidget  # noqa: F401
    import nbformat
    from PIL import Image

    from lesson_widgets import Capture, LessonWidget, page_files, picture
    from lesson_widgets.capture_file import CaptureWriter, tensor_name
    from lesson_widgets.export import VIEW, LessonExporter
except ImportError as missing:
    WHY = f"{missing.name} is not installed"
else:
    WHY = ""

TEXT, GRID, HEADS, WIDTH = 5, (4, 6), 3, 8


def write_capture(path, steps=2, blocks=2, scale=1.0):
    rows, rnd = TEXT + GRID[0] * GRID[1], np.random.default_rng(7)
    names = [tensor_name(s, b, p) for s in range(steps) for b in range(blocks) for p in "qk"]
    meta = {"format": "lesson-attention-1", "heads": HEADS, "text_tokens": TEXT, "grid": "4x6", "tokens": json.dumps(["a", "crane", "at", "sunset", "[PAD]"]),
            "steps": json.dumps(["t = 1", "t = 0.5"][:steps]), "blocks": json.dumps([f"double block {b + 4}" for b in range(blocks)]),
            "head_numbers": json.dumps([1, 5, 9]), "readers": json.dumps([["T5", 5]]), "model": "some", "prompt": "a crane at sunset", "title": "some: a crane"}
    writer = CaptureWriter(path, names, (rows, HEADS * WIDTH), meta)
    for name in names:
        writer.put(name, (scale * rnd.normal(size=(rows, HEADS * WIDTH))).astype(np.float16))
    writer.close()
    return Capture(path)


@unittest.skipIf(WHY, WHY)
class Widget(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        at = Path(self.folder.name)
        self.kept, page_files.FOLDER = page_files.FOLDER, at / "page"
        page_files.version.cache_clear()
        page_files.FOLDER.mkdir()
        self.files = {"element.js": b"export const provide = () => {};</script>" * 9, "lesson-web.wasm": bytes(range(256)) * 40, "tiny-sd3.safetensors": b"w" * 900}
        for name, content in self.files.items():
            (page_files.FOLDER / f"{name}.gz").write_bytes(gzip.compress(content))
        (page_files.FOLDER / "widget.js").write_text("export default {}")
        (page_files.FOLDER / "version.txt").write_text("abc")
        self.capture = write_capture(at / "crane.safetensors")

    def tearDown(self):
        page_files.FOLDER = self.kept
        page_files.version.cache_clear()

    def widget(self, **options):
        widget = LessonWidget(**options)
        self.sent = []
        widget.send = lambda content, buffers=None: self.sent.append((content, buffers))
        return widget

    def read(self, widget, file, at, count):
        widget._hear(widget, {"kind": "read", "id": 7, "file": file, "at": at, "bytes": count}, [])
        return self.sent.pop()

    def test_the_page_gets_the_pieces_it_asks_for_and_reasons_for_others(self):
        widget = self.widget(capture=self.capture)
        whole = self.capture.path.read_bytes()
        content, [piece] = self.read(widget, "capture", 100, 50)
        self.assertEqual((content, piece), ({"kind": "piece", "id": 7}, whole[100:150]))
        size = widget._files["lesson-web.wasm"]
        _, [packed] = self.read(widget, "lesson-web.wasm", 0, size)
        self.assertEqual(gzip.decompress(packed), self.files["lesson-web.wasm"])
        for file, at, words in (("../widget.py", 0, "no such file"), ("capture", len(whole) - 10, "it ends at"), ("capture", -5, "cannot be read")):
            content, buffers = self.read(widget, file, at, 50)
            self.assertEqual((content["kind"], content["id"], buffers), ("lost", 7, None))
            self.assertIn(words, content["problem"])
        self.capture.path.unlink()
        self.assertEqual(self.read(widget, "capture", 0, 8)[0]["kind"], "lost")

    def test_state_words_numbers_and_events(self):
        widget, heard = self.widget(state={"head": 1}), []
        widget.set(block=2)
        self.assertEqual(widget.state, {"head": 1, "block": 2})
        self.assertEqual((widget.describe(), widget.numbers()), ("", []))
        widget._words, widget._numbers = "In words.", [["kind"], ["quadrant"]]
        self.assertEqual((widget.describe(), widget.numbers()), ("In words.", [["kind"], ["quadrant"]]))
        widget.on("statechange", heard.append)
        widget._hear(widget, {"kind": "event", "name": "statechange", "state": {"head": 2}}, [])
        self.assertEqual(heard, [{"state": {"head": 2}}])
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            widget._hear(widget, {"kind": "event", "name": "error", "message": "head: 0 to 255"}, [])
        self.assertIn("head: 0 to 255", str(told[0].message))

    def test_refusals(self):
        with self.assertRaisesRegex(ValueError, "expected one of attention-quadrants"):
            LessonWidget("attention")
        with self.assertRaisesRegex(ValueError, "opens no captures"):
            LessonWidget("step-count", capture=self.capture)
        with self.assertRaisesRegex(ValueError, "expected one of ready"):
            self.widget().on("click", print)
        (page_files.FOLDER / "version.txt").unlink()
        page_files.version.cache_clear()
        with self.assertRaisesRegex(page_files.NotBuilt, "tools/python_wheel"):
            LessonWidget()

    def test_a_page_keeps_the_capture_or_of_a_large_one_the_head_that_was_shown(self):
        widget = self.widget(capture=self.capture, state={"step": 1, "block": 1, "head": 2, "token": 1})
        for most, expected in ((10 ** 6, 2), (1000, 1)):
            text = widget.to_html(keep_bytes=most)
            packed = re.search(r'data-capture="crane.safetensors">([^<]+)</script>', text)[1]
            path = Path(self.folder.name) / f"kept-{most}.safetensors"
            path.write_bytes(gzip.decompress(base64.b64decode(packed)))
            kept, state = Capture(path), json.loads(html.unescape(re.search(r'data-state="([^"]+)"', text)[1]))
            self.assertEqual((len(kept.steps), state["token"]), (expected, 1))
            np.testing.assert_allclose(kept.numpy(state["step"], state["block"], state["head"]), self.capture.numpy(1, 1, 2), atol=1e-6)
            self.assertEqual((kept.blocks[state["block"]], kept.head_numbers[state["head"]], kept.steps[state["step"]]), ("double block 5", 9, "t = 0.5"))

    def test_the_still_picture_is_the_map(self):
        weights = np.full((29, 29), 1 / 29)
        weights[2, 10] = 1                                      # one weight far above even, in the quadrant "text reads image"
        drawn = picture.quadrants(weights, TEXT)
        shown = np.asarray(Image.open(io.BytesIO(picture.png(drawn))).convert("RGB"))
        np.testing.assert_array_equal(shown, drawn)
        text = round((picture.SIDE - picture.GAP) * TEXT / 29)
        row, column = text * 2 // TEXT + 3, text + picture.GAP + (picture.SIDE - picture.GAP - text) * (10 - TEXT) // 24 + 5
        self.assertEqual(tuple(shown[row, column]), picture.ABOVE)
        self.assertEqual(tuple(shown[row, 5]), picture.EVEN)
        self.assertEqual(tuple(picture.coloured(np.array(0.0))), picture.BELOW)

    def notebook(self, widget):
        data, metadata = widget._repr_mimebundle_()
        output = nbformat.v4.new_output("display_data", data, metadata=metadata)
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("widget", outputs=[output], execution_count=1)])
        # As nbclient leaves it: the state of every widget beside the cells.
        notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {data[VIEW]["model_id"]: {}}, "version_major": 2, "version_minor": 0}}
        return notebook

    def test_an_exported_page_holds_the_runtime_once_and_no_view_of_a_kernel(self):
        notebook = self.notebook(self.widget(capture=self.capture))
        notebook.cells.append(nbformat.v4.new_code_cell("again", outputs=notebook.cells[0].outputs, execution_count=2))
        page, _ = LessonExporter().from_notebook_node(notebook)
        self.assertEqual(page.count("<lesson-widget "), 2)
        self.assertEqual(page.count('id="lesson-widgets/lesson-web.wasm"'), 1)
        self.assertFalse('id="lesson-widgets/tiny-sd3.safetensors"' in page)
        for of_kernels in (VIEW, "html-manager", "require.js", "requirejs"):
            self.assertFalse(of_kernels in page, of_kernels)
        self.assertTrue(re.search(r'<img [^>]*src="data:image/png;base64,', page))
        packed = re.search(r'id="lesson-widgets/element.js">([^<]+)<', page)[1]
        self.assertEqual(gzip.decompress(base64.b64decode(packed)), self.files["element.js"])
        with_model, _ = LessonExporter(model=True).from_notebook_node(notebook)
        self.assertTrue('id="lesson-widgets/tiny-sd3.safetensors"' in with_model)

    def test_pages_without_our_widgets_are_left_alone(self):
        page, _ = LessonExporter().from_notebook_node(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("Words.")]))
        self.assertFalse("lesson-widgets/" in page)

    def test_captures_of_other_programs_open_as_far_as_they_say(self):
        from safetensors.numpy import save_file
        path, rnd = Path(self.folder.name) / "plain.safetensors", np.random.default_rng(1)
        save_file({f"block.0.{p}": rnd.normal(size=(11, 8)).astype(np.float32) for p in "qk"}, path, {"format": "lesson-attention-1", "heads": "2", "text_tokens": "2"})
        plain = Capture(path)
        self.assertEqual((plain.grid, plain.steps, plain.blocks, plain.tokens), ((3, 3), ["step 0"], ["block 0"], ["", ""]))
        self.assertEqual(self.widget(capture=path)._capture, {"name": "plain.safetensors", "size": path.stat().st_size})


if __name__ == "__main__":
    unittest.main()
