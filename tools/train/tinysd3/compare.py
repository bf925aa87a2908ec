"""Measure one trained arm of the experiment (experiment.py); `--join` puts all in one table.

Kept apart: quality with a converged sampler (200 steps), held-out error in one unit against log-SNR, the sampler's error
against the arm's own 400 steps, accuracy by steps, and for a flow network the swap test: Euler and DDIM on the same noise
levels and DDIM on SD's.  Prompts and noises are the same for every arm, so that differences are paired."""
import argparse
import json
import math

import numpy as np
import torch
from torch.utils.flop_counter import FlopCounterMode

from . import samplers
from .common import DEVICE, WORK, exists, load, load_readers, load_vae, save, setup
from .crane import crane_prompts, crane_rates
from .experiment import held_out
from .export import denoiser_state
from .measure import coarse, encode_rows, generate, judge_all, load_checker, prompts, rate
from .objectives import alphas_bar
from .prepare_data import CAPTIONS
from .train_denoiser import ARMS, build

OUT = WORK / "compare"
GUIDANCES, COUNTS, CONVERGED, REFERENCE = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0), (2, 4, 8, 16, 28, 50), 200, 400
LOG_SNRS = tuple(range(-6, 8, 2))         # natural logarithm of (signal / noise)^2
SIDE = 16
COMPILE = True                            # several times faster; batches are whole, so that one program does


class Arm:
    """What measure.generate asks for, of a checkpoint at small size."""

    def __init__(self, arm, tag, guidance=3.0):
        self.arm, self.objective, self.net = arm, ARMS[arm][1], build(arm).to(DEVICE)
        state, self.samples = denoiser_state(arm, tag)
        self.net.load_state_dict(state)
        self.net.eval()
        self.model = torch.compile(self.net, dynamic=False) if COMPILE else self.net
        self.readers, self.vae, self.side = load_readers(), load_vae(), SIDE
        self.defaults = {"steps": 28, "guidance_scale": guidance}


def right(system, checker, batch, texts, first=700000, **options):
    """-> list of 0/1: does the checker call the picture all right?  One noise a prompt from `first` on, the same for all arms."""
    images, latents = generate(system, texts, [first + i for i in range(len(texts))], **options)
    return [int(r["all"]) for r in judge_all(checker, batch, images)], latents


def tuned_guidance(arm, tag, checker, n=96):
    name = f"guidance_{arm}.pt"           # tuned on the first seed, used for all
    if not exists(name):
        system, (batch, texts) = Arm(arm, tag), prompts(n, 8)
        with coarse():
            scores = {g: float(np.mean(right(system, checker, batch, texts, guidance=g)[0])) for g in GUIDANCES}
        save({"best": max(scores, key=scores.get), "scores": scores}, name)
    saved = load(name)
    return saved["best"], saved.get("scores")


def network_input(objective, x0, eps, log_snr):
    """-> (x, time 0..1000, estimate of x0 from the output) at one log-SNR; None outside the arm's own range."""
    a, s = math.sqrt(1 / (1 + math.exp(-log_snr))), math.sqrt(1 / (1 + math.exp(log_snr)))
    if objective == "velocity":
        t = s / (a + s)
        x = (1 - t) * x0 + t * eps
        return x, 1000 * t, lambda out: x - t * out
    if objective == "v_diffusion":
        x = a * x0 + s * eps
        return x, 1000 * math.atan2(s, a) * 2 / math.pi, lambda out: a * x - s * out
    bar = alphas_bar()
    table = (bar / (1 - bar)).log()
    if not table.min() <= log_snr <= table.max():
        return None
    k = int((table - log_snr).abs().argmin())
    a, s = float(bar[k].sqrt()), float((1 - bar[k]).sqrt())
    x = a * x0 + s * eps
    return x, float(k), lambda out: (x - s * out) / a


