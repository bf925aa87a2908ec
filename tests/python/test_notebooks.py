"""The exercise notebooks, run from top to bottom on the tiny SD3 with a learner's guesses, and what came of every cell."""
import base64
import re
import sys
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "web" / "python" / "src"), str(ROOT / "tests" / "python")]
NOTEBOOKS = ROOT / "web/python/notebooks"
try:
    import nbclient
    import nbformat

    import anywidget  # noqa: F401
    import torch  # noqa: F401

    import tiny
    from lesson_widgets import page_files
except ImportError as missing:
    WHY = f"{missing.name} is not installed"
else:
    WHY = "" if tiny.CLI.exists() else "lesson-cli is not built"

GUESSES = {"my_share": "50", "my_query_matrices": "2", "my_quadrant": '"image reads text"', "my_steps": "10", "my_same": "3"}
SECONDS = 60        # for each, on a CPU


def words_of(cell):
    """All that a cell put out, as text."""
    said = []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        said += [output.get("text", ""), data.get("text/plain", ""), data.get("text/html", "")]
    return "\n".join(said)


def cells(notebook, tag):
    return [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]


def run(name, guesses=True, allow_errors=False):
    """-> the executed notebook."""
    notebook = nbformat.read(NOTEBOOKS / name, 4)
    for cell in cells(notebook, "predict") if guesses else []:
        variable = cell.source.split(" = ")[0]
        cell.source = f"{variable} = {GUESSES[variable]}"
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    first.source = f"import sys; sys.path.insert(0, {str(ROOT / 'web/python/src')!r})\n" + first.source
    client = nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3", allow_errors=allow_errors,
                                     resources={"metadata": {"path": str(tiny.folder().parents[1])}})
    client.execute()
    return notebook


@unittest.skipIf(WHY, WHY)
class Notebooks(unittest.TestCase):
    def lab(self, name):
        tiny.folder()
        begun = time.perf_counter()
        notebook = run(name)
        self.assertLess(time.perf_counter() - begun, SECONDS * 3, "a minute on a quiet machine")
        return notebook

    def test_lab_1_counts_parameters_and_names_projections(self):
        notebook = self.lab("1-inspect-the-pipeline.ipynb")
        answer, queries = cells(notebook, "answer")
        share = float(re.search(r"it is ([\d.]+) %", words_of(answer))[1])
        counts = {name: int(n.replace(",", "")) for name, n in re.findall(r"<td>(\w+)</td><td>([\d,]+)</td>", words_of(answer))}
        readers = sum(n for name, n in counts.items() if name.startswith("text_encoder"))
        self.assertEqual(set(counts), {"text_encoder", "text_encoder_2", "text_encoder_3", "transformer", "vae"})
        self.assertAlmostEqual(share, 100 * readers / sum(counts.values()), delta=0.1)
        self.assertIn("attn.add_q_proj.weight", words_of(queries))
        self.assertIn("You said 2; it is 2: right.", words_of(queries))

    def test_lab_2_weighs_the_quadrants_and_shows_the_widget(self):
        notebook = self.lab("2-look-into-joint-attention.ipynb")
        [answer], [shown], [figure] = (cells(notebook, tag) for tag in ("answer", "widget", "figure"))
        rows = re.findall(r"<td>(\w+ reads \w+)</td><td>([\d.]+) %</td><td>([\d.]+) %</td><td>([\d.]+)</td>", words_of(answer))
        self.assertEqual(len(rows), 4)
        for column in (1, 2):
            self.assertAlmostEqual(sum(float(row[column]) for row in rows), 100, delta=0.3)
        for name, share, even, ratio in rows:
            self.assertAlmostEqual(float(share) / float(even), float(ratio), delta=0.02)
        most = max(float(row[3]) for row in rows)                       # as printed: two of them may look alike
        told = re.search(r"it is '?([\w ]+?)'?[.:]", words_of(answer))[1]
        self.assertIn(told, [row[0] for row in rows if float(row[3]) == most])
        bundle = next(o for o in shown.outputs if "application/vnd.jupyter.widget-view+json" in o.get("data", {})).data
        self.assertIn('<lesson-widget name="attention-quadrants"', bundle["text/html"])
        picture = re.search(r'src="data:image/png;base64,([^"]+)"', bundle["text/html"])[1]
        self.assertTrue(base64.b64decode(picture).startswith(b"\x89PNG"))
        self.assertTrue(any("image/png" in o.get("data", {}) for o in figure.outputs))

    def test_lab_3_finds_that_more_steps_come_nearer(self):
        notebook = self.lab("3-count-the-steps.ipynb")
        [answer] = cells(notebook, "answer")
        distances = [float(d) for d in re.findall(r"<td>\d+</td><td>([\d.]+)</td>", words_of(answer))]
        self.assertEqual(len(distances), 7)
        self.assertGreater(distances[0], 4 * distances[-1])
        self.assertRegex(words_of(cells(notebook, "solution")[1]), r"50: Euler 0\.\d+, Heun 0\.\d+")

    def test_lab_4_traces_every_part(self):
        notebook = self.lab("4-trace-the-pipeline.ipynb")
        [answer] = cells(notebook, "answer")
        for part in ("text_encoder_3", "time and pooled text to c", "patches to width d", "final layer", "VAE decoder"):
            self.assertIn(part, words_of(answer))
        self.assertIn("You said 3; it is 3: right.", words_of(cells(notebook, "solution")[0]))

    def test_nothing_is_computed_before_a_prediction(self):
        for name in sorted(NOTEBOOKS.glob("*.ipynb")):
            notebook = run(name.name, guesses=False, allow_errors=True)
            errors = [o for cell in notebook.cells for o in cell.get("outputs", []) if o.output_type == "error"]
            self.assertEqual(errors[0].ename, "PredictFirst", name.name)
            gated = (cells(notebook, "run") + cells(notebook, "answer"))[0]
            self.assertEqual([o.output_type for o in gated.outputs], ["error"], name.name)

    def test_they_are_kept_without_outputs_and_with_their_guesses_open(self):
        names = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
        self.assertEqual([name[0] for name in names], ["1", "2", "3", "4"])
        for name in names:
            notebook = nbformat.read(NOTEBOOKS / name, 4)
            self.assertFalse(any(cell.get("outputs") for cell in notebook.cells), name)
            self.assertTrue(all("= ..." in cell.source for cell in cells(notebook, "predict")), name)
            self.assertTrue(cells(notebook, "predict") and any("<details>" in cell.source for cell in notebook.cells), name)


if __name__ == "__main__":
    unittest.main()
