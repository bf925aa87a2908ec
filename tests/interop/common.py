"""What the tests share: the programs, safetensors files, and a checkpoint of random weights."""
import functools
import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL, FlowMatchEulerDiscreteScheduler, SD3Transformer2DModel
from safetensors.numpy import load_file, save_file
from transformers import CLIPTextConfig, CLIPTextModelWithProjection, T5Config, T5EncoderModel

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("LESSON_BUILD", ROOT / "build/native"))
CLI, FORWARD = BUILD / "lesson-cli", BUILD / "tests/interop/core_forward"
# A trained model to compare as well: by default the repository's, where it is a checkpoint.
TRAINED = Path(os.environ.get("LESSON_INTEROP_MODEL", ROOT / "web/assets/weights/tiny-sd3.safetensors"))
SCRATCH = Path(tempfile.mkdtemp(prefix="interop-"))
WORDS = sorted("a an and at beach bird birds blue boat cat crane red river sunset the two with café 7".split())
torch.set_num_threads(2)
torch.set_grad_enabled(False)


def cli(*arguments, fails=False):
    """-> the JSON that it prints, or with fails the one line that it complains with."""
    done = subprocess.run([CLI, *map(str, arguments)], capture_output=True, text=True)
    if fails:
        assert done.returncode == 2, f"exit status {done.returncode}: {done.stdout}{done.stderr}"
        assert done.stderr.count("\n") == 1, done.stderr
        return done.stderr
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if "--json" in arguments else done.stdout


def core(part, config, weights, inputs, folder=SCRATCH):
    """One part of our core on these arrays. weights: a state dict, or a file."""
    paths = [folder / f"{part}-{name}" for name in ("config.json", "weights", "input", "output")]
    paths[0].write_text(json.dumps(config))
    if isinstance(weights, (str, Path)):
        paths[1] = weights
    else:
        save_file({k: v.numpy() for k, v in weights.items()}, paths[1])
    if isinstance(inputs, list):
        paths[2].write_text(json.dumps(inputs))
    else:
        save_file({k: np.ascontiguousarray(v, np.float32) for k, v in inputs.items()}, paths[2])
    subprocess.run([FORWARD, part, *paths], check=True)
    return load_file(paths[3])


def fill(model, scale):
    """Random everywhere: a norm of ones or a bias of zeros would hide what is left out."""
    for name, p in model.named_parameters():
        p.normal_(0, scale)
        if p.dim() == 1 and name.endswith("weight"):  # a norm's; its modulation is a matrix
            p.add_(1)
    return model.eval()


def config_of(model):
    return json.loads(model.config.to_json_string()) if hasattr(model.config, "to_json_string") else dict(model.config)


def clip(act, layers, width, heads, vocabulary, positions, scale=0.1):
    return fill(CLIPTextModelWithProjection(CLIPTextConfig(
        vocab_size=vocabulary, hidden_size=width, intermediate_size=3 * width, num_hidden_layers=layers,
        num_attention_heads=heads, max_position_embeddings=positions, projection_dim=width, hidden_act=act,
        bos_token_id=vocabulary - 2, eos_token_id=vocabulary - 1, pad_token_id=vocabulary - 1)), scale)


def t5(width, heads, head_dim, hidden, layers, vocabulary, scale=0.1, **more):
    return fill(T5EncoderModel(T5Config(vocab_size=vocabulary, d_model=width, d_kv=head_dim, num_heads=heads, d_ff=hidden,
                                        num_layers=layers, feed_forward_proj="gated-gelu", **more)), scale)


def sd3(scale=0.1, **sizes):
    return fill(SD3Transformer2DModel(**{**dict(
        sample_size=32, patch_size=2, in_channels=4, out_channels=4, num_layers=3, attention_head_dim=16,
        num_attention_heads=3, joint_attention_dim=64, caption_projection_dim=48, pooled_projection_dim=56,
        pos_embed_max_size=16, qk_norm="rms_norm"), **sizes}), scale)


def vae(channels=(8, 16), groups=4, layers=1, attention=False, scale=0.1, **more):
    n = len(channels)
    return fill(AutoencoderKL(
        block_out_channels=channels, down_block_types=("DownEncoderBlock2D",) * n, up_block_types=("UpDecoderBlock2D",) * n,
        layers_per_block=layers, latent_channels=4, norm_num_groups=groups, mid_block_add_attention=attention,
        use_quant_conv=False, use_post_quant_conv=False, sample_size=64, **{**dict(scaling_factor=0.8, shift_factor=0.1), **more}), scale)


def state(model):
    return {k: v for k, v in model.state_dict().items() if k not in ("encoder.embed_tokens.weight", "pos_embed.pos_embed")}


@functools.cache
def random_file(shift=1.0, float16=False):
    """A weights file of ours ("tiny-sd3/2") with random weights."""
    torch.manual_seed(5)
    v = len(WORDS)
    parts = {"text_encoder": clip("quick_gelu", 2, 24, 2, v + 4, 9), "text_encoder_2": clip("gelu", 3, 32, 2, v + 4, 9),
             "text_encoder_3": t5(64, 3, 16, 96, 2, v + 11), "transformer": sd3(), "vae": vae()}
    config = {"format": "tiny-sd3/2", "kind": "flow", **{k: config_of(m) for k, m in parts.items()},
              "scheduler": dict(FlowMatchEulerDiscreteScheduler(shift=shift).config), "tokenizer": {"words": WORDS},
              "defaults": {"steps": 6, "guidance_scale": 3.0, "max_sequence_length": 12}, "samples_trained": 0}
    tensors = {f"{k}.{name}": t.numpy() for k, m in parts.items() for name, t in state(m).items()}
    path = SCRATCH / f"random-{shift}.safetensors"
    save_file(tensors, path, {"config": json.dumps(config)})
    return path


@functools.cache
def random_folder(shift=1.0):
    folder = SCRATCH / f"folder-{shift}"
    cli("export", "--model", random_file(shift), "--output", folder)
    return folder


def trained():
    """The trained checkpoint, or None where it is of an older format."""
    if not TRAINED.exists():
        return None
    with open(TRAINED, "rb") as f:
        header = f.read(min(1 << 20, 8 + int.from_bytes(f.read(8), "little")))
    return TRAINED if b"tiny-sd3/2" in header else None


def split(text):
    """Words by the rules of FORMAT.md."""
    text = re.sub("[A-Z]+", lambda m: m[0].lower(), re.sub("['\u2019]", "", text))
    return re.findall("[a-z0-9\u00c0-\u1fff\u2070-\U0010ffff]+", text)
