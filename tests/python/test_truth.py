"""One run told twice: by our own core, and by diffusers with its attention captured; and captures of models of published
head sizes, opened by our programs."""
import csv
import io
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "web" / "python" / "src"), str(ROOT / "tests" / "python")]
try:
    import torch
    from safetensors.numpy import load_file

    import pipes
    import tiny
    from lesson_widgets import capture
    from lesson_widgets.models import load, settings_of, usual
except ImportError as missing:
    WHY = f"{missing.name} is not installed"
else:
    WHY = "" if tiny.CLI.exists() else "lesson-cli is not built"
QUADRANTS = ("text reads text", "text reads image", "image reads text", "image reads image")


def viewer(state, *more):
    """What the quadrant viewer tells of a state: ({quadrant: share}, weights that the state's token gives, who gives it)."""
    told = tiny.cli("describe", "--widget", "attention-quadrants", "--state", json.dumps(state), "--csv", *more)
    rows = list(csv.reader(io.StringIO(told)))
    shares = {name: float(weight) for kind, name, weight, *_ in rows if kind == "quadrant"}
    token = [row for row in rows if row[0].endswith(" reads")]      # the state's token first, then its word's other rows
    token = [row for row in token if row[0] == token[0][0]]
    return shares, np.array([float(row[2]) for row in token]), np.array([float(row[4]) for row in token])


@unittest.skipIf(WHY, WHY)
class TheTinySd3(unittest.TestCase):
    steps, blocks, tokens = (0, 14, 27), (0, 3), (2, 34, 200)

    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            noise = Path(folder) / "noise.safetensors"
            tiny.cli("generate", "--model", tiny.weights() / "tiny-sd3.safetensors", "--prompt", tiny.PROMPT, "--seed", 1, "--save-noise", noise,
                     "--output", Path(folder) / "ours.png")
            latents = torch.from_numpy(load_file(noise)["noise"])
        pipe = load(str(tiny.folder()))
        cls.taken = capture(pipe, tiny.PROMPT, steps=list(cls.steps), blocks=list(cls.blocks), tell=None, **usual(pipe, latents=latents, generator=None))

    def test_weights_agree_and_shares_to_a_tenth_of_a_per_cent(self):
        for at, step in enumerate(self.steps):
            for place, block in enumerate(self.blocks):
                for head in (0, 3):
                    token = self.tokens[(at + head) % len(self.tokens)]
                    state = dict(source="run", prompt=tiny.PROMPT, seed=1, step=step, block=block, head=head, token=token)
                    shares, reads, read_by = viewer(state, "--run", "--weights", tiny.weights())
                    weights, ours = self.taken.numpy(at, place, head), self.taken.shares(at, place)
                    within = 1e-3  # the capture's q and k are float16
                    where = f"step {step}, block {block}, head {head}, token {token}"
                    self.assertEqual(len(reads), self.taken.rows, where)
                    self.assertLessEqual(np.abs(reads - weights[token]).max(), within, where)
                    self.assertLessEqual(np.abs(read_by - weights[:, token]).max(), within, where)
                    for name in QUADRANTS:
                        self.assertLessEqual(abs(shares[name] - ours[name.replace(" ", "_")][0][head]), 1e-3, f"{where}, {name}")

    def test_the_usual_settings_are_those_that_the_checkpoint_states(self):
        """A run at another guidance agrees at its first step alone."""
        stated = json.loads((tiny.folder() / "tiny-sd3.json").read_text())["defaults"]
        told = usual(load(str(tiny.folder())))
        self.assertEqual((told["num_inference_steps"], told["guidance_scale"]), (stated["steps"], stated["guidance_scale"]))
        asked = tiny.cli("generate", "--prompt", "a cat", "--steps", 1, "--output", tiny.folder() / "cat.png", "--json")
        self.assertEqual(told["guidance_scale"], asked["guidance"])
        self.assertIsNone(settings_of(tiny.folder() / "nowhere"))

    def test_the_heads_are_told_apart(self):
        """Agreement within 1e-3 proves something only where heads and steps differ by more."""
        first, last = self.taken.numpy(0, 1, 3), self.taken.numpy(2, 1, 3)
        self.assertGreater(np.abs(first - last).max(), 1e-2)
        self.assertGreater(np.abs(last - self.taken.numpy(2, 1, 0)).max(), 1e-2)


@unittest.skipIf(WHY, WHY)
class PublishedHeadSizes(unittest.TestCase):
    """SD3 has heads of 64, FLUX of 128 with rotary positions of 16 + 56 + 56; a few of them, and a few blocks, with random weights."""

    def check(self, run, step, block, head, token):
        state = dict(source="capture", step=step, block=block, head=head, token=token)
        shares, reads, _ = viewer(state, "--file", run.path)
        np.testing.assert_allclose(reads, run.numpy(step, block, head)[token], atol=1e-5)
        for name, (ours, _) in run.shares(step, block).items():
            self.assertAlmostEqual(shares[name.replace("_", " ")], ours[head], places=4)
        words = tiny.cli("describe", "--widget", "attention-quadrants", "--state", json.dumps(state), "--file", run.path)
        picture = Path(run.path).with_suffix(".png")
        subprocess.run([tiny.DESKTOP, "--widget", "attention-quadrants", "--state", json.dumps(state), "--file", run.path, "--screenshot", picture],
                       check=True, capture_output=True)
        self.assertTrue(picture.read_bytes().startswith(b"\x89PNG"))
        return words

    def run_of(self, pipe, **options):
        with torch.no_grad():
            return capture(pipe, "a crane near a river at sunset", tell=None, num_inference_steps=4, output_type="np",
                           generator=torch.Generator().manual_seed(3), **options)

    def test_sd3(self):
        pipe = pipes.sd3(attention_head_dim=64, num_attention_heads=4, caption_projection_dim=256, pos_embed_max_size=64)
        run = self.run_of(pipe, height=64, width=96, max_sequence_length=20, blocks=[0, 2], heads=[1, 3], values=True)
        words = self.check(run, 1, 1, 1, 13)
        self.assertIn("block 2 of 2 (block 2), head 2 of 2 (head 3 of the model, from 0)", words)
        self.assertIn("32 text (CLIP 12, T5 20) and 384 image tokens", words)
        self.assertIn("“crane (T5)” gives", words)

    def test_flux(self):
        pipe = pipes.flux(attention_head_dim=128, num_attention_heads=2, axes_dims_rope=(16, 56, 56))
        run = self.run_of(pipe, height=48, width=80, max_sequence_length=20, blocks=[1, 3])
        self.assertEqual((run.grid, run.part("q").shape[-1]), ((12, 20), 128))
        words = self.check(run, 2, 1, 0, 1)
        self.assertIn("block 2 of 2 (single block 1)", words)
        self.assertIn("20 text and 240 image tokens", words)


if __name__ == "__main__":
    unittest.main()
