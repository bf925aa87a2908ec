"""Write tests/fixtures/tiny-sd3-reference.safetensors: what the exported weights give in PyTorch.

For two prompts: ids, encoders, context, c, every block's output at one t, a piece of the
attention weights, v; one forward of the baseline; and a full guided Euler run with its picture."""
import argparse
import json

import numpy as np
import torch

from . import samplers, tensorfile, tokenizer
from .common import ROOT, setup
from .export import WEIGHTS, FILES, load_export

PROMPTS = ("a cat sitting on a beach at sunset", "a red crane near a river at night")
SEEDS, T, STEPS, ROWS = (7, 11), 0.7, 8, 16


def reference_text(encoders, out):
    ids = torch.from_numpy(np.stack([tokenizer.encode(p) for p in PROMPTS]))
    out["ids"] = ids
    for name in ("clip_l", "clip_g"):
        out[name + ".tokens"], out[name + ".pooled"] = getattr(encoders, name)(ids)
    out["t5.tokens"] = encoders.t5(ids)
    features, pooled = encoders(ids)
    return features, pooled


def reference_forward(model, prefix, x, features, pooled, out):
    """One conditional forward at t = 0.7 (baseline: step 700 of 1000), first prompt traced."""
    trace = {}
    v = model(x, torch.full((len(x),), T), features, pooled, trace)
    for k in ("context", "c"):
        out[f"{prefix}.{k}"] = trace[k][:1]
    for i, image in enumerate(trace["image"]):
        out[f"{prefix}.blocks.{i}.image"] = image[:1]
        if trace.get("text") and trace["text"][i] is not None:
            out[f"{prefix}.blocks.{i}.text"] = trace["text"][i][:1]
    weights = trace["weights"][1][0, 2]                 # block 1, head 2: [333,333] or [256,77]
    out[f"{prefix}.weights_block1_head2"] = weights[::ROWS]
    out[f"{prefix}.v"] = v


def reference_run(model, vae, x, features, pooled, defaults, out):
    """Guided Euler, 8 steps, from documented noise; final latent and 8-bit picture [2,64,64,3]."""
    z = samplers.flow(model, x, features, pooled, STEPS, defaults["guidance"], defaults["shift"])
    out["run.noise"], out["run.latent"] = x, z
    image = vae.decode(z)
    out["run.decoded"] = image[:1]
    out["run.image"] = ((image.clamp(-1, 1) + 1) * 127.5 + .5).floor().to(torch.uint8).permute(0, 2, 3, 1)


@torch.no_grad()
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--out", default=str(ROOT / "tests" / "fixtures" / "tiny-sd3-reference.safetensors"))
    a = p.parse_args()
    setup()
    model, encoders, vae, config = load_export()
    out, x = {}, samplers.noise(SEEDS)
    features, pooled = reference_text(encoders, out)
    reference_forward(model, "flow", x, features, pooled, out)
    reference_run(model, vae, x, features, pooled, config["defaults"], out)
    for kind in ("ddpm", "shared"):
        if (WEIGHTS / FILES[kind]).exists():
            other, _ = load_export(kind)
            reference_forward(other, kind, x, features, pooled, out)
            if kind == "ddpm":
                out["ddpm.ddim8"] = samplers.ddpm(other, x, features, pooled, STEPS, 3.0)
                out["ddpm.ancestral8"] = samplers.ddpm(other, x, features, pooled, STEPS, 3.0, SEEDS)
    arrays = {k: np.ascontiguousarray(v.numpy() if v.dtype in (torch.int64, torch.uint8) else v.float().numpy()) for k, v in out.items()}
    info = {"prompts": PROMPTS, "seeds": SEEDS, "t": T, "steps": STEPS, "rows": ROWS, "guidance": config["defaults"]["guidance"],
            "shift": config["defaults"]["shift"], "ddpm_guidance": 3.0, "samples_trained": config["samples_trained"]}
    trim(arrays)
    tensorfile.write(a.out, arrays, {"info": json.dumps(info)})
    print(a.out, sum(v.nbytes for v in arrays.values()), "bytes")


def trim(arrays):
    """Keep the file small: every second row of the baseline's and the negative example's blocks."""
    for k in list(arrays):
        if k.startswith(("ddpm.blocks", "shared.blocks")):
            arrays[k] = np.ascontiguousarray(arrays[k][:, ::8])


if __name__ == "__main__":
    main()
