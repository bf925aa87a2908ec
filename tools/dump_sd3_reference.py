#!/usr/bin/env python3
"""Records what transformers and diffusers compute with small, randomly filled models of the published classes:
tests/fixtures/sd3-reference.safetensors. Their weights are in it under their published names, after a prefix; their
config.json files and the settings are metadata.

Needs torch, transformers and diffusers in the versions of tests/interop/requirements.txt:
  PYTHON tools/dump_sd3_reference.py [FILE]"""
import json
import sys
from pathlib import Path

import torch
from diffusers import AutoencoderKL, FlowMatchEulerDiscreteScheduler, FluxTransformer2DModel, SD3Transformer2DModel
from diffusers.models.transformers.transformer_flux import FluxPosEmbed
from safetensors.torch import save_file
from transformers import CLIPTextConfig, CLIPTextModelWithProjection, T5Config, T5EncoderModel

tensors, metadata = {}, {}


def fill(model, scale=0.15):
    """Nothing at its starting value: a zero bias or a norm of ones would hide what is left out."""
    with torch.no_grad():
        for name, p in model.named_parameters():
            p.normal_(0, scale)
            if "norm" in name and name.endswith("weight"):
                p.add_(1)
            p.copy_(p.half())                      # kept in 16 bits without loss
    return model.eval()


def keep(name, model):
    fill(model)
    config = json.loads(model.config.to_json_string()) if hasattr(model.config, "to_json_string") else dict(model.config)
    metadata[name + ".config"] = json.dumps(config)
    parameters = dict(model.named_parameters())
    tensors.update({f"{name}.{k}": v.half() if k in parameters else v for k, v in model.state_dict().items() if k != "encoder.embed_tokens.weight"})
    return model


def record(**named):
    tensors.update({k.replace("__", ":"): v.detach().float() if v.is_floating_point() else v for k, v in named.items()})


def clip(name, act, layers, bos=10, eos=11):
    model = keep(name, CLIPTextModelWithProjection(CLIPTextConfig(
        vocab_size=12, hidden_size=16, intermediate_size=40, num_hidden_layers=layers, num_attention_heads=2,
        max_position_embeddings=9, projection_dim=14, hidden_act=act, bos_token_id=bos, eos_token_id=eos, pad_token_id=eos)))
    ids = torch.tensor([[bos, 3, 5, 7, eos, eos, eos, eos, eos]])
    out = model(ids, output_hidden_states=True)
    record(**{f"{name}__ids": ids.to(torch.int32), f"{name}__tokens": out.hidden_states[-2][0], f"{name}__pooled": out.text_embeds[0]})


def t5():
    model = keep("t5", T5EncoderModel(T5Config(vocab_size=13, d_model=24, d_kv=6, num_heads=3, d_ff=20, num_layers=2,
                                               feed_forward_proj="gated-gelu", dropout_rate=0.0)))
    ids = torch.cat([torch.tensor([3, 7, 12, 5, 1]), torch.zeros(35, dtype=torch.long)])[None]
    record(t5__ids=ids.to(torch.int32), t5__tokens=model(ids)[0][0])


def transformer(name, qk_norm, out_channels):
    model = keep(name, SD3Transformer2DModel(
        sample_size=12, patch_size=2, in_channels=4, out_channels=out_channels, num_layers=2, attention_head_dim=8,
        num_attention_heads=2, joint_attention_dim=24, caption_projection_dim=16, pooled_projection_dim=20,
        pos_embed_max_size=10, qk_norm=qk_norm))
    latent, text, pooled = torch.randn(1, 4, 8, 12), torch.randn(1, 7, 24), torch.randn(1, 20)
    got = model(hidden_states=latent, encoder_hidden_states=text, pooled_projections=pooled, timestep=torch.tensor([700.0]))
    record(**{f"{name}__latent": latent[0], f"{name}__text": text[0], f"{name}__pooled": pooled[0], f"{name}__out": got.sample[0]})


def vae(name, channels, attention):
    levels = len(channels)
    model = keep(name, AutoencoderKL(
        block_out_channels=channels, down_block_types=("DownEncoderBlock2D",) * levels,
        up_block_types=("UpDecoderBlock2D",) * levels, layers_per_block=1, latent_channels=4, norm_num_groups=4,
        mid_block_add_attention=attention, use_quant_conv=False, use_post_quant_conv=False, sample_size=16,
        scaling_factor=0.7, shift_factor=0.2))
    colours, latent = torch.randn(1, 3, 16, 24), torch.randn(1, 4, 4, 6)
    mean = model.encode(colours).latent_dist.mean
    c = model.config
    record(**{f"{name}__colours": colours[0], f"{name}__encoded": ((mean - c.shift_factor) * c.scaling_factor)[0],
              f"{name}__latent": latent[0], f"{name}__decoded": model.decode(latent / c.scaling_factor + c.shift_factor).sample[0]})


def flux():
    model = keep("flux", FluxTransformer2DModel(
        num_layers=1, num_single_layers=1, in_channels=16, attention_head_dim=16, num_attention_heads=2,
        joint_attention_dim=24, pooled_projection_dim=20, axes_dims_rope=(4, 6, 6)))
    for name in [k for k in tensors if k.startswith("flux.") and ".0." not in k]:
        del tensors[name]                          # the frame around the blocks
    text, image, c = torch.randn(1, 5, 32), torch.randn(1, 12, 32), torch.randn(1, 32)
    ids = torch.zeros(17, 3)
    ids[5:, 1] = torch.arange(12) // 4
    ids[5:, 2] = torch.arange(12) % 4
    rope = FluxPosEmbed(theta=10000, axes_dim=(4, 6, 6))(ids)
    out_text, out_image = model.transformer_blocks[0](image, text, c, image_rotary_emb=rope)
    record(flux__text=text[0], flux__image=image[0], flux__c=c[0], flux__double_text=out_text[0], flux__double_image=out_image[0])
    out_text, out_image = model.single_transformer_blocks[0](image, text, c, image_rotary_emb=rope)
    record(flux__single=torch.cat([out_text, out_image], 1)[0])


def scheduler():
    for shift in (1.0, 2.0, 3.0):
        for steps in (1, 7, 28):
            s = FlowMatchEulerDiscreteScheduler(shift=shift)
            s.set_timesteps(steps)
            tensors[f"sigmas:{shift:g}:{steps}"] = s.sigmas.clone()


def main():
    torch.manual_seed(3)
    with torch.no_grad():
        clip("clip_l", "quick_gelu", 2)
        clip("clip_g", "gelu", 3)
        t5()
        transformer("sd35", "rms_norm", 4)
        transformer("sd3", None, 6)
        vae("vae", (8, 16), False)
        vae("vae_attention", (8, 8, 12), True)
        flux()
        scheduler()
    path = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent / "tests/fixtures/sd3-reference.safetensors")
    save_file({k: v.contiguous() for k, v in tensors.items()}, path, metadata)
    print(path, path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
