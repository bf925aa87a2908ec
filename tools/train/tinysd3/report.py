"""Join `.train/measure/*.json` into web/assets/weights/measurements.json and MODEL_CARD.md."""
import hashlib
import json

from .common import WORK
from .compare import OUT as COMPARE
from .compare import mean_rate
from .evaluate import OUT, measured_weights
from .export import WEIGHTS, file_of
from .mmdit import SIZES
from .ship import KINDS
from .tensorfile import read
from .tokenizer import WORDS
from .train_denoiser import ARMS


def known():
    """What the repository has already."""
    path = WEIGHTS / "measurements.json"
    return json.loads(path.read_text()) if path.exists() else {}


def sha256_of(path):
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None


def percent(r):
    return "-" if r["n"] == 0 else f"{100 * r['value']:.1f} ± {100 * r['se']:.1f}"


def gather():
    """-> the machine-readable record; every figure is {value, se, n}."""
    record = {"what": "tiny-sd3: figures measured on the shipped 8-bit weights; se is one standard error", "tasks": {}, "files": {}}
    old, weights = known(), sha256_of(WEIGHTS / file_of("flow"))
    if weights and old.get("files", {}).get(file_of("flow"), {}).get("sha256") == weights:
        record["tasks"] = old["tasks"]                                  # measured elsewhere, of these very weights
    for path in sorted(OUT.glob("*.json")):
        told = json.loads(path.read_text())
        if told.pop("weights", ours := measured_weights()) == ours:     # figures of other weights stay out
            record["tasks"][path.stem] = told
    for name in map(file_of, KINDS):
        path = WEIGHTS / name
        if path.exists():
            _, meta = read(path)
            config = json.loads(meta["config"])
            record["files"][name] = {"bytes": path.stat().st_size, "sha256": sha256_of(path),
                                     "samples_trained": config["samples_trained"], "defaults": config["defaults"]}
    if arms := experiment(old.get("experiment", {})):
        record["experiment"] = arms
    record["bytes_of_all_weights"] = sum(f["bytes"] for f in record["files"].values())
    return record


def experiment(known):
    """compare.py's record of the arms, joined with the seeds that are in the repository already, each summed up over its seeds."""
    path = COMPARE / "all.json"
    arms = {arm: {"seeds": told["of_seed"], "learning_rate_scale": told["learning_rate_scale"]} for arm, told in known.items()}
    for arm, found in (json.loads(path.read_text()) if path.exists() else {}).items():
        told = arms.setdefault(arm, {"seeds": {}, "learning_rate_scale": found["learning_rate_scale"]})
        told["seeds"] = {**told["seeds"], **found["seeds"]}
    return {arm: {"blocks": SIZES[ARMS[arm][0]]["blocks"], **summed(told)} for arm, told in arms.items()}


def summed(arm):
    """An arm's rates by seed -> what the page prints (web/lesson/measurements.ts, ArmFigures), and the seeds beside."""
    seeds = {seed: arm["seeds"][seed] for seed in sorted(arm["seeds"], key=int)}
    runs = list(seeds.values())
    out = {key: runs[0][key] for key in ("weights", "flops_of_one_evaluation", "samples", "guidance")}
    out.update(seeds=list(map(int, seeds)), learning_rate_scale=arm["learning_rate_scale"])
    for key in ("converged", "crane", "minus_flow"):
        if told := [run[key] for run in runs if key in run]:
            out[key] = mean_rate(told) | {"between_seeds_se": between(told)}
    for key in ("by_steps", "error", "sampler_error", "swap"):
        if told := [run[key] for run in runs if key in run]:
            out[key] = {name: mean_rate([one[name] for one in told]) for name in told[0]}
    return out | {"of_seed": seeds}


def between(rates):
    """Standard error of a mean over seeds, from their scatter; None for one seed."""
    if len(rates) < 2:
        return None
    mean = sum(r["value"] for r in rates) / len(rates)
    return round((sum((r["value"] - mean) ** 2 for r in rates) / (len(rates) - 1) / len(rates)) ** .5, 5)


