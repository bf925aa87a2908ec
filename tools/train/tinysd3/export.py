"""Write the weights in 8 bits: the published tensor names behind the component's folder (FORMAT.md, tiny-sd3/2)."""
import argparse
import json
import os
from pathlib import Path

import numpy as np
import torch

from . import mmdit, scenes, tensorfile, vae as autoencoder
from .backgrounds import SETTINGS, TIMES
from .captions import NOUNS
from .common import ROOT, WORK, exists, load
from .prepare_data import SIDE
from .readers import CLIPS, t5_config
from .tokenizer import T5_LENGTH, WORDS
from .train_denoiser import ARMS, build

WEIGHTS = Path(os.environ.get("TINYSD3_WEIGHTS", ROOT / "web" / "assets" / "weights"))
DEFAULTS = WORK / "defaults.json"            # steps, guidance_scale and shift as chosen by evaluate.py
READERS = {"text_encoder": "clip_l", "text_encoder_2": "clip_g", "text_encoder_3": "t5"}


SMALL = {"flow": "flow_small"}               # what an arm is called as a file of the experiment, where not by its own name


def file_of(arm):
    return "tiny-sd3.safetensors" if arm == "flow" else f"tiny-sd3-{arm.replace('_', '-')}.safetensors"


def arrays(state, prefix):
    skip = ("encoder.embed_tokens.weight",)   # T5's `shared.weight` under another name
    return {prefix + k: v.detach().cpu().float().numpy() for k, v in state.items() if k not in skip}


def defaults(arm, small=False):
    chosen = {"steps": 28, "guidance_scale": 3.0, "max_sequence_length": T5_LENGTH}
    if small:
        return chosen | {"guidance_scale": load(f"guidance_{arm}.pt")["best"]}      # compare.py
    if DEFAULTS.exists():
        chosen.update(json.loads(DEFAULTS.read_text()).get(arm, {}))
    return chosen


def config(arm, samples, extra=None, small=False):
    """The JSON under __metadata__.config; `small`: of an arm that saw small pictures alone."""
    conditioning, objective = ARMS[arm]
    c = {"format": "tiny-sd3/2", "kind": SMALL.get(arm, arm) if small else arm, "conditioning": conditioning, "objective": objective,
         "samples_trained": samples, "defaults": defaults(arm, small), **mmdit.SIZES[conditioning]}
    if small:
        c["sample_size"] = SIDE["low"]
    elif arm == "flow":
        saved = load("vae_final.pt")
        c.update({"text_encoder": plain(CLIPS["clip_l"], "CLIPTextModelWithProjection"),
                  "text_encoder_2": plain(CLIPS["clip_g"], "CLIPTextModelWithProjection"),
                  "text_encoder_3": plain(t5_config(), "T5EncoderModel"), "transformer": mmdit.CONFIG,
                  "vae": dict(autoencoder.CONFIG, scaling_factor=saved["scaling_factor"], shift_factor=saved["shift_factor"]),
                  "scheduler": {"num_train_timesteps": 1000, "shift": defaults(arm).get("shift", 1.0)},
                  "tokenizer": {"words": WORDS}, "world": world()})
    c.update(extra or {})
    return c


def plain(config, architecture):
    """What differs from the class's own defaults, and the class."""
    return {"architectures": [architecture], **config.to_diff_dict()}


def world():
    """What a page needs to describe the world and to repeat the held-out rule."""
    return {"subjects": {n: list(dict.fromkeys(NOUNS[n])) for n in scenes.SUBJECTS}, "shapes": list(scenes.SHAPES),
            "colours": list(scenes.COLOUR_NAMES), "shape_colours": list(scenes.SHAPE_COLOURS), "settings": list(SETTINGS),
            "times": list(TIMES), "natural_colours": scenes.NATURAL,
            "held_out": "h = FNV-1a 32 of the key, h ^= h >> 15; held out when h % 8 == 0 for any key; keys: "
                        "'subject|colour|setting' for each postcard sprite whose colour is not its natural one, "
                        "and for two different things 'name|colour+name|colour' (sorted)"}


def denoiser_state(arm, tag=""):
    """Moving-average weights of the latest checkpoint, or of a snapshot named by `tag`."""
    saved = load(f"{arm}{tag}.pt")
    if "ema" in saved:
        return {k: v.float() for k, v in saved["ema"].items()}, saved["samples"]
    state, at = {}, 0
    for k, p in build(arm).named_parameters():
        state[k] = saved["opt"]["E"][at:at + p.numel()].view(p.shape).clone()
        at += p.numel()
    return state, saved["samples"]


def export(arm, tag="", extra=None, small=False):
    state, samples = denoiser_state(arm, tag)
    tensors = arrays(state, "transformer.")
    settings = config(arm, samples, extra, small)
    if settings["kind"] == "flow":
        for folder, name in READERS.items():
            tensors.update(arrays(load(f"{name}_final.pt")["state"], folder + "."))
        tensors.update(arrays(load("vae_final.pt")["state"], "vae."))
    WEIGHTS.mkdir(parents=True, exist_ok=True)
    path = WEIGHTS / file_of(settings["kind"])
    meta = {"config": json.dumps(settings, separators=(",", ":"))}
    digest = tensorfile.write(path, tensorfile.pack(tensors, exact=("vae.decoder.",)), meta)
    print(f"{path.name}: {path.stat().st_size} bytes, {samples} samples, {digest[:12]}")


def load_export(arm="flow", folder=None):
    """-> (denoiser with dequantised weights, config); for flow also readers and autoencoder."""
    from .readers import Readers
    stored, meta = tensorfile.read((folder or WEIGHTS) / file_of(arm))
    c = json.loads(meta["config"])
    tensors = {k: torch.from_numpy(np.array(v)) for k, v in tensorfile.unpack(stored).items()}
    model = build(arm)
    model.load_state_dict(strip(tensors, "transformer."))
    if arm != "flow":
        return model.eval(), c
    readers = Readers()
    for part, name in READERS.items():
        state = strip(tensors, part + ".")
        if name == "t5":
            state["encoder.embed_tokens.weight"] = state["shared.weight"]
        getattr(readers, name).load_state_dict(state)
    vae = autoencoder.build(c["vae"]["scaling_factor"], c["vae"]["shift_factor"])
    vae.load_state_dict(strip(tensors, "vae."))
    return model.eval(), readers.eval(), vae.eval(), c


def strip(tensors, prefix):
    return {k[len(prefix):]: v for k, v in tensors.items() if k.startswith(prefix)}


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("arms", nargs="*", default=["flow"])
    p.add_argument("--tag", default="", help="snapshot, e.g. _350k_high")
    p.add_argument("--small", action="store_true", help="an arm of the experiment: trained on small pictures alone")
    a = p.parse_args()
    for k in a.arms or [k for k in ARMS if exists(f"{k}.pt")]:
        export(k, a.tag, small=a.small)
