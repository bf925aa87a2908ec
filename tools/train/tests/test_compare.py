"""The experiment's arithmetic: one unit for every objective, the same noise levels for two samplers."""
import json
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
try:
    import diffusers  # noqa: F401
    import torch
except ImportError:                                               # pragma: no cover
    torch = None


@unittest.skipIf(torch is None, "PyTorch and diffusers are not installed (tools/train/README.md)")
class OneUnit(unittest.TestCase):
    def truth(self, objective, x0, eps, log_snr):
        """What a perfect network would answer."""
        if objective == "velocity":
            return eps - x0
        if objective == "noise":
            return eps
        a = torch.sigmoid(torch.tensor(float(log_snr))).sqrt()
        return a * eps - (1 - a * a).sqrt() * x0

    def test_a_perfect_answer_gives_the_clean_latent_at_every_level(self):
        from tinysd3.compare import LOG_SNRS, network_input
        x0, eps = torch.randn(2, 4, 8, 8), torch.randn(2, 4, 8, 8)
        for objective in ("velocity", "noise", "v_diffusion"):
            for level in LOG_SNRS:
                given = network_input(objective, x0, eps, level)
                if given is None:
                    self.assertEqual((objective, level), ("noise", -6))       # below what SD's schedule reaches
                    continue
                _, t, clean = given
                self.assertTrue(0 <= t <= 1000)
                self.assertLess((clean(self.truth(objective, x0, eps, level)) - x0).abs().max().item(), 1e-3)

    def test_the_input_has_the_ratio_that_was_asked_for(self):
        from tinysd3.compare import network_input
        one, none = torch.ones(1, 1, 1, 1), torch.zeros(1, 1, 1, 1)
        for objective in ("velocity", "noise", "v_diffusion"):
            signal = network_input(objective, one, none, 2)[0].item()
            noise = network_input(objective, none, one, 2)[0].item()
            self.assertAlmostEqual(2 * torch.tensor(signal / noise).log().item(), 2, delta=.02)      # SD's levels are 1000

    def test_ddim_on_flow_levels_goes_where_euler_goes(self):
        """With a network whose clean estimate is constant both land on it; on the way they stand at the same ratio."""
        from tinysd3 import samplers
        from tinysd3.compare import as_pairs
        goal, x = torch.full((1, 4, 8, 8), .5), torch.randn(1, 4, 8, 8)

        def model(z, text, pooled, t):
            return (z - goal) / (t.double()[:, None, None, None] / 1000)      # v = (x - x0) / t

        empty = (torch.zeros(1, 1, 1), torch.zeros(1, 1))
        levels = samplers.flow_levels(8)
        euler = samplers.flow(model, x, *empty, empty, guidance=1, levels=levels)
        ddim = samplers.ddim(model, x, *empty, empty, guidance=1, levels=as_pairs(levels), form="velocity")
        self.assertLess((euler - goal).abs().max().item(), 1e-5)
        self.assertLess((ddim - euler).abs().max().item(), 1e-5)

    def test_an_arm_is_exported_with_the_guidance_that_was_tuned_here_or_restored(self):
        from tinysd3 import export
        for saved in ({"best": 4.0, "scores": {1.0: .1, 4.0: .5, 5.0: .4}}, {"best": 4.0}):
            with mock.patch.object(export, "load", lambda name: {"guidance_flow_cross.pt": saved}[name]):
                self.assertEqual(export.defaults("flow_cross", small=True)["guidance_scale"], 4.0)

    def test_the_log_of_a_run_that_went_on_keeps_what_came_before(self):
        from tinysd3 import report
        with tempfile.TemporaryDirectory() as folder:
            weights, work = Path(folder) / "weights", Path(folder) / "work"
            weights.mkdir(), work.mkdir()
            old = [{"run": "flow", "samples": 100}, {"run": "flow", "samples": 200}, {"run": "vae", "step": 1}, {"run": "checker", "step": 9}]
            (weights / "training-log.jsonl").write_text("\n".join(map(json.dumps, old)))
            (work / "flow.jsonl").write_text('{"samples": 150}\n{"samples": 250}\n')
            (work / "checker.jsonl").write_text('{"step": 5}\n')             # trained anew
            with mock.patch.object(report, "WEIGHTS", weights), mock.patch.object(report, "WORK", work):
                lines = [json.loads(line) for line in report.training_log().splitlines()]
        self.assertEqual(lines, [{"run": "flow", "samples": 100}, {"run": "vae", "step": 1}, {"run": "checker", "step": 5},
                                 {"run": "flow", "samples": 150}, {"run": "flow", "samples": 250}])

    def test_classes_of_words_are_compared_caption_by_caption(self):
        from tinysd3.evaluate import minus_all
        whole = [{"all": True, "time": True}, {"all": True}, {"all": False}, {"all": True}]
        fewer = [{"all": False, "time": True}, {"all": True}, {"all": True}, {"all": False}]
        figures = {"all": {}, "time": {}}
        minus_all(figures, fewer, whole)
        self.assertEqual((figures["all"]["minus_all"]["value"], figures["all"]["minus_all"]["n"]), (-.25, 4))
        self.assertEqual((figures["time"]["minus_all"]["value"], figures["time"]["minus_all"]["n"]), (0, 1))

    def test_a_compiled_model_sees_whole_batches_and_paints_the_same(self):
        from tinysd3 import measure
        seen = []

        class Still:                                                      # its velocity is nought: the noise stays
            compiled, side, objective, defaults = True, 8, "velocity", {"steps": 2, "guidance_scale": 2.0}
            readers = vae = None

            @staticmethod
            def model(x, *_):
                seen.append(len(x))
                return torch.zeros_like(x)

        rows = (torch.zeros(1, 77, 160), torch.zeros(1, 160))
        with mock.patch.object(measure, "empty_prompt", lambda *_: rows), \
             mock.patch.object(measure, "encode", lambda _, texts, keep: [r.expand(len(texts), *r.shape[1:]) for r in rows]), \
             mock.patch.object(measure.vae, "decode", lambda _, z: z):
            images, latents = measure.generate(Still, ["a", "b", "c"], [5, 6, 7], batch=2)
        self.assertEqual((len(images), len(latents), set(seen)), (3, 3, {4}))      # both halves of guidance at once
        from tinysd3.samplers import noise
        self.assertTrue(torch.equal(latents, noise([5, 6, 7], 8)))


