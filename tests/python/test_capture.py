"""capture() on pipelines of the libraries' own classes: nothing of the picture changes, and what is kept is what was computed."""
import json
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "web" / "python" / "src"), str(ROOT / "tests" / "python")]
try:
    import torch

    import pipes
    from lesson_widgets import CaptureTooLarge, capture, plan
except ImportError as missing:                                        # pragma: no cover
    torch, WHY = None, f"PyTorch, diffusers and transformers are not installed ({missing.name})"
else:
    WHY = ""

PROMPT = "a crane near a river at sunset"


def quiet(*_):
    pass


def run(pipe, call, **more):
    """The same run each time: the noise comes from a generator of its own."""
    options = dict(num_inference_steps=4, max_sequence_length=20, output_type="np", generator=torch.Generator().manual_seed(3), **more)
    return call(pipe, PROMPT, **options)


def plain(pipe, prompt, **options):
    return pipe(prompt, **options)


def taken(pipe, prompt, **options):
    return capture(pipe, prompt, tell=quiet, **options)


@unittest.skipIf(torch is None, WHY)
class Pictures(unittest.TestCase):
    def same(self, pipe, **options):
        before = run(pipe, plain, **options).images
        with tempfile.TemporaryDirectory() as folder:
            got = run(pipe, taken, path=Path(folder) / "c.safetensors", values=True, **options)
            self.assertTrue(np.array_equal(before, got.images))
            after = run(pipe, plain, **options).images
        self.assertTrue(np.array_equal(before, after))

    def test_sd3_paints_the_same_picture_to_the_bit(self):
        self.same(pipes.sd3(), height=32, width=48)

    def test_sd35_with_a_second_image_only_attention(self):
        self.same(pipes.sd3(dual=(0, 1)), height=32, width=32)

    def test_flux_paints_the_same_picture_to_the_bit(self):
        self.same(pipes.flux(), height=16, width=24)

    def test_no_hook_is_left_after_a_run_and_after_a_failure(self):
        pipe = pipes.sd3()
        hooks = lambda: sum(len(m._forward_hooks) + len(m._forward_pre_hooks) for m in pipe.transformer.modules())
        before, processors = hooks(), dict(pipe.transformer.attn_processors)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "c.safetensors"

            def fail(pipe, step, time, tensors):
                raise KeyboardInterrupt
            with self.assertRaises(KeyboardInterrupt):
                run(pipe, taken, path=path, height=32, width=32, callback_on_step_end=fail)
            self.assertFalse(path.exists())
        self.assertEqual((hooks(), pipe.transformer.attn_processors), (before, processors))