@torch.no_grad()
def error_by_log_snr(system, count=512):
    """Mean squared error of the clean latent, per number, at each log-SNR: one unit for every objective."""
    latents, rows = held_out()
    out = {}
    for level in LOG_SNRS:
        generator, errors = torch.Generator().manual_seed(11), []
        for i in range(0, count, 64):
            text, pooled = encode_rows(system.readers, rows[i:i + 64, (i // 64) % CAPTIONS])
            x0 = torch.from_numpy(latents[i:i + 64].astype(np.float32)).to(DEVICE)
            given = network_input(system.objective, x0, torch.randn(x0.shape, generator=generator).to(DEVICE), level)
            if given is None:
                break
            x, t, clean = given
            y = system.model(x, text, pooled, torch.full((len(x),), t, device=DEVICE))
            errors += (clean(y) - x0).pow(2).mean((1, 2, 3)).tolist()
        out[level] = rate(errors) if errors else None
    return out


def sampler_error(system, texts, guidance):
    """Root mean square distance of latents to the arm's own picture of 400 steps, against network evaluations."""
    seeds = [800000 + i for i in range(len(texts))]
    reference = generate(system, texts, seeds, guidance=guidance, steps=REFERENCE)[1]
    return {n: rate((generate(system, texts, seeds, guidance=guidance, steps=n)[1] - reference).pow(2).mean((1, 2, 3)).sqrt().tolist())
            for n in COUNTS}


def as_pairs(levels):
    """Flow's levels t as (signal, noise, time) of unit variance: the same ratios."""
    norm = [math.hypot(1 - t, t) for t in levels]
    return [((1 - t) / n, t / n, 1000 * t) for t, n in zip(levels, norm)]


def swap(system, checker, batch, texts, guidance):
    """The same velocity network: Euler, DDIM on the same noise levels, DDIM on SD's levels; accuracy and distance to Euler."""
    out = {}
    for steps in (8, 28):
        euler, reference = right(system, checker, batch, texts, steps=steps, guidance=guidance)
        ways = {"DDIM, same levels": as_pairs(samplers.flow_levels(steps)), "DDIM, SD's levels": samplers.sd_levels(steps)}
        out[f"Euler, {steps} steps"] = rate(euler)
        for name, levels in ways.items():
            hits, z = right(system, checker, batch, texts, steps=steps, guidance=guidance, levels=levels)
            out[f"{name}, {steps} steps"] = rate(hits)
            out[f"{name}, {steps} steps: distance"] = rate((z - reference).pow(2).mean((1, 2, 3)).sqrt().tolist())
    return out


def flops(system):
    """Of the products of one evaluation of one small picture; a multiply-add counts two."""
    text, pooled = encode_rows(system.readers, held_out()[1][:1, 0])
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        system.net(torch.zeros(1, 4, SIDE, SIDE, device=DEVICE), text, pooled, torch.zeros(1, device=DEVICE))
    return counter.get_total_flops()


def measure(arm, tag, n):
    """One seed's record.  Each seed has prompts and noises of its own, so that seeds are independent draws; arms of one seed share
    them.  What is said of samplers needs one network of an arm, not its seeds."""
    seed, checker = int(tag.removeprefix("_s")), load_checker("checker_low_final.pt")
    guidance, scores = tuned_guidance(arm, tag, checker)
    system, (batch, texts), first = Arm(arm, tag, guidance), prompts(n, 30 + seed), 700000 + 1000 * seed
    result = {"samples": system.samples, "guidance": guidance, "guidance_scores": scores,
              "weights": sum(p.numel() for p in system.net.parameters()), "flops_of_one_evaluation": flops(system)}
    with coarse():
        result["converged"] = right(system, checker, batch, texts, first, guidance=guidance, steps=CONVERGED)[0]
        result["by_steps"] = {c: right(system, checker, batch[:n // 2], texts[:n // 2], first, guidance=guidance, steps=c)[0] for c in COUNTS}
        result["crane"] = crane_rates(system, checker, crane_prompts(n // 2, seed), guidance)
    result["error"] = error_by_log_snr(system)
    if seed == 0:
        result["sampler_error"] = sampler_error(system, texts[:32], guidance)
        if arm == "flow":
            result["swap"] = swap(system, checker, batch[:n // 2], texts[:n // 2], guidance)
    return result


def paired(a, b):
    """Difference of two lists of 0/1 on the same prompts: {value, se, n}."""
    return rate([float(x) - float(y) for x, y in zip(a, b)])


def of_one_seed(run, flow):
    """A seed's record -> its rates; `minus_flow` is paired with the same seed of `flow`, where that was measured."""
    out = {key: run[key] for key in ("samples", "guidance", "weights", "flops_of_one_evaluation", "error", "sampler_error", "swap") if key in run}
    out.update(converged=rate(run["converged"]), by_steps={count: rate(hits) for count, hits in run["by_steps"].items()})
    if "crane" in run:                                          # both meanings together
        out["crane"] = mean_rate([meaning["right"] for meaning in run["crane"].values()])
    if flow:
        out["minus_flow"] = paired(run["converged"], flow["converged"])
    return out


def mean_rate(rates):
    """Independent {value, se, n} as one; None where one has none."""
    if any(r is None or r["value"] is None for r in rates):
        return None
    return {"value": round(sum(r["value"] for r in rates) / len(rates), 5), "n": sum(r["n"] for r in rates),
            "se": round(sum(r["se"] ** 2 for r in rates) ** .5 / len(rates), 5)}


def join():
    """-> {arm: {"learning_rate_scale", "seeds": {seed: rates}}} of what was measured here."""
    runs = {}
    for path in sorted(OUT.glob("*_s*.json")):
        arm, seed = path.stem.rsplit("_s", 1)
        runs.setdefault(arm, {})[seed] = json.loads(path.read_text())
    record = {}
    for arm, seeds in runs.items():
        flow = runs.get("flow", {}) if arm != "flow" else {}
        record[arm] = {"learning_rate_scale": None, "seeds": {seed: of_one_seed(run, flow.get(seed)) for seed, run in seeds.items()}}
        if exists(f"sweep_{arm}.pt"):
            record[arm]["learning_rate_scale"] = load(f"sweep_{arm}.pt")["best"]
    return record


def main():
    p = argparse.ArgumentParser()
    p.add_argument("arm", nargs="?", choices=list(ARMS))
    p.add_argument("tag", nargs="?", default="_s0")
    p.add_argument("--n", type=int, default=200)
    p.add_argument("--join", action="store_true")
    a = p.parse_args()
    setup(9)
    OUT.mkdir(parents=True, exist_ok=True)
    path = OUT / ("all.json" if a.join else f"{a.arm}{a.tag}.json")
    if a.join or not path.exists():
        path.write_text(json.dumps(join() if a.join else measure(a.arm, a.tag, a.n), indent=1))


if __name__ == "__main__":
    main()