@unittest.skipIf(torch is None, "PyTorch is not installed")
class Pairs(unittest.TestCase):
    def test_a_difference_is_paired(self):
        from tinysd3.compare import paired
        same = paired([1, 0, 1, 1], [1, 0, 1, 1])
        self.assertEqual((same["value"], same["n"]), (0, 4))
        self.assertEqual(paired([1, 1, 0, 0], [0, 0, 0, 0])["value"], .5)


@unittest.skipIf(torch is None, "PyTorch is not installed")
class Record(unittest.TestCase):
    """What the page prints of the arms (report.py) is what compare.py found, summed up over seeds."""
    def run_of(self, hits, error):
        rate = {"value": .2, "se": .03, "n": 24}
        return {"weights": 10, "flops_of_one_evaluation": 20, "samples": 30, "guidance": 2.0, "converged": hits,
                "by_steps": {"8": hits}, "error": {"0": error, "-6": None}, "sampler_error": {"8": rate}}

    def test_seeds_are_summed_up(self):
        from tinysd3.compare import of_one_seed
        from tinysd3.report import summed
        flow = self.run_of([0, 0, 1, 0], None)
        later = self.run_of([1, 1, 1, 1], {"value": .3, "se": .04, "n": 5})
        del later["sampler_error"]                              # of the first seed alone
        arm = {"learning_rate_scale": 2, "seeds": {"1": of_one_seed(later, flow),
                                                   "0": of_one_seed(self.run_of([1, 0, 1, 0], {"value": .1, "se": .03, "n": 5}), flow)}}
        told = summed(arm)
        self.assertEqual((told["seeds"], list(told["of_seed"])), ([0, 1], ["0", "1"]))
        self.assertEqual((told["converged"]["value"], told["converged"]["n"], told["converged"]["between_seeds_se"]), (.75, 8, .25))
        self.assertEqual((told["minus_flow"]["value"], told["minus_flow"]["n"], told["minus_flow"]["between_seeds_se"]), (.5, 8, .25))
        self.assertEqual(told["by_steps"]["8"]["n"], 8)
        self.assertEqual(told["error"], {"0": {"value": .2, "se": .025, "n": 10}, "-6": None})
        self.assertEqual(told["sampler_error"]["8"], {"value": .2, "se": .03, "n": 24})
        self.assertNotIn("swap", told)

    def test_a_further_seed_takes_what_was_tuned_for_the_first(self):
        from tinysd3 import common, compare, experiment, restore
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(common, "WORK", Path(folder)):
            (Path(folder) / "measurements.json").write_text(json.dumps({"experiment": {"noise": {"learning_rate_scale": .5, "guidance": 4.0}}}))
            restore.restore_tuning(Path(folder))
            self.assertEqual(experiment.best_scale("noise", 1), .5)
            self.assertEqual(compare.tuned_guidance("noise", "_s1", None), (4.0, None))

    def test_one_seed_has_no_error_over_seeds(self):
        from tinysd3.compare import of_one_seed
        from tinysd3.report import summed
        told = summed({"learning_rate_scale": None, "seeds": {"0": of_one_seed(self.run_of([1, 0], None), None)}})
        self.assertIsNone(told["converged"]["between_seeds_se"])
        self.assertNotIn("minus_flow", told)

    def test_a_seed_measured_elsewhere_is_joined(self):
        from tinysd3 import report
        from tinysd3.compare import of_one_seed
        one, two = (of_one_seed(self.run_of(hits, None), None) for hits in ([1, 0], [1, 1]))
        known = {"flow": report.summed({"learning_rate_scale": 2, "seeds": {"0": one}})} | \
            {"noise": report.summed({"learning_rate_scale": 1, "seeds": {"0": one}})}
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(report, "COMPARE", Path(folder)):
            (Path(folder) / "all.json").write_text(json.dumps({"flow": {"learning_rate_scale": 2, "seeds": {"1": two}}}))
            found = report.experiment(known)
        self.assertEqual((found["flow"]["seeds"], found["flow"]["converged"]["value"]), ([0, 1], .75))
        self.assertEqual((found["noise"]["seeds"], found["noise"]["learning_rate_scale"]), ([0], 1))

    def test_figures_of_other_weights_stay_out(self):
        from tinysd3 import report
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(report, "OUT", Path(folder)), \
                mock.patch.object(report, "measured_weights", lambda: "ours"), mock.patch.object(report, "WEIGHTS", Path(folder)):
            for task, weights in (("main", "ours"), ("crane", "others"), ("pointing", None)):
                told = {"result": {}} if weights is None else {"weights": weights, "result": {}}
                (Path(folder) / f"{task}.json").write_text(json.dumps(told))
            self.assertEqual(sorted(report.gather()["tasks"]), ["main", "pointing"])

    def test_figures_and_logs_made_elsewhere_stay_while_the_weights_do(self):
        from tinysd3 import report, tensorfile
        from tinysd3.compare import of_one_seed
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(report, "OUT", Path(folder) / "measure"), \
                mock.patch.object(report, "WORK", Path(folder) / "work"), mock.patch.object(report, "COMPARE", Path(folder)), \
                mock.patch.object(report, "WEIGHTS", Path(folder)):
            (Path(folder) / "work").mkdir()
            main = Path(folder) / "tiny-sd3.safetensors"
            weights = lambda value: tensorfile.pack({"x": np.full(64, value, np.float32)})  # noqa: E731
            tensorfile.write(main, weights(0), {"config": json.dumps({"samples_trained": 1, "defaults": {}})})
            one = report.summed({"learning_rate_scale": 2, "seeds": {"0": of_one_seed(self.run_of([1, 0], None), None)}})
            one["blocks"] = report.SIZES["joint"]["blocks"]
            known = {"tasks": {"main": {"n_asked": 3}}, "experiment": {"flow": one}, "files": {main.name: {"sha256": report.sha256_of(main)}}}
            (Path(folder) / "measurements.json").write_text(json.dumps(known))
            kept = report.gather()
            self.assertEqual((kept["tasks"], kept["experiment"]), (known["tasks"], known["experiment"]))
            (Path(folder) / "training-log.jsonl").write_text('{"run": "vae", "step": 1}\n{"run": "flow", "samples": 3}\n')
            (Path(folder) / "work" / "flow.jsonl").write_text('{"samples": 2}\n')
            self.assertEqual(report.training_log(), '{"run": "vae", "step": 1}\n{"run": "flow", "samples": 2}\n')
            tensorfile.write(main, weights(1), {"config": json.dumps({"samples_trained": 2, "defaults": {}})})
            self.assertEqual(report.gather()["tasks"], {})


if __name__ == "__main__":
    unittest.main()
