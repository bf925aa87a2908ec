"""Turn an exported file back into work files: readers and autoencoder as final, the denoiser as a snapshot to start from.

    python -m tinysd3.restore ../../web/assets/weights          writes clip_l_final.pt … and flow_80k_low.pt, and what was tuned for each arm
    python -m tinysd3.train_denoiser flow low --start-from flow_80k_low.pt --until …

The numbers are the 8-bit ones, and the optimiser begins anew."""
import argparse
import json
from pathlib import Path

from .common import save, setup
from .export import load_export


def restore(folder):
    model, readers, vae, config = load_export("flow", folder)
    for name in ("clip_l", "clip_g", "t5"):
        save({"state": getattr(readers, name).state_dict()}, f"{name}_final.pt")
    c = config["vae"]
    save({"state": vae.state_dict(), "scaling_factor": c["scaling_factor"], "shift_factor": c["shift_factor"]}, "vae_final.pt")
    samples = config["samples_trained"]
    name = f"flow_{samples // 1000}k_low.pt"
    save({"ema": dict(model.named_parameters()), "samples": samples, "size": "low"}, name)
    return name


def restore_tuning(folder):
    """What was tuned for each arm of the experiment, so that a further seed is trained and measured as the first was."""
    path = folder / "measurements.json"
    for arm, told in (json.loads(path.read_text()).get("experiment", {}) if path.exists() else {}).items():
        save({"best": told["learning_rate_scale"]}, f"sweep_{arm}.pt")
        save({"best": told["guidance"]}, f"guidance_{arm}.pt")


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("folder", type=Path, help="where tiny-sd3.safetensors lies")
    setup()
    given = p.parse_args().folder
    restore_tuning(given)
    print(json.dumps({"start_from": restore(given)}))
