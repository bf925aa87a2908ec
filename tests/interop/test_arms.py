"""The arms of the experiment: our core against the trainer's own networks and samplers, with random weights."""
import json
import sys
import unittest

import numpy as np
import torch
from PIL import Image
from safetensors.numpy import load_file

from common import ROOT, SCRATCH, cli, core

sys.path.insert(0, str(ROOT / "tools/train"))
from tinysd3 import mmdit, samplers, tensorfile  # noqa: E402
from tinysd3.export import file_of, load_export  # noqa: E402
from tinysd3.measure import empty_prompt, encode  # noqa: E402
from tinysd3.train_denoiser import ARMS, build  # noqa: E402

WEIGHTS = ROOT / "web/assets/weights"


def random_arm(arm, seed):
    """The trainer's network with nothing at its starting value."""
    torch.manual_seed(seed)
    model = build(arm)
    for name, p in model.named_parameters():
        torch.nn.init.normal_(p, std=.05)
        if "norm_" in name and name.endswith("weight") and p.dim() == 1:
            p.data.add_(1)
    return model.eval()


def sizes_of(arm):
    return mmdit.SIZES[ARMS[arm][0]]


class Networks(unittest.TestCase):
    def test_every_conditioning_is_computed_as_the_trainer_does(self):
        latent, text, pooled = torch.randn(1, 4, 32, 32), torch.randn(1, 77, 160), torch.randn(1, 160)
        for arm in ("flow", "flow_cross", "flow_shared"):
            for t in (1000.0, 412.5, 0.0):
                with self.subTest(arm=arm, t=t):
                    model = random_arm(arm, 3)
                    want = model(latent, text, pooled, torch.tensor([t])).numpy()
                    config = {**mmdit.CONFIG, "arm": {"kind": arm, **sizes_of(arm)}}
                    got = core("transformer", config, model.state_dict(), {
                        "latent": latent[0], "text": text[0], "pooled": pooled[0], "t": np.array([t / 1000])})["out"]
                    self.assertGreater(np.abs(want).max(), 1e-2, "nothing to compare")
                    want = want.reshape(got.shape)
                    self.assertLessEqual(np.max(np.abs(got - want) / np.maximum(1, np.abs(want))), 1e-4)


class Pictures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = SCRATCH / "arms"
        cls.folder.mkdir(exist_ok=True)
        main = cls.folder / file_of("flow")
        main.write_bytes((WEIGHTS / file_of("flow")).read_bytes())
        _, cls.readers, cls.vae, _ = load_export("flow", cls.folder)

    def ours(self, arm, model, side, prompt, steps, guidance):
        config = {"format": "tiny-sd3/2", "kind": arm, **sizes_of(arm), "sample_size": side, "samples_trained": 0,
                  "defaults": {"steps": steps, "guidance_scale": guidance, "max_sequence_length": 44}}
        tensors = {"transformer." + k: v.numpy() for k, v in model.state_dict().items()}
        tensorfile.write(self.folder / file_of(arm), tensors, {"config": json.dumps(config)})
        noise, picture = SCRATCH / "arm-noise.safetensors", SCRATCH / "arm.png"
        cli("generate", "--model", arm, "--weights", self.folder, "--prompt", prompt, "--seed", 5, "--save-noise", noise, "--output", picture)
        return torch.from_numpy(load_file(noise)["noise"]), np.asarray(Image.open(picture).convert("RGB"), int)

    def theirs(self, arm, model, x, prompt, steps, guidance):
        text, pooled = encode(self.readers, [prompt])
        given = (model, x, text, pooled, empty_prompt(self.readers), steps, guidance)
        objective = ARMS[arm][1]
        if objective == "velocity":
            z = samplers.flow(*given)
        elif objective == "noise":
            z = samplers.ddim(*given, levels=samplers.sd_levels(steps), form="noise")
        else:
            z = samplers.ddim(*given, levels=samplers.cosine_levels(steps), form="v")
        from tinysd3.vae import decode
        colours = decode(self.vae, z)[0].clamp(-1, 1).permute(1, 2, 0).numpy()
        return np.floor((colours + 1) * 127.5 + .5).astype(int)

    def test_every_arm_paints_what_the_trainer_paints(self):
        arms = [(arm, side) for side in (32, 16) for arm in ARMS if arm != "flow"]     # flow's file holds readers and autoencoder, too
        for arm, side in arms:
            with self.subTest(arm=arm, side=side):
                model, request = random_arm(arm, 7), ("a red boat at night", 8, 2.0)
                x, ours = self.ours(arm, model, side, *request)
                self.assertEqual(x.shape[-1], side)
                theirs = self.theirs(arm, model, x, *request)
                self.assertGreater(theirs.std(), 2, "an empty picture proves nothing")
                self.assertGreaterEqual((np.abs(ours - theirs) <= 1).mean(), .999)


if __name__ == "__main__":
    unittest.main()
