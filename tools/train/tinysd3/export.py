"""Write the shipped weights: web/assets/weights/tiny-sd3{,-ddpm,-shared}.safetensors (FORMAT.md)."""
import argparse
import json

import numpy as np
import torch

from . import scenes, tensorfile
from .backgrounds import SETTINGS, TIMES
from .captions import NOUNS
from .common import ROOT, WORK, exists, load
from .ddpm import BETA_END, BETA_START, STEPS
from .encoders import BUCKETS, CLIP_G, CLIP_L, MAX_DISTANCE, POOLED_WIDTH, T5, TEXT_WIDTH
from .heads import figures, pointing_config
from .mmdit import BLOCKS, FREQUENCIES, HEADS, MLP, PATCH, WIDTH
from .samplers import CLAMP
from .tokenizer import CONTEXT, VOCAB

WEIGHTS = ROOT / "web" / "assets" / "weights"
FILES = {"flow": "tiny-sd3.safetensors", "ddpm": "tiny-sd3-ddpm.safetensors", "shared": "tiny-sd3-shared.safetensors"}
DEFAULTS = WORK / "defaults.json"            # steps, guidance and shift as chosen by evaluate.py


def arrays(state, prefix):
    return {prefix + k: v.detach().cpu().float().numpy() for k, v in state.items() if v.dim() > 0}


def config(kind, samples, encoders=None, vae=None, extra=None):
    """The JSON under __metadata__.config."""
    c = {"format": "tiny-sd3/1", "kind": kind, "width": WIDTH, "heads": HEADS, "blocks": BLOCKS, "mlp": MLP,
         "patch": PATCH, "latent": [4, 32, 32], "image": [3, 64, 64], "context": CONTEXT, "text_width": TEXT_WIDTH,
         "pooled_width": POOLED_WIDTH, "frequencies": FREQUENCIES, "samples_trained": samples}
    c["defaults"] = {"steps": 28, "guidance": 3.0, "shift": 2.0} if kind != "ddpm" else {"steps": 50, "guidance": 3.0, "sampler": "ddim"}
    if DEFAULTS.exists():
        c["defaults"].update(json.loads(DEFAULTS.read_text()).get(kind, {}))
    if kind == "ddpm":
        c.update(ddpm_steps=STEPS, beta_start=BETA_START, beta_end=BETA_END, x0_clamp=CLAMP)
    if encoders is not None:
        c.update(vocab=VOCAB, clip_l=CLIP_L, clip_g=CLIP_G, t5=dict(T5, buckets=BUCKETS, max_distance=MAX_DISTANCE),
                 gain=[float(g) for g in encoders["gain"]],
                 vae={"scale": float(vae["scale"]), "shift": float(vae["shift"])}, world=world())
    c.update(extra or {})
    return c


def world():
    """What a page needs to describe the world and to repeat the held-out rule."""
    return {"subjects": {n: list(dict.fromkeys(NOUNS[n])) for n in scenes.SUBJECTS}, "shapes": list(scenes.SHAPES),
            "colours": list(scenes.COLOUR_NAMES), "shape_colours": list(scenes.SHAPE_COLOURS), "settings": list(SETTINGS),
            "times": list(TIMES), "natural_colours": scenes.NATURAL,
            "held_out": "h = FNV-1a 32 of the key, h ^= h >> 15; held out when h % 8 == 0 for any key; keys: "
                        "'subject|colour|setting' for each postcard sprite whose colour is not its natural one, "
                        "and for two different things 'name|colour+name|colour' (sorted)"}


def denoiser_state(kind, tag=""):
    """Moving-average weights of the latest checkpoint, or of a snapshot named by `tag`."""
    name = f"{kind}{tag}.pt"
    if not exists(name):
        return None, 0
    saved = load(name)
    if "ema" in saved:
        return {k: v.float() for k, v in saved["ema"].items()}, saved["samples"]
    opt, state, at = saved["opt"], {}, 0
    from .train_denoiser import build
    for k, p in build(kind).named_parameters():
        state[k] = opt["E"][at:at + p.numel()].view(p.shape)
        at += p.numel()
    return state, saved["samples"]


def export(kind, tag="", extra=None):
    state, samples = denoiser_state(kind, tag)
    if state is None:
        return print(f"{kind}: no checkpoint yet")
    tensors, encoders, vae = arrays(state, kind + "."), None, None
    if kind == "flow":
        encoders, vae = load("encoders.pt"), load("vae_final.pt")["state"]
        tensors.update(arrays({k: v for k, v in encoders.items() if k != "gain"}, ""))
        tensors.update(arrays(vae, "vae."))
    WEIGHTS.mkdir(parents=True, exist_ok=True)
    path = WEIGHTS / FILES[kind]
    extra = dict(extra or {}, stage=load(f"{kind}{tag}.pt")["size"])
    pointing = figures(WORK / "measure" / "pointing.json")
    if kind == "flow" and pointing:                  # after new training: evaluate pointing, then heads.py
        extra["pointing"] = pointing_config(pointing)
    meta = {"config": json.dumps(config(kind, samples, encoders, vae, extra), separators=(",", ":"))}
    digest = tensorfile.write(path, tensorfile.pack(tensors, exact=("vae.",)), meta)
    print(f"{path.name}: {path.stat().st_size} bytes, {samples} samples, {digest[:12]}")


def load_export(kind="flow", folder=WEIGHTS):
    """-> (model with dequantised weights, config); for flow also encoders and VAE."""
    from .encoders import TextEncoders
    from .train_denoiser import build
    from .vae import VAE
    stored, meta = tensorfile.read(folder / FILES[kind])
    values, c = tensorfile.unpack(stored), json.loads(meta["config"])
    tensor = {k: torch.from_numpy(np.array(v)) for k, v in values.items()}
    model = build(kind)
    model.load_state_dict(strip(tensor, kind + "."))
    if kind != "flow":
        return model.eval(), c
    encoders, vae = TextEncoders(), VAE()
    state = {k: v for k, v in tensor.items() if k.split(".")[0] in ("clip_l", "clip_g", "t5")}
    encoders.load_state_dict(dict(state, gain=torch.tensor(c["gain"])))
    vae.load_state_dict(dict(strip(tensor, "vae."), scale=torch.tensor(c["vae"]["scale"]), shift=torch.tensor(c["vae"]["shift"])))
    return model.eval(), encoders.eval(), vae.eval(), c


def strip(tensors, prefix):
    return {k[len(prefix):]: v for k, v in tensors.items() if k.startswith(prefix)}


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("kinds", nargs="*", default=list(FILES))
    p.add_argument("--tag", default="", help="snapshot, e.g. _350k_high")
    a = p.parse_args()
    for k in a.kinds or list(FILES):
        export(k, a.tag)
