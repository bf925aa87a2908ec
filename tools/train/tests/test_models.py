"""Networks, samplers and the checker's judgement; skipped where PyTorch is missing."""
import random
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
try:
    import torch
except ImportError:                                               # pragma: no cover
    torch = None

WHY = "PyTorch is not installed (apt-get install python3-torch)"


@unittest.skipIf(torch is None, WHY)
class Networks(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(0)

    def test_gelu_is_the_tanh_form_with_its_gradient(self):
        from tinysd3.mmdit import GeluTanh
        x = torch.linspace(-6, 6, 301, requires_grad=True)
        y = x.detach().clone().requires_grad_()
        a, b = GeluTanh.apply(x), torch.nn.functional.gelu(y, approximate="tanh")
        a.sum().backward()
        b.sum().backward()
        self.assertLess((a - b).abs().max().item(), 1e-6)
        self.assertLess((x.grad - y.grad).abs().max().item(), 1e-5)

    def test_patches_come_back_and_are_ordered_as_written(self):
        from tinysd3.mmdit import patchify, unpatchify
        z = torch.randn(2, 4, 32, 32)
        x = patchify(z)
        self.assertTrue(torch.equal(unpatchify(x), z))
        self.assertEqual(x[0, 16 + 3, 2 * 4 + 1 * 2 + 0], z[0, 2, 3, 6])      # token (1, 3), channel 2, row 1, column 0

    def test_short_and_full_text_agree(self):
        from tinysd3.common import tokens
        from tinysd3.encoders import TextEncoders
        model = TextEncoders().eval()
        texts = ["a red cat", "two blue dogs at night"]
        with torch.no_grad():
            (a, p), (b, q) = model(tokens(texts)), model(tokens(texts, 77))
        self.assertLess((a - b[:, :24]).abs().max().item(), 1e-5)
        self.assertLess((p - q).abs().max().item(), 1e-5)

    def test_joint_attention_rows_sum_to_one_over_333_tokens(self):
        from tinysd3.mmdit import MMDiT
        trace = {}
        with torch.no_grad():
            out = MMDiT()(torch.randn(1, 4, 32, 32), torch.tensor([.5]), torch.randn(1, 77, 288), torch.randn(1, 128), trace)
        self.assertEqual(tuple(out.shape), (1, 4, 32, 32))
        self.assertEqual(tuple(trace["weights"][0].shape), (1, 4, 333, 333))
        self.assertLess((trace["weights"][3].sum(-1) - 1).abs().max().item(), 1e-5)

    def test_dropping_an_encoder_zeroes_only_its_channels(self):
        from tinysd3.encoders import drop
        f, p = drop(torch.ones(1, 3, 288), torch.ones(1, 128), torch.tensor([[0., 1., 0.]]))
        self.assertEqual(f[0, 0].sum().item(), 80)
        self.assertEqual(p[0].sum().item(), 80)
        self.assertEqual(p[0, :48].sum().item(), 0)

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
    def test_time_tables(self):
        from tinysd3.samplers import ddpm_times, flow_times
        self.assertEqual(flow_times(4, 1.0), [1.0, .75, .5, .25, 0.0])
        self.assertEqual(flow_times(2, 3.0)[1], .75)
        self.assertEqual(ddpm_times(4), [999, 749, 499, 249, -1])

    def test_euler_follows_a_constant_velocity(self):
        from tinysd3 import samplers
        x = torch.randn(1, 4, 4, 4)
        out = samplers.flow(lambda z, t, f, p: torch.ones_like(z), x, torch.zeros(1, 1, 1), torch.zeros(1, 1), 5, 3.0, 2.0)
        self.assertLess((out - (x - 1)).abs().max().item(), 1e-5)


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
