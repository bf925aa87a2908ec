"""Start again from the weights in the repository when `.train/` is gone.

Writes encoders.pt, vae_final.pt and <kind>.pt (weights as both live and averaged, no momentum) from
web/assets/weights/; 8-bit rounding is a tiny, harmless noise to go on from.  The checker is not
shipped: train it again (minutes).  Data is prepared again from its seeds."""
import torch

from .common import exists, save, setup
from .export import FILES, WEIGHTS, load_export
from .optim import FlatOptimiser


def main():
    setup()
    model, encoders, vae, config = load_export()
    save(encoders.state_dict(), "encoders.pt")
    for name in ("clip_l", "clip_g", "t5"):
        save({"state": getattr(encoders, name).state_dict(), "steps": 0}, f"{name}_final.pt")
    save({"state": vae.state_dict(), "steps": 0}, "vae_final.pt")
    for kind, file in FILES.items():
        if not (WEIGHTS / file).exists() or exists(f"{kind}.pt"):
            continue
        if kind != "flow":
            model, config = load_export(kind)
        opt = FlatOptimiser(model, 1, "cpu")
        save({"opt": opt.state(), "samples": int(config["samples_trained"]), "size": "high", "kind": kind}, f"{kind}.pt")
        print(kind, config["samples_trained"], "samples")


if __name__ == "__main__":
    with torch.no_grad():
        main()
