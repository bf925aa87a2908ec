"""The same checkpoint in diffusers' StableDiffusion3Pipeline and in our core: prompts, sub-models, pictures."""
import json
import random
import unittest
from unittest import mock

import numpy as np
import torch
from diffusers import StableDiffusion3Img2ImgPipeline, StableDiffusion3Pipeline
from PIL import Image
from safetensors.numpy import load_file

from common import SCRATCH, WORDS, cli, config_of, core, random_file, random_folder, split, state, trained

SIGNS = ["'", "\u2019", "-", "\u2014", "\u2026", "\u00a0", "\u0085", "\u2028", ".", ",", "!", "?", "_", "\n", "\t", "  ", "\u0000"]
OTHERS = ["zebra", "Caf\u00c9", "caf\u00e9", "[EOS]", "[PAD]", "</s>", "<unk>", "<extra_id_0>", "\u65e5\u672c", "\U0001f600", "\u0130",
          "\u00df", "\u200d", "\u2070", "\u1fff", "\u2000", "e\u0301", "\u00b5", "RED", "Red", "Cat's", "cats\u2019", "7up"]


def pipeline(folder):
    pipe = StableDiffusion3Pipeline.from_pretrained(folder, torch_dtype=torch.float32)
    pipe.set_progress_bar_config(disable=True)
    return pipe


def prompts(words, count, seed):
    rnd = random.Random(seed)
    pool = words + [w.capitalize() for w in words] + SIGNS + OTHERS
    def one():
        return "".join(rnd.choice(pool) + rnd.choice(["", " ", " "]) for _ in range(rnd.randrange(0, 70)))
    return ["", " ", "a red cat", "A RED CAT!", " ".join(words[:1] * 60)] + [one() for _ in range(count)]


