"""Train the autoencoder on fresh renders (both 64 x 64 and their 32 x 32 averages)."""
import argparse
import random
import time

import torch
import torch.nn.functional as F

from .common import DEVICE, Log, fast_bfloat16, lr_at, pictures, save, scene_batch, setup
from .vae import build, decode, encode


def edges(x):
    return x[..., 1:, :] - x[..., :-1, :], x[..., :, 1:] - x[..., :, :-1]


def loss_of(vae, x):
    """L1 + squared error + edge error, and a tiny pull (1e-6) to a standard normal."""
    mean, logvar = vae.encoder(x).float().chunk(2, 1)
    logvar = logvar.clamp(-12, 4)
    z = mean + torch.randn_like(mean) * (0.5 * logvar).exp()
    y = vae.decoder(z).float()
    kl = 0.5 * (mean ** 2 + logvar.exp() - 1 - logvar).mean()
    grad = sum(F.l1_loss(a, b) for a, b in zip(edges(y), edges(x)))
    return F.l1_loss(y, x) + 2 * F.mse_loss(y, x) + 0.5 * grad + 2e-4 * kl


@torch.no_grad()
def finish(vae, rng):
    """Store the mean and spread of the latents; report the error on fresh renders."""
    x = pictures(scene_batch(rng, 256)).to(DEVICE)
    z = vae.encoder(x).chunk(2, 1)[0]
    vae.register_to_config(scaling_factor=1 / z.std().item(), shift_factor=z.mean().item())
    z = encode(vae, x)
    y = decode(vae, z).clamp(-1, 1)
    mse = F.mse_loss(y, x).item() / 4
    return {"psnr": -10 * float(torch.log10(torch.tensor(mse))), "scale": vae.config.scaling_factor,
            "shift": vae.config.shift_factor, "channel_std": [round(c, 3) for c in z.std((0, 2, 3)).tolist()]}


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--steps", type=int, default=3000)
    p.add_argument("--seconds", type=float, default=1e9)
    p.add_argument("--batch", type=int, default=16)
    p.add_argument("--lr", type=float, default=3e-3)
    a = p.parse_args()
    setup(1)
    rng, vae, log = random.Random(1), build().to(DEVICE), Log("vae")
    opt = torch.optim.AdamW(vae.parameters(), 1e-3, betas=(.9, .98), weight_decay=1e-4)
    start, step, progress = time.time(), 0, 0.0
    while progress < 1:
        for g in opt.param_groups:
            g["lr"] = a.lr * lr_at(int(progress * 10000), 10000, 300)
        x = pictures(scene_batch(rng, a.batch)).to(DEVICE)
        if step % 4 == 3:
            x = F.avg_pool2d(x, 2)
        with torch.autocast(DEVICE, torch.bfloat16, enabled=fast_bfloat16()):
            loss = loss_of(vae, x)
        opt.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(vae.parameters(), 1.0)
        opt.step()
        step += 1
        progress = max(step / a.steps, (time.time() - start) / a.seconds)
        if step % 100 == 0:
            log(step=step, loss=loss.item())
        if step % 400 == 0 or progress >= 1:
            log(step=step, **finish(vae, random.Random(99)))
    save({"state": vae.state_dict(), "steps": step, "scaling_factor": vae.config.scaling_factor,
          "shift_factor": vae.config.shift_factor}, "vae_final.pt")


if __name__ == "__main__":
    main()
