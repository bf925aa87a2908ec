"""Put the three trained encoders together and measure their feature gains -> encoders.pt."""
import random

import torch

from .common import DEVICE, load, save, scene_batch, setup, texts_of, tokens
from .encoders import CLIP_G_WIDTH, CLIP_L_WIDTH, TextEncoders
from .tokenizer import PAD


@torch.no_grad()
def main():
    setup()
    model, rng = TextEncoders().to(DEVICE), random.Random(5)
    for name in ("clip_l", "clip_g", "t5"):
        getattr(model, name).load_state_dict(load(f"{name}_final.pt")["state"])
    ids = tokens(texts_of(scene_batch(rng, 1000), rng)).to(DEVICE)
    features, pooled = model(ids)
    x, a, b = features[ids != PAD], CLIP_L_WIDTH, CLIP_L_WIDTH + CLIP_G_WIDTH
    parts = (x[:, :a], x[:, a:b], x[:, b:], pooled[:, :a], pooled[:, a:])
    model.gain.copy_(torch.stack([p.pow(2).mean().rsqrt() for p in parts]))
    print("gains", model.gain.tolist())
    save(model.state_dict(), "encoders.pt")


if __name__ == "__main__":
    main()
