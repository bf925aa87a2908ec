"""Measure the exported models; each task writes `.train/measure/<task>.json`, `report` joins them.

python3 -m tinysd3.evaluate TASK [--n 500]; tasks: tune main crane cuts probe probe_axis swap ablation pointing checker."""
import argparse
import json
import time

import torch

from . import settled, tensorfile, vae
from .common import WORK, load, pictures, setup
from .compare import paired, swap
from .crane import crane_prompts, crane_rates
from .export import WEIGHTS, file_of
from .measure import System, coarse, generate, judge_all, load_checker, prompts, rate, table
from .pointing import pointing

OUT = WORK / "measure"
COUNTS = (2, 4, 8, 10, 20, 28, 50)
ABLATIONS = {"all three": (1, 1, 1), "without clip_l": (0, 1, 1), "without clip_g": (1, 0, 1), "without t5": (1, 1, 0),
             "clip_l only": (1, 0, 0), "clip_g only": (0, 1, 0), "t5 only": (0, 0, 1)}


def seeds_for(n, base=100000):
    return [base + i for i in range(n)]


@coarse()
def task_main(n, arm="flow", tag=None):
    """Seen and held-out postcards, and compositions of one and two plain shapes."""
    system, checker, out = System(arm, tag).compile(), load_checker(), {}
    small = ("one", "row", "column")
    sets = {"postcards seen": (n, 1, False, "postcard", None), "postcards held out": (n, 2, True, "postcard", None),
            "shapes, one or two, seen": (n // 2, 3, False, "shapes", small),
            "shapes, two, held out": (n // 4, 4, True, "shapes", small),
            "shapes, copies and three": (n // 4, 5, False, "shapes", ("copies", "trio"))}
    for name, (count, seed, held, what, layouts) in sets.items():
        batch, texts = prompts(count, seed, held, what, layouts)
        images, _ = generate(system, texts, seeds_for(count))
        results = judge_all(checker, batch, images)
        out[name] = table(results)
        for layout in sorted({s.layout for s in batch}):
            out[f"{name}: {layout}"] = rate([r["all"] for r, s in zip(results, batch) if s.layout == layout])
        for subject in sorted({s.items[0][0] for s in batch if s.layout == "one"}):
            out[f"{name}: one {subject}"] = rate([r["all"] for r, s in zip(results, batch)
                                                  if s.layout == "one" and s.items[0][0] == subject])
        save("main" if arm == "flow" else arm, {"samples_trained": system.samples, "sets": out}, n)
    return {"samples_trained": system.samples, "defaults": system.defaults, "sets": out}


@coarse()
def task_crane(n):
    """One word, two pictures: the bird near a river or lake, the machine near a building."""
    return crane_rates(System().compile(), load_checker(), crane_prompts(n))


@coarse()
def task_ablation(n):
    """What each encoder, the pooled vector and the tokens give, on seen postcards and shapes."""
    system, checker = System().compile(), load_checker()
    batch, texts = prompts(n, 6)
    whole = None
    jobs = {k: dict(keep=v) for k, v in ABLATIONS.items()}
    out = {}
    for k, o in jobs.items():
        results = judge_all(checker, batch, generate(system, texts, seeds_for(n), **o)[0])
        out[k] = table(results)
        if whole is None:
            whole = results                              # of all three, which come first
        else:
            minus_all(out[k], results, whole)
        save("ablation", out, n)                         # a part is better than nothing when time runs out
    return out


def minus_all(figures, results, whole):
    """Adds to each class of word its difference to all three readers, paired: the same captions, the same noises."""
    for name, figure in figures.items():
        both = [(r[name], w[name]) for r, w in zip(results, whole) if name in r and name in w]
        figure["minus_all"] = paired(*zip(*both))


@coarse()
def task_tune(n):
    """Guidance, then shift, on prompts that no other task uses."""
    checker, (batch, texts) = load_checker(), prompts(n, 8)
    system, out = System().compile(), {}

    def score(guidance, shift):
        images, _ = generate(system, texts, seeds_for(n), steps=20, guidance=guidance, shift=shift)
        out[f"guidance {guidance} shift {shift}"] = r = rate([r["all"] for r in judge_all(checker, batch, images)])
        print(guidance, shift, r, flush=True)
        return r["value"]

    best = max((1.5, 2.0, 3.0, 4.0, 5.0), key=lambda g: score(g, 1.0))
    for shift in (2.0, 3.0):
        score(best, shift)
    return out


def task_checker(n):
    saved = load("checker_final.pt")
    system, checker = System(), load_checker()
    batch, _ = prompts(n, 10)
    with torch.no_grad():
        x = pictures(batch)
        y = vae.decode(system.vae, vae.encode(system.vae, x)).clamp(-1, 1)
    psnr = -10 * torch.log10((x - y).pow(2).mean((1, 2, 3)) / 4)
    return {"fresh_renders": saved["fresh"], "held_out_renders": saved["held_out"],
            "after_the_autoencoder": rate([r["all"] for r in judge_all(checker, batch, y)]), "autoencoder_psnr_db": rate(psnr.tolist())}


def task_cuts(n):
    return settled.cuts(System(), load_checker(), n)


def task_probe(n):
    return settled.probe(System(), n)


def task_probe_axis(n):
    return settled.probe_axis(System(), n)


def task_swap(n):
    """The same velocity network by Euler and by DDIM, on the same noise levels and on Stable Diffusion's."""
    system, (batch, texts) = System(), prompts(n, 31)
    return swap(system, load_checker(), batch, texts, system.defaults["guidance_scale"])


def task_pointing(n):
    return pointing(System(), load_checker(), n)


def measured_weights():
    """What names the shipped main file's tensors, whatever its header says."""
    return tensorfile.metadata(WEIGHTS / file_of("flow"))["data_sha256"]


def save(task, result, n, seconds=None):
    OUT.mkdir(exist_ok=True)
    told = {"n_asked": n, "seconds": seconds, "weights": measured_weights(), "result": result}
    (OUT / f"{task}.json").write_text(json.dumps(told, indent=1))


def main():
    tasks = {k[5:]: v for k, v in globals().items() if k.startswith("task_")}
    p = argparse.ArgumentParser()
    p.add_argument("task", choices=sorted(tasks))
    p.add_argument("--n", type=int, default=500)
    a = p.parse_args()
    setup(9)
    start = time.time()
    result = tasks[a.task](a.n)
    save(a.task, result, a.n, round(time.time() - start, 1))
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