def section(title, rows, head):
    lines = [f"\n## {title}\n", "| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(str(c) for c in r) + " |" for r in rows]) + "\n"


ATTRIBUTES = ("setting", "time", "count", "subject", "colour", "bound", "relation", "all")


def attribute_rows(sets):
    for name, t in sets.items():
        if "all" in t:
            yield [name, t["all"]["n"]] + [percent(t[a]) if a in t else "" for a in ATTRIBUTES]


def accuracy(tasks, out):
    for task in ARMS:
        task, arm = ("main", task) if task == "flow" else (task, task)
        if task in tasks:
            result = tasks[task]["result"]
            title = f"Accuracy of {arm} (%, ± one standard error), {int(result['samples_trained'])} samples"
            out.append(section(title, attribute_rows(result["sets"]), ["captions", "n", *ATTRIBUTES]))


def card(record):
    t, out = record["tasks"], [INTRO % (len(WORDS), record["files"][file_of("flow")]["defaults"]["guidance_scale"])]
    out.append(section("Files", [[n, f["bytes"], int(f["samples_trained"]), f["sha256"][:16], json.dumps(f["defaults"])]
                                 for n, f in record["files"].items()], ["file", "bytes", "samples seen", "sha256 (begins)", "defaults"]))
    out.append(f"\nAll weights: {record['bytes_of_all_weights']} bytes.\n")
    accuracy(t, out)
    if "crane" in t:
        out.append(section("The crane test (one word, two pictures)", [[k, percent(v["right"]), percent(v["swapped"]), v["right"]["n"]]
                   for k, v in t["crane"]["result"].items()], ["meant", "right", "the other crane drawn", "n"]))
    if "ablation" in t:
        out.append(section("What each reader gives", attribute_rows(t["ablation"]["result"]), ["given", "n", *ATTRIBUTES]))
    if "pointing" in t:
        rows = [[k, v["block"] + 1, v["head"] + 1, percent(v["on_other_scenes"]), percent(v["mean_of_all_heads"]), v["on_other_scenes"]["n"]]
                for k, v in t["pointing"]["result"].items() if k != "chance"]
        out.append(section(f"Attention pointing (chance {percent(t['pointing']['result']['chance'])} %)", rows,
                           ["direction", "block", "head", "best head, on scenes it was not chosen on", "mean of all heads", "words"]))
    if "checker" in t:
        out.append(checker_text(t["checker"]["result"]))
    return "".join(out) + LIMITS % len(WORDS)


def checker_text(r):
    f, h = r["fresh_renders"], r["held_out_renders"]
    return (f"\n## The checker's own error\n\nFresh renders called all right: {100 * f['all_right']:.2f} % (n {f['n']}); of held-out combinations "
            f"{100 * h['all_right']:.2f} % (n {h['n']}). Damaged sprites caught: {100 * f['broken_caught']:.1f} % (n {f['n_broken']}); whole sprites called broken: "
            f"{100 * f['false_broken']:.2f} %. Renders passed through the autoencoder: {percent(r['after_the_autoencoder'])} % "
            f"({r['autoencoder_psnr_db']['value']:.1f} dB). It saw renders and damaged renders only, never a generated picture.\n")


INTRO = """# Model card: tiny-sd3

A Stable Diffusion 3 of small sizes for 64 x 64 postcards and plain shapes, in the classes of transformers and diffusers:
two CLIPTextModelWithProjection, a T5EncoderModel, an SD3Transformer2DModel (77 + 256 rows), an AutoencoderKL. Arms beside it change
one thing each. All of it was trained by `tools/train/train` on procedurally drawn pictures; nothing was downloaded. `measurements.json`
holds every figure with n and standard error.

**Data.** `tools/train/tinysd3`: seeded renders of 9 subjects x 7 colours x 5 settings x 3 times of day, one to three copies or two things side by
side, and 4 plain shapes x 6 colours with left/right/above/below; captions from a grammar with paraphrases and word orders. One in eight
combinations (hash rule in the config) is never trained on.

## Where it departs from SD3 as published

| here | published |
|---|---|
| a word is a token, %d words | byte-pair and SentencePiece pieces |
| 33 + 44 text rows | 77 + 256 |
| autoencoder: factor 2, 4 channels, no attention in its middle | factor 8, 16 channels, attention |
| RMS norm of queries and keys, as in SD3.5 | SD3 Medium has none |
| guidance %g by default | 7 by default in diffusers' pipeline |
| noise levels not shifted (shift 1) | shifted by 3 at 1024 pixels |
| 64 x 64 pixels | 1024 x 1024 |
| readers learned from the captions of this world alone | CLIPs and T5 as their makers trained them, on other data |
| readers dropped independently (p = 0.464) in 35 %% of the rows, the caption empty in 10 %% | each independently, p = 0.464 |
| small pictures first, then full size; Muon for matrices | 256 pixels first, then more; AdamW |
"""
LIMITS = """
## Limits

It knows only this world: %d words, one sprite size, fixed sprite drawings, at most three things. Unknown words are read as one unknown word. It was
made for teaching; its figures say nothing about large models. Standard errors are of the sampling of prompts (proportions: Agresti and Coull).

## How to reproduce

`tools/train/train` (see `tools/train/README.md`); `python3 -m tinysd3.evaluate TASK`, then `python3 -m tinysd3.report`.
"""


def training_log():
    """Every training run's JSON lines, with the run's name in front; runs that were made elsewhere keep their lines, and one that went on
    here from what was restored keeps those of the samples before."""
    path = WEIGHTS / "training-log.jsonl"
    here = {path.stem: [json.loads(line) for line in path.read_text().splitlines()] for path in sorted(WORK.glob("*.jsonl"))}
    known = [json.loads(line) for line in (path.read_text().splitlines() if path.exists() else [])]
    kept = [line for line in known if line["run"] not in here or comes_before(line, here[line["run"]])]
    return "\n".join(map(json.dumps, kept + [{"run": name, **line} for name, lines in here.items() for line in lines])) + "\n"


def comes_before(line, lines):
    return bool(lines) and "samples" in line and line["samples"] < lines[0].get("samples", 0)


def main():
    record = gather()
    (WEIGHTS / "training-log.jsonl").write_text(training_log())
    (WEIGHTS / "measurements.json").write_text(json.dumps(record, indent=1) + "\n")
    (WEIGHTS / "MODEL_CARD.md").write_text(card(record))
    print("measured tasks:", ", ".join(record["tasks"]), "| bytes", record["bytes_of_all_weights"], "| work", WORK.name)


if __name__ == "__main__":
    main()
