"""Weights file -> checkpoint folder -> weights file, and folders that do not fit."""
import json
import shutil
import unittest

import numpy as np
import torch
from diffusers import StableDiffusion3Pipeline
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

from common import SCRATCH, cli, random_file, random_folder


def config(path):
    with safe_open(path, "np") as f:
        return json.loads(f.metadata()["config"])


def dequantised(path):
    tensors = load_file(path)
    out = {}
    for name, value in tensors.items():
        if name.endswith(".scale") and name[:-6] in tensors:
            continue
        if value.dtype == np.int8:
            value = value.astype(np.float32) * tensors[name + ".scale"].astype(np.float32).reshape(-1, *[1] * (value.ndim - 1))
        out[name] = value.astype(np.float32)
    return out


class Folder(unittest.TestCase):
    def test_exact_round_trip(self):
        back = SCRATCH / "back.safetensors"
        said = cli("import", random_folder(), "--output", back, "--float", "--json")
        self.assertEqual(said["bytes"], back.stat().st_size)
        before, after = load_file(random_file()), load_file(back)
        self.assertEqual(before.keys(), after.keys())
        for name in before:
            np.testing.assert_array_equal(before[name], after[name], err_msg=name)
        self.assertEqual(config(random_file()), config(back))

    def test_eight_bits(self):
        small = SCRATCH / "small.safetensors"
        cli("import", random_folder(), "--output", small)
        stored, exact = load_file(small), load_file(random_file())
        for name, value in dequantised(small).items():
            eight = stored[name].dtype == np.int8
            self.assertEqual(eight, exact[name].ndim >= 2 and exact[name].size >= 4096 and not name.startswith("vae.decoder."), name)
            step = np.abs(exact[name]) / 1024
            if eight:
                rows = np.abs(exact[name].reshape(len(value), -1)).max(1)
                step = (rows / 127).reshape(-1, *[1] * (value.ndim - 1))
            self.assertTrue((np.abs(value - exact[name]) <= 0.51 * np.maximum(step, 7e-5)).all(), name)
        # An export of the small file holds exactly its numbers.
        cli("export", "--model", small, "--output", SCRATCH / "widened")
        cli("import", SCRATCH / "widened", "--output", SCRATCH / "widened.safetensors", "--float")
        wide = load_file(SCRATCH / "widened.safetensors")
        for name, value in dequantised(small).items():
            np.testing.assert_array_equal(value, wide[name], err_msg=name)

    def test_what_the_pipeline_saves_comes_back(self):
        for dtype in (torch.float32, torch.float16, torch.bfloat16):
            pipe = StableDiffusion3Pipeline.from_pretrained(random_folder(), torch_dtype=dtype)
            pipe.save_pretrained(SCRATCH / "saved")
            cli("import", SCRATCH / "saved", "--output", SCRATCH / "saved.safetensors", "--float")
            after = load_file(SCRATCH / "saved.safetensors")
            for name in load_file(random_file()):
                part, rest = name.split(".", 1)
                want = getattr(pipe, part).state_dict()[rest].float().numpy()  # T5's wo stays in 32 bits
                np.testing.assert_array_equal(want, after[name], err_msg=name)

    def test_generate_takes_either(self):
        run = ("--prompt", "a red cat", "--steps", "2", "--json")
        self.assertEqual(cli("generate", "--model", random_file(), *run)["image_sha256"],
                         cli("generate", "--model", random_folder(), *run)["image_sha256"])


