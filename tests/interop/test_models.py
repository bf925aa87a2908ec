"""Our core computes the published classes: random weights, other sizes than the tiny SD3's, loaded by name."""
import unittest

import numpy as np
import torch
from diffusers import FlowMatchEulerDiscreteScheduler, FluxTransformer2DModel
from diffusers.models.transformers.transformer_flux import FluxPosEmbed

from common import clip, config_of, core, fill, sd3, state, t5, vae

CLOSE = 1e-4


class Models(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(11)

    def close(self, got, want, tolerance=CLOSE):
        want = want.detach().float().numpy().reshape(got.shape)
        self.assertGreater(np.abs(want).max(), 1e-2, "nothing to compare")
        worst = np.max(np.abs(got - want) / np.maximum(1, np.abs(want)))
        self.assertLessEqual(worst, tolerance)

    def test_clip(self):
        for act, layers, width, heads in (("quick_gelu", 2, 24, 2), ("gelu", 5, 40, 5), ("quick_gelu", 1, 16, 1)):
            with self.subTest(act=act, layers=layers):
                model = clip(act, layers, width, heads, 30, 21)
                for words in (0, 3, 19):
                    ids = torch.tensor([[28, *torch.randint(2, 28, (words,)), *[29] * (20 - words)]])
                    want = model(ids, output_hidden_states=True)
                    got = core("clip", config_of(model), state(model), {"ids": ids[0].numpy()})
                    self.close(got["tokens"], want.hidden_states[-2])
                    self.close(got["pooled"], want.text_embeds)

    def test_t5(self):
        for sizes in (dict(), dict(relative_attention_num_buckets=16, relative_attention_max_distance=20),
                      dict(relative_attention_num_buckets=64, relative_attention_max_distance=500)):
            with self.subTest(**sizes):
                model = t5(48, 3, 10, 56, 3, 40, **sizes)
                ids = torch.cat([torch.randint(3, 40, (20,)), torch.ones(1).long(), torch.zeros(280).long()])[None]
                got = core("t5", config_of(model), state(model), {"ids": ids[0].numpy()})
                self.close(got["tokens"], model(ids)[0])

    def test_sd3_transformer(self):
        for more, height, width in ((dict(), 32, 32), (dict(qk_norm=None, out_channels=6, num_layers=1), 16, 24),
                                    (dict(sample_size=24, patch_size=4, pos_embed_max_size=9, in_channels=5), 36, 12),
                                    (dict(num_attention_heads=5, attention_head_dim=8, caption_projection_dim=40), 6, 64)):
            with self.subTest(**more):
                more = {"pos_embed_max_size": 32, **more}
                model = sd3(**more)
                c = model.config
                latent, text = torch.randn(1, c.in_channels, height, width), torch.randn(1, 13, 64)
                pooled, t = torch.randn(1, 56), 0.37
                want = model(hidden_states=latent, encoder_hidden_states=text, pooled_projections=pooled,
                             timestep=torch.tensor([1000 * t])).sample
                got = core("transformer", config_of(model), state(model), {
                    "latent": latent[0], "text": text[0], "pooled": pooled[0], "t": np.array([t])})
                self.close(got["out"], want)

    def test_autoencoder(self):
        for channels, groups, layers, attention in (((8, 16), 4, 1, False), ((16,), 8, 2, True), ((8, 24, 16), 8, 2, True)):
            with self.subTest(channels=channels):
                model = vae(channels, groups, layers, attention)
                c, factor = model.config, 2 ** (len(channels) - 1)
                latent, colours = torch.randn(1, 4, 6, 10), torch.randn(1, 3, 4 * factor, 8 * factor)
                got = core("vae", config_of(model), state(model), {"latent": latent[0], "colours": colours[0]})
                self.close(got["decoded"], model.decode(latent / c.scaling_factor + c.shift_factor).sample)
                mean = model.encode(colours).latent_dist.mean
                self.close(got["encoded"], (mean - c.shift_factor) * c.scaling_factor)

    def test_flux_blocks(self):
        for heads, axes, grid in ((2, (4, 6, 6), (3, 4)), (5, (8, 12, 12), (6, 2))):
            with self.subTest(heads=heads):
                model = fill(FluxTransformer2DModel(
                    num_layers=1, num_single_layers=1, in_channels=16, attention_head_dim=sum(axes),
                    num_attention_heads=heads, joint_attention_dim=24, pooled_projection_dim=20, axes_dims_rope=axes), 0.05)
                width, tokens = heads * sum(axes), grid[0] * grid[1]
                text, image, c = torch.randn(1, 7, width), torch.randn(1, tokens, width), torch.randn(1, width)
                ids = torch.zeros(7 + tokens, 3)
                ids[7:, 1], ids[7:, 2] = torch.arange(tokens) // grid[1], torch.arange(tokens) % grid[1]
                rope = FluxPosEmbed(theta=10000, axes_dim=axes)(ids)
                config = {"heads": heads, "head_dim": sum(axes), "axes": axes}
                block = model.transformer_blocks[0]
                out_text, out_image = block(image, text, c, image_rotary_emb=rope)
                got = core("double", config, state(block), {"text": text[0], "image": image[0], "c": c[0], "ids": ids})
                self.close(got["text"], out_text)
                self.close(got["image"], out_image)
                block = model.single_transformer_blocks[0]
                out_text, out_image = block(image, text, c, image_rotary_emb=rope)
                got = core("single", config, state(block), {"joint": torch.cat([text, image], 1)[0], "c": c[0], "ids": ids,
                                                            "text_tokens": np.array([7])})
                self.close(got["joint"], torch.cat([out_text, out_image], 1))

    def test_scheduler(self):
        steps = [1, 2, 5, 28, 100, 400]
        for shift, train in ((1.0, 1000), (3.0, 1000), (0.5, 250)):
            scheduler = FlowMatchEulerDiscreteScheduler(shift=shift, num_train_timesteps=train)
            got = core("sigmas", dict(scheduler.config), {}, {"steps": np.array(steps)})
            for i, n in enumerate(steps):
                scheduler.set_timesteps(n)
                self.close(got[f"sigmas_{i}"], scheduler.sigmas, 1e-6)


if __name__ == "__main__":
    unittest.main()