@unittest.skipIf(torch is None, WHY)
class Contents(unittest.TestCase):
    def test_weights_are_those_the_model_used(self):
        """Values weighed by the captured weights are what the block's attention hands to its output projection."""
        for pipe, last, size in ((pipes.sd3(), 1, dict(height=32, width=48)), (pipes.flux(), 4, dict(height=16, width=24))):
            heard = []
            block = (list(pipe.transformer.transformer_blocks) + list(getattr(pipe.transformer, "single_transformer_blocks", [])))[last]
            project = block.attn.to_out[0] if getattr(block.attn, "to_out", None) is not None else block.proj_out
            hook = project.register_forward_pre_hook(lambda m, args: heard.append(args[0][-1].detach().float().numpy()))
            got = run(pipe, taken, values=True, **size)
            hook.remove()
            first = heard[0]
            weights, v = got.numpy(0, last), got.part("v", 0, last)
            out = (weights @ v).transpose(1, 0, 2).reshape(got.rows, -1)
            if len(first) < got.rows:                                     # the image's rows alone: text has a projection of its own
                out = out[got.text_tokens:]
            self.assertLess(np.abs(first[:, :out.shape[1]] - out).max(), 5e-3, type(pipe).__name__)

    def test_rows_stand_text_first_and_are_labelled(self):
        got = run(pipes.sd3(), taken, height=32, width=48)
        self.assertEqual((got.joint_order, got.text_tokens, got.grid), ("image first", 32, (8, 12)))
        self.assertEqual(got.tokens[:9], ["[BOS]", "a", "crane", "near", "a", "river", "at", "sunset", "[EOS]"])
        self.assertEqual(got.tokens[12:20], ["a", "crane", "near", "a", "river", "at", "sunset", "</s>"])
        self.assertEqual(got.tokens[9:12] + got.tokens[20:], ["[PAD]"] * 15)
        self.assertEqual(json.loads(got.metadata["readers"]), [["CLIP", 12], ["T5", 20]])
        self.assertEqual(got.places("crane"), [2, 13])
        with self.assertRaisesRegex(KeyError, "no token 'boat'"):
            got.places("boat")

    def test_flux_counts_single_blocks_on_from_double_ones(self):
        got = run(pipes.flux(), taken, blocks=[1, 2, 4], heads=[1], steps=[0, 3], height=16, width=24)
        self.assertEqual(got.blocks, ["double block 1", "single block 0", "single block 2"])
        self.assertEqual((got.heads, got.head_numbers, got.text_tokens, got.grid), (1, [1], 20, (4, 6)))
        self.assertEqual(got.steps[0], "t = 1")

    def test_the_guided_half_is_the_prompts(self):
        """With guidance the batch holds the empty prompt first: what is kept equals a run without guidance's first step."""
        pipe = pipes.sd3()
        guided = run(pipe, taken, steps=[0], height=32, width=32, guidance_scale=5.0)
        plain_run = run(pipe, taken, steps=[0], height=32, width=32, guidance_scale=0.0)
        self.assertLess(np.abs(guided.part("q") - plain_run.part("q")).max(), 2e-3)
        empty = capture(pipe, "", steps=[0], tell=quiet, num_inference_steps=4, max_sequence_length=20, height=32, width=32,
                        generator=torch.Generator().manual_seed(3), guidance_scale=0.0)
        self.assertGreater(np.abs(empty.part("q") - plain_run.part("q")).max(), 1e-2)

    def test_shares_add_up_and_even_shares_follow_from_counts(self):
        got = run(pipes.sd3(), taken, height=32, width=48)
        shares = got.shares(1, 2)
        np.testing.assert_allclose(sum(s for s, _ in shares.values()), 1, atol=1e-5)
        self.assertAlmostEqual(shares["image_reads_text"][1], 96 * 32 / 128 ** 2)
        self.assertEqual(got.pointing("crane", head=1).shape, (8, 12))

    def test_size_is_told_and_bounded_before_anything_is_taken(self):
        pipe, said = pipes.sd3(), []
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "c.safetensors"
            with self.assertRaisesRegex(CaptureTooLarge, "2 steps x 3 blocks x 3 heads of 96 rows"):
                run(pipe, lambda p, t, **o: capture(p, t, tell=said.append, **o), steps=[0, 1], path=path, limit=1000, height=32, width=32)
            self.assertEqual((said, path.exists()), ([], False))
            got = run(pipe, lambda p, t, **o: capture(p, t, tell=said.append, **o), steps=[0, 1], path=path, height=32, width=32)
            expected = plan(pipe, steps=[0, 1], num_inference_steps=4).bytes(96, 8)
            self.assertEqual(len(said), 1)
            self.assertTrue(0 < got.nbytes - expected < 4096)

    def test_refusals_say_what_was_expected(self):
        pipe = pipes.sd3()
        for options, words in (({"blocks": [7]}, "blocks: expected different numbers from 0 to 2"), ({"steps": []}, "steps: expected"),
                               ({"heads": [0, 0]}, "heads: expected"), ({"num_images_per_prompt": 2}, "expected 1")):
            with self.assertRaisesRegex(ValueError, words):
                run(pipe, taken, **options)
        with self.assertRaisesRegex(TypeError, "one string"):
            capture(pipe, ["a", "b"], tell=quiet)

    def test_the_file_opens_with_the_reference_reader(self):
        from safetensors.numpy import load_file
        with tempfile.TemporaryDirectory() as folder:
            got = run(pipes.flux(), taken, path=Path(folder) / "c.safetensors", steps=[2], height=16, width=16)
            tensors = load_file(got.path)
            self.assertEqual(set(tensors), {f"step.0.block.{b}.{p}" for b in range(5) for p in "qk"})
            self.assertEqual(tensors["step.0.block.0.q"].dtype, np.float16)


if __name__ == "__main__":
    unittest.main()