class Refusals(unittest.TestCase):
    def setUp(self):
        self.folder = SCRATCH / "broken"
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(random_folder(), self.folder)

    def refused(self, *words):
        line = cli("import", self.folder, "--output", SCRATCH / "never.safetensors", fails=True)
        for word in words:
            self.assertIn(word, line)
        self.assertFalse((SCRATCH / "never.safetensors").exists())

    def change(self, path, **values):
        file = self.folder / path
        file.write_text(json.dumps({**json.loads(file.read_text()), **values}))

    def tensors(self, path, change):
        file = self.folder / path
        tensors = load_file(file)
        change(tensors)
        save_file(tensors, file, {"format": "pt"})

    def test_missing_files(self):
        for path in ("model_index.json", "vae/config.json", "text_encoder_3/model.safetensors", "tokenizer_2/tokenizer.json",
                     "scheduler/scheduler_config.json", "transformer/diffusion_pytorch_model.safetensors"):
            with self.subTest(path=path):
                self.setUp()
                (self.folder / path).unlink()
                self.refused(path, "no such file")
        self.folder = SCRATCH / "nowhere"
        self.refused("nowhere")

    def test_other_classes(self):
        self.change("model_index.json", _class_name="StableDiffusionPipeline")
        self.refused("model_index.json", "StableDiffusion3Pipeline")
        self.setUp()
        self.change("model_index.json", transformer=["diffusers", "FluxTransformer2DModel"])
        self.refused("transformer", "SD3Transformer2DModel", "FluxTransformer2DModel")
        self.setUp()
        self.change("transformer/config.json", dual_attention_layers=[0])
        self.refused("dual_attention_layers")
        self.setUp()
        self.change("scheduler/scheduler_config.json", use_dynamic_shifting=True)
        self.refused("use_dynamic_shifting")

    def test_other_sizes(self):
        self.change("transformer/config.json", num_layers=4)
        self.refused("transformer.transformer_blocks.")
        self.setUp()
        self.change("text_encoder/config.json", vocab_size=99)
        self.refused("text_encoder.text_model.embeddings.token_embedding.weight", "[99, 24]")
        self.setUp()
        self.change("text_encoder_3/config.json", d_model=80)
        self.refused("joint_attention_dim")
        self.setUp()
        self.change("vae/config.json", latent_channels=16)
        self.refused("latent_channels")
        self.setUp()
        self.change("tokenizer_3/tokenizer_config.json", model_max_length=1e30)
        self.refused("model_max_length")

    def test_tensors(self):
        transformer, name = "transformer/diffusion_pytorch_model.safetensors", "transformer_blocks.0.attn.add_k_proj.weight"
        self.tensors(transformer, lambda t: t.pop(name))
        self.refused(name, "lacks")
        self.setUp()
        self.tensors(transformer, lambda t: t.update({name: t[name][:-1]}))
        self.refused(name, "[48, 48]", "[47, 48]")
        self.setUp()
        self.tensors(transformer, lambda t: t.update({name: t[name].T[None].copy()}))
        self.refused(name, "shape")
        self.setUp()
        self.tensors(transformer, lambda t: t.update({name: t[name].astype(np.int32)}))
        self.refused(name, "I32")
        self.setUp()
        self.tensors(transformer, lambda t: t.update({name: np.full_like(t[name], np.nan)}))
        self.refused(name, "finite")
        self.setUp()
        self.tensors(transformer, lambda t: t.update({"extra.weight": np.zeros(3, np.float32)}))
        self.refused("extra.weight")
        self.setUp()
        self.tensors(transformer, lambda t: t.update({"pos_embed.pos_embed": t["pos_embed.pos_embed"] * 0.5}))
        self.refused("pos_embed.pos_embed")
        self.setUp()
        self.tensors("vae/diffusion_pytorch_model.safetensors",
                     lambda t: t.update({"decoder.conv_in.weight": t["decoder.conv_in.weight"].reshape(16, 36, 1, 1)}))
        self.refused("decoder.conv_in.weight", "[16, 4, 3, 3]", "[16, 36, 1, 1]")

    def test_broken_files(self):
        (self.folder / "vae/config.json").write_text("[1]")
        self.refused("vae/config.json", "JSON")
        self.setUp()
        weights = self.folder / "text_encoder/model.safetensors"
        weights.write_bytes(weights.read_bytes()[:-5])
        self.refused("text_encoder/model.safetensors")

    def test_other_tokenizers(self):
        path = self.folder / "tokenizer/tokenizer.json"
        for change in (lambda t: t["model"].update(type="BPE"), lambda t: t["normalizer"]["normalizers"].pop(),
                       lambda t: t["pre_tokenizer"].update(behavior="Isolated"), lambda t: t["model"]["vocab"].update(Cat=5)):
            self.setUp()
            tokenizer = json.loads(path.read_text())
            change(tokenizer)
            path.write_text(json.dumps(tokenizer))
            self.refused("tokenizer/tokenizer.json")


if __name__ == "__main__":
    unittest.main()
