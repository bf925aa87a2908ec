"""Networks, samplers and the checker's judgement; skipped where PyTorch is missing."""
import random
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
try:
    import diffusers
    import torch
    import transformers  # noqa: F401
except ImportError:                                               # pragma: no cover
    torch = None

WHY = "PyTorch, transformers and diffusers are not installed (tools/train/README.md)"


@unittest.skipIf(torch is None, WHY)
class Networks(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(0)

    def random(self, arm):
        from tinysd3.train_denoiser import build
        model = build(arm)
        for p in model.parameters():
            torch.nn.init.normal_(p, std=.05)
        return model

    def test_a_cut_leaves_no_weight_in_its_quadrant(self):
        from tinysd3 import mmdit, settled
        q, k, v = torch.randn(3, 1, 2, 77 + 16, 32)
        for cuts in (["text reads image"], ["text reads text", "text reads image"]):
            kept = []
            mmdit.MASK = settled.cut_mask(cuts, 16)
            try:
                mmdit.attention(q, k, v, kept)
            finally:
                mmdit.MASK = None
            weights = kept[0][0]
            self.assertTrue(torch.allclose(weights.sum(-1), torch.ones(2, 77 + 16), atol=1e-5))
            self.assertEqual(weights[:, :77, 77:].abs().max().item(), 0)
            self.assertGreater(weights[:, 77:, :77].min().item(), 0)
            alone = weights[:, :77, :77] - torch.eye(77)                  # with both cut, each row of text reads itself
            self.assertEqual(alone.abs().max().item() < 1e-6, len(cuts) == 2)

    def test_the_probe_tells_what_can_be_told_and_no_more(self):
        import numpy as np
        from tinysd3.settled import fit
        rng = np.random.default_rng(3)
        y = np.tile([1.0, -1.0], 100)
        noise = rng.normal(size=(200, 8))
        told = {}
        for name, x in (("apart", noise + 3 * y[:, None]), ("alike", noise)):
            w, offset = fit(x[:100], y[:100])
            told[name] = np.mean((x[100:] @ w + offset > 0) == (y[100:] > 0))
        self.assertEqual(told["apart"], 1)
        self.assertLess(abs(told["alike"] - .5), .2)

    def test_a_probe_is_shipped_in_whole_numbers_and_judged_by_them(self):
        import numpy as np
        from tinysd3.settled import one_axis
        rng = np.random.default_rng(3)
        y = np.tile([1.0, -1.0], 60)
        x = rng.normal(size=(120, 5, 8)) * np.array([1, 1, 1, 1, 50, 1, 1, 1])
        x[:, :, 0] += 4 * y[:, None]
        axis = one_axis(x, y)
        self.assertTrue(all(isinstance(w, int) and abs(w) <= 127 for w in axis["weights"]))
        place = x @ (np.array(axis["weights"]) * axis["scale"]) + axis["offset"]
        self.assertEqual(axis["right"]["value"], round(float(((place > 0) == (y[:, None] > 0))[60:].all(1).mean()), 4))
        self.assertGreater(axis["right"]["value"], .8)
        self.assertEqual(axis["right"]["n"], 60)
        x[:, :, 0] -= 4 * y[:, None]
        self.assertLess(one_axis(x, y)["right"]["value"], .3)

    def test_the_joint_arm_is_sd3transformer2dmodel(self):
        from tinysd3.mmdit import CONFIG
        model, published = self.random("flow"), diffusers.SD3Transformer2DModel(**CONFIG)
        left = published.load_state_dict(model.state_dict(), strict=False)
        self.assertEqual((left.missing_keys, left.unexpected_keys), (["pos_embed.pos_embed"], []))
        z, text, pooled, t = torch.randn(2, 4, 32, 32), torch.randn(2, 77, 160), torch.randn(2, 160), torch.tensor([500., 37.])
        with torch.no_grad():
            a = model(z, text, pooled, t)
            b = published(hidden_states=z, encoder_hidden_states=text, pooled_projections=pooled, timestep=t, return_dict=False)[0]
        self.assertLess((a - b).abs().max().item(), 1e-5)

    def test_arms_weigh_the_same_within_three_percent(self):
        from tinysd3.train_denoiser import ARMS, build
        counts = {arm: sum(p.numel() for p in build(arm).parameters()) for arm in ARMS}
        for arm, count in counts.items():
            self.assertLess(abs(count / counts["flow"] - 1), .03, (arm, count))

    def test_joint_attention_rows_sum_to_one_over_333_tokens(self):
        keep = []
        with torch.no_grad():
            self.random("flow")(torch.randn(1, 4, 32, 32), torch.randn(1, 77, 160), torch.randn(1, 160), torch.tensor([500.]), keep)
        self.assertEqual(tuple(keep[0].shape), (1, 4, 333, 333))
        self.assertLess((keep[3].sum(-1) - 1).abs().max().item(), 1e-5)

    def test_cross_attention_never_writes_into_the_text(self):
        model = self.random("flow_cross")
        text = torch.randn(1, 77, 128)
        out, _ = model.transformer_blocks[0](text, torch.randn(1, 256, 128), torch.randn(1, 128))
        self.assertTrue(torch.equal(out, text))

    def test_rows_are_joined_as_the_pipeline_joins_them(self):
        from tinysd3.common import rows_of
        from tinysd3.readers import Readers
        with torch.no_grad():
            text, pooled = Readers().eval()(rows_of(["a red cat", ""]))
        self.assertEqual((tuple(text.shape), tuple(pooled.shape)), ((2, 77, 160), (2, 160)))
        self.assertGreater(text[0, 33:].abs().sum().item(), 0)

    def test_dropping_a_reader_zeroes_only_its_rows(self):
        from tinysd3.readers import drop
        text, pooled = drop(torch.ones(1, 77, 160), torch.ones(1, 160), torch.tensor([[0., 1., 0.]]))
        self.assertEqual(text.sum().item(), 33 * 96)
        self.assertEqual(text[0, :33, 64:].sum().item(), 33 * 96)
        self.assertEqual((pooled.sum().item(), pooled[0, :64].sum().item()), (96, 0))

    def test_scaling_a_clip_scales_its_penultimate_rows_alone(self):
        from tinysd3.readers import CLIPS, scale_clip
        from tinysd3.tokenizer import CLIP_PAD, clip_ids
        from tinysd3.common import rows_of
        model = transformers.CLIPTextModelWithProjection(CLIPS["clip_g"]).eval()
        for p in model.parameters():
            torch.nn.init.normal_(p, std=.1)
        ids = torch.from_numpy(clip_ids(rows_of(["a red cat"]), CLIP_PAD))
        with torch.no_grad():
            before = model(ids, output_hidden_states=True)
            scale_clip(model, 3.0)
            after = model(ids, output_hidden_states=True)
        self.assertLess((after.hidden_states[-2] - 3 * before.hidden_states[-2]).abs().max().item(), 2e-3)
        self.assertLess((after.text_embeds - before.text_embeds).abs().max().item(), 2e-3)

    def test_corrupted_spans_and_their_answers_hold_the_caption(self):
        from tinysd3.tokenizer import T5_EOS, T5_SENTINEL, T5_WORDS, indices
        from tinysd3.train_t5 import corrupt
        rng, row = random.Random(1), indices("a red cat on the left of a blue dog at night")
        for _ in range(50):
            source, target = corrupt(row, rng)
            spans, at = {}, None
            for i in target[:-1]:
                if i >= T5_SENTINEL:
                    at = spans.setdefault(i, [])
                else:
                    at.append(i)
            whole = [w for i in source[:-1] for w in (spans[i] if i >= T5_SENTINEL else [i])]
            self.assertEqual(whole, [T5_WORDS + i for i in row if i >= 0])
            self.assertEqual((source[-1], target[-1]), (T5_EOS, T5_EOS))

    def test_two_workers_rows_average_to_one(self):
        from tinysd3.optim import FlatOptimiser
        net = torch.nn.Linear(64, 64)
        other = torch.nn.Linear(64, 64)
        other.load_state_dict(net.state_dict())
        one, two = FlatOptimiser(net, 1, "cpu"), FlatOptimiser(other, 2, "cpu")
        g = torch.randn(one.size)
        one.G[0], two.G[0], two.G[1] = g, .5 * g, 1.5 * g
        one.step(0, .01, .001, .9)
        two.step(0, .01, .001, .9)
        two.step_count = 0
        two.step(1, .01, .001, .9)
        self.assertLess((one.P - two.P).abs().max().item(), 1e-6)


@unittest.skipIf(torch is None, WHY)
class Samplers(unittest.TestCase):
    def test_levels_are_those_of_the_published_scheduler(self):
        from tinysd3.samplers import flow_levels
        for shift, steps in ((1.0, 28), (3.0, 4)):
            scheduler = diffusers.FlowMatchEulerDiscreteScheduler(shift=shift)
            scheduler.set_timesteps(steps)
            for a, b in zip(flow_levels(steps, shift), scheduler.sigmas.tolist()):
                self.assertAlmostEqual(a, b, 5)

    def test_euler_follows_a_constant_velocity(self):
        from tinysd3 import samplers
        x = torch.randn(1, 4, 4, 4)
        empty = torch.zeros(1, 1, 1), torch.zeros(1, 1)
        out = samplers.flow(lambda z, *_: torch.ones_like(z), x, torch.zeros(1, 1, 1), torch.zeros(1, 1), empty, 5, 3.0)
        self.assertLess((out - (x - 1)).abs().max().item(), 1e-5)

    def test_ddim_on_a_flow_network_takes_eulers_steps_on_the_same_levels(self):
        from tinysd3 import samplers
        x, empty = torch.randn(2, 4, 4, 4), (torch.zeros(1, 1, 1), torch.zeros(1, 1))
        net = lambda z, text, pooled, t: torch.tanh(z) * (t[:, None, None, None] / 500 + .3)
        t = samplers.even_levels(9)
        euler = samplers.flow(net, x, torch.zeros(2, 1, 1), torch.zeros(2, 1), empty, levels=t)
        norm = lambda u: ((1 - u) ** 2 + u ** 2) ** .5
        pairs = [((1 - u) / norm(u), u / norm(u), None) for u in t]
        ddim = samplers.ddim(net, x, torch.zeros(2, 1, 1), torch.zeros(2, 1), empty, levels=pairs, form="velocity")
        self.assertLess((euler - ddim).abs().max().item(), 1e-5)

    def test_objectives_noise_a_latent_as_they_say(self):
        from tinysd3.objectives import OBJECTIVES
        x0, eps = torch.randn(64, 4, 2, 2), torch.randn(64, 4, 2, 2)
        for name, objective in OBJECTIVES.items():
            x, t, target, weight = objective(x0, eps, torch.Generator().manual_seed(1))
            self.assertTrue(((0 <= t) & (t <= 1000)).all() and (weight >= 0).all() and weight.isfinite().all(), name)
        x, t, target, _ = OBJECTIVES["velocity"](x0, eps, torch.Generator().manual_seed(1))
        self.assertLess((x - (t / 1000)[:, None, None, None] * target - x0).abs().max().item(), 1e-5)


@unittest.skipIf(torch is None, WHY)
class Judgement(unittest.TestCase):
    def test_right_swapped_and_missing(self):
        from tinysd3.checker import judge
        from tinysd3.scenes import Scene
        scene = Scene("shapes", [("circle", "red"), ("square", "blue")], "row")
        def seen(*found):
            return {"ground": "plain", "time": "noon", "found": list(found)}
        good = judge(scene, seen(("square", "blue", 40, 16), ("circle", "red", 0, 16)))
        self.assertTrue(good["all"])
        swapped = judge(scene, seen(("square", "red", 40, 16), ("circle", "blue", 0, 16)))
        self.assertTrue(swapped["colour"] and swapped["subject"] and not swapped["bound"] and not swapped["all"])
        turned = judge(scene, seen(("circle", "red", 40, 16), ("square", "blue", 0, 16)))
        self.assertTrue(turned["bound"] and not turned["relation"])
        self.assertFalse(judge(scene, seen(("circle", "red", 0, 16)))["count"])

    def test_labels_of_training_crops_fit_the_scene(self):
        from tinysd3.checker import BROKEN, NAMES
        from tinysd3.common import pictures, scene_batch
        from tinysd3.train_checker import crops_of
        rng = random.Random(1)
        batch = scene_batch(rng, 8)
        crops, names, colours = crops_of(batch, pictures(batch), rng)
        self.assertEqual(crops.shape[1:], (3, 32, 32))
        whole = [NAMES[n] for n in names if n > BROKEN]
        self.assertEqual(whole, [n for s in batch for n, _ in s.items])
        self.assertTrue((colours[names > BROKEN] >= 0).all())


if __name__ == "__main__":
    unittest.main()