class Checkpoint:
    """Tests of one weights file; `file` and `folder` are set by the classes below."""
    words = WORDS
    painted = [("a red crane at the beach", 1, 6, 3.0), ("", 2, 5, 2.0), ("zebra with two birds!", 3, 4, 1.0)]

    @classmethod
    def setUpClass(cls):
        cls.pipe = pipeline(cls.folder)
        cls.rows = cls.pipe.tokenizer_3.model_max_length

    def test_tokenizers(self):
        texts = prompts(self.words, 400, 3)
        ours = core("tokenize", {}, self.file, texts)
        for name, tokenizer, rows in (("clip_l", self.pipe.tokenizer, self.pipe.tokenizer_max_length),
                                      ("clip_g", self.pipe.tokenizer_2, self.pipe.tokenizer_max_length),
                                      ("t5", self.pipe.tokenizer_3, self.rows)):
            theirs = tokenizer(texts, padding="max_length", max_length=rows, truncation=True, return_tensors="np").input_ids
            for text, got, want in zip(texts, ours[name].astype(int), theirs):
                self.assertEqual(got.tolist(), want.tolist(), f"{name}: {text!r}")

    def test_pictures(self):
        for i, (prompt, seed, steps, guidance) in enumerate(self.painted):
            with self.subTest(prompt=prompt):
                noise, picture = SCRATCH / "noise.safetensors", SCRATCH / "picture.png"
                cli("generate", "--model", self.file, "--prompt", prompt, "--seed", seed, "--steps", steps, "--guidance", guidance,
                    "--save-noise", noise, "--output", picture)
                latents = torch.from_numpy(load_file(noise)["noise"])
                theirs = self.pipe(prompt, latents=latents, num_inference_steps=steps, guidance_scale=guidance,
                                   max_sequence_length=self.rows).images[0]
                a, b = np.asarray(Image.open(picture).convert("RGB"), int), np.asarray(theirs, int)
                self.assertEqual(a.shape, b.shape)
                self.assertGreater(b.std(), 2, "an empty picture proves nothing")
                self.assertGreaterEqual((np.abs(a - b) <= 1).mean(), 0.999)

    def test_a_dropped_reader_is_zero_rows(self):
        noise, picture = SCRATCH / "noise.safetensors", SCRATCH / "picture.png"
        cli("generate", "--model", self.file, "--prompt", "a red boat", "--steps", 4, "--drop-encoders", "t5", "--guidance", 2,
            "--save-noise", noise, "--output", picture)
        kept, self.pipe.text_encoder_3 = self.pipe.text_encoder_3, None
        try:
            theirs = self.pipe("a red boat", latents=torch.from_numpy(load_file(noise)["noise"]), num_inference_steps=4,
                               guidance_scale=2.0, max_sequence_length=self.rows).images[0]
        finally:
            self.pipe.text_encoder_3 = kept
        a, b = np.asarray(Image.open(picture).convert("RGB"), int), np.asarray(theirs, int)
        self.assertGreaterEqual((np.abs(a - b) <= 1).mean(), 0.999)

    def test_image_to_image(self):
        """Six steps of ten on the way back from a picture; diffusers draws noise and latent itself, so it is handed ours."""
        pipe = StableDiffusion3Img2ImgPipeline(**self.pipe.components)
        pipe.set_progress_bar_config(disable=True)
        noise, picture, start = (SCRATCH / name for name in ("noise.safetensors", "picture.png", "start.png"))
        side = pipe.transformer.config.sample_size * pipe.vae_scale_factor
        soft = np.random.default_rng(4).integers(0, 256, (4, 4, 3), np.uint8)
        image = Image.fromarray(soft).resize((side, side), Image.BICUBIC)
        image.save(start)
        cli("generate", "--model", self.file, "--prompt", "a red boat", "--steps", 6, "--image", start, "--strength", 0.6,
            "--guidance", 2, "--save-noise", noise, "--output", picture)
        latents = torch.from_numpy(load_file(noise)["noise"])
        place = "diffusers.pipelines.stable_diffusion_3.pipeline_stable_diffusion_3_img2img."
        with mock.patch(place + "randn_tensor", lambda *_, **__: latents), \
                mock.patch(place + "retrieve_latents", lambda out, **_: out.latent_dist.mode()):
            theirs = pipe("a red boat", image=image, strength=0.6, num_inference_steps=10, guidance_scale=2.0, height=side,
                          width=side, max_sequence_length=self.rows).images[0]
        a, b = np.asarray(Image.open(picture).convert("RGB"), int), np.asarray(theirs, int)
        self.assertGreater(b.std(), 2)
        self.assertGreaterEqual((np.abs(a - b) <= 1).mean(), 0.999)

    def test_every_part_alone(self):
        p = self.pipe
        texts = ["a red crane at the beach", ""]
        for tokenizer, model, part in ((p.tokenizer, p.text_encoder, "clip"), (p.tokenizer_2, p.text_encoder_2, "clip"),
                                       (p.tokenizer_3, p.text_encoder_3, "t5")):
            rows = p.tokenizer_max_length if part == "clip" else self.rows
            for text in texts:
                ids = tokenizer(text, padding="max_length", max_length=rows, truncation=True, return_tensors="pt").input_ids
                got = core(part, config_of(model), state(model), {"ids": ids[0].numpy()})
                want = model(ids, output_hidden_states=True)
                self.close(got["tokens"], want.hidden_states[-2] if part == "clip" else want[0])
                if part == "clip":
                    self.close(got["pooled"], want.text_embeds)
        embeds = p.encode_prompt(texts[0], None, None, max_sequence_length=self.rows)
        c = p.transformer.config
        latent = torch.randn(1, c.in_channels, c.sample_size, c.sample_size, generator=torch.Generator().manual_seed(1))
        for t in (1.0, 0.6, 0.001):
            want = p.transformer(hidden_states=latent, timestep=torch.tensor([1000 * t]), encoder_hidden_states=embeds[0],
                                 pooled_projections=embeds[2]).sample
            got = core("transformer", config_of(p.transformer), state(p.transformer), {
                "latent": latent[0], "text": embeds[0][0], "pooled": embeds[2][0], "t": np.array([t])})
            self.close(got["out"], want)
        got = core("vae", config_of(p.vae), state(p.vae), {"latent": latent[0], "colours": torch.rand(3, 64, 64)})
        v = p.vae.config
        self.close(got["decoded"], p.vae.decode(latent / v.scaling_factor + v.shift_factor).sample)
        side = c.sample_size * p.vae_scale_factor
        colours = 2 * torch.rand(1, 3, side, side, generator=torch.Generator().manual_seed(2)) - 1
        got = core("vae", config_of(p.vae), state(p.vae), {"latent": latent[0], "colours": colours[0]})
        self.close(got["encoded"], (p.vae.encode(colours).latent_dist.mode() - v.shift_factor) * v.scaling_factor)

    def close(self, got, want):
        want = want.numpy().reshape(got.shape)
        self.assertLessEqual(np.max(np.abs(got - want) / np.maximum(1, np.abs(want))), 1e-4)


class RandomWeights(Checkpoint, unittest.TestCase):
    file, folder = random_file(), random_folder()


class RandomWeightsShifted(Checkpoint, unittest.TestCase):
    file, folder = random_file(3.0), random_folder(3.0)


@unittest.skipUnless(trained(), "the repository's weights are of an older format")
class TrainedWeights(Checkpoint, unittest.TestCase):
    painted = [("a red crane at the beach", 1, 28, 3.0), ("two birds at night", 2, 28, 4.0)]

    @classmethod
    def setUpClass(cls):
        cls.file, cls.folder = trained(), SCRATCH / "trained"
        cli("export", "--model", cls.file, "--output", cls.folder)
        cls.words = json.loads((cls.folder / "tokenizer/tokenizer.json").read_text())["model"]["vocab"]
        cls.words = [w for w in cls.words if not w.startswith("[")]
        super().setUpClass()


if __name__ == "__main__":
    unittest.main()
