"""Join `.train/measure/*.json` into web/assets/weights/measurements.json and MODEL_CARD.md."""
import hashlib
import json

from .common import WORK
from .evaluate import OUT
from .export import FILES, WEIGHTS
from .tensorfile import read
from .tokenizer import VOCAB


def percent(r):
    return "-" if r["n"] == 0 else f"{100 * r['value']:.1f} ± {100 * r['se']:.1f}"


def gather():
    """-> the machine-readable record; every figure is {value, se, n}."""
    record = {"what": "tiny-sd3: figures measured on the shipped 8-bit weights; se is one standard error", "tasks": {}, "files": {}}
    for path in sorted(OUT.glob("*.json")):
        record["tasks"][path.stem] = json.loads(path.read_text())
    for kind, name in FILES.items():
        path = WEIGHTS / name
        if path.exists():
            _, meta = read(path)
            config = json.loads(meta["config"])
            record["files"][name] = {"bytes": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                                     "samples_trained": config["samples_trained"], "defaults": config["defaults"],
                                     "stage": config.get("stage", "high")}
    record["bytes_of_all_weights"] = sum(f["bytes"] for f in record["files"].values())
    return record


def section(title, rows, head):
    lines = [f"\n## {title}\n", "| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(str(c) for c in r) + " |" for r in rows]) + "\n"


ATTRIBUTES = ("setting", "time", "count", "subject", "colour", "bound", "relation", "all")


def attribute_rows(sets):
    for name, t in sets.items():
        if "all" in t:
            yield [name, t["all"]["n"]] + [percent(t[a]) if a in t else "" for a in ATTRIBUTES]


def accuracy(tasks, out):
    titles = {"main": "Accuracy of flow (%, ± one standard error)", "baseline": "The baseline (ddpm) on the same prompts",
              "shared": "The negative example (shared projections) on the same prompts"}
    for task, title in titles.items():
        if task in tasks:
            result = tasks[task]["result"]
            out.append(section(f"{title}, {int(result['samples_trained'])} samples", attribute_rows(result["sets"]), ["captions", "n", *ATTRIBUTES]))


def card(record):
    t, out = record["tasks"], [INTRO]
    out.append(section("Files", [[n, f["bytes"], int(f["samples_trained"]), f["sha256"][:16], json.dumps(f["defaults"])]
                                 for n, f in record["files"].items()], ["file", "bytes", "samples seen", "sha256 (begins)", "defaults"]))
    out.append(f"\nAll weights: {record['bytes_of_all_weights']} bytes.\n")
    for name, f in record["files"].items():
        if f["stage"] == "low":
            out.append(f"\n**{name} has only been trained on small pictures so far ({int(f['samples_trained'])} samples): its 64 x 64 pictures mean nothing "
                       "yet and no comparison may be drawn from it.**\n")
    accuracy(t, out)
    if "crane" in t:
        out.append(section("The crane test (one word, two pictures)", [[k, percent(v["right"]), percent(v["swapped"]), v["right"]["n"]]
                   for k, v in t["crane"]["result"].items()], ["meant", "right", "the other crane drawn", "n"]))
    if "ablation" in t:
        out.append(section("What each encoder gives", attribute_rows(t["ablation"]["result"]), ["given", "n", *ATTRIBUTES]))
    if "steps" in t:
        out.append(section("Steps", [[k, percent(v["all"]), f"{v['distance_to_100_steps']['value']:.4f}", v["all"]["n"]]
                   for k, v in t["steps"]["result"].items()], ["model, sampler, steps", "all right", "distance to its 100-step picture", "n"]))
    if "pointing" in t:
        rows = [[k, v["block"] + 1, v["head"] + 1, percent(v["on_other_scenes"]), percent(v["mean_of_all_heads"]), v["on_other_scenes"]["n"]]
                for k, v in t["pointing"]["result"].items() if k != "chance"]
        out.append(section(f"Attention pointing (chance {percent(t['pointing']['result']['chance'])} %)", rows,
                           ["direction", "block", "head", "best head, on scenes it was not chosen on", "mean of all heads", "words"]))
    if "int8" in t:
        r = t["int8"]["result"]
        out.append(section("Cost of 8 bits", [[k, percent(r[k]["all"]), r[k]["all"]["n"]] for k in ("int8", "float32")], ["weights", "all right", "n"]))
        out.append(f"Root mean square between the two pictures: {r['rms_between_pictures']['value']:.4f} of 1.\n")
    if "checker" in t:
        out.append(checker_text(t["checker"]["result"]))
    return "".join(out) + LIMITS % (len(VOCAB) - 4)


def checker_text(r):
    f, h = r["fresh_renders"], r["held_out_renders"]
    return (f"\n## The checker's own error\n\nFresh renders called all right: {100 * f['all_right']:.2f} % (n {f['n']}); of held-out combinations "
            f"{100 * h['all_right']:.2f} % (n {h['n']}). Damaged sprites caught: {100 * f['broken_caught']:.1f} % (n {f['n_broken']}); whole sprites called broken: "
            f"{100 * f['false_broken']:.2f} %. Renders passed through the autoencoder: {percent(r['after_the_autoencoder'])} % "
            f"({r['autoencoder_psnr_db']['value']:.1f} dB). It saw renders and damaged renders only, never a generated picture.\n")


INTRO = """# Model card: tiny-sd3

A whole Stable Diffusion 3 in miniature for 64 x 64 postcards and plain shapes: three text encoders (two CLIP-like, one
T5-like), an autoencoder to [4, 32, 32], and an MMDiT (width 128, 4 blocks, 4 heads, 77 + 256 tokens) trained as rectified
flow. Beside it a baseline (self + cross-attention, noise prediction) and a negative example (both streams share all projections).
All of it was trained by `tools/train/train` on procedurally drawn pictures; nothing was downloaded. `measurements.json` holds
every figure with n and standard error.

**Data.** `tools/train/tinysd3`: seeded renders of 9 subjects x 7 colours x 5 settings x 3 times of day, one to three copies or two things side by
side, and 4 plain shapes x 6 colours with left/right/above/below; captions from a grammar with paraphrases and word orders. One in eight
combinations (hash rule in the config) is never trained on.
"""
LIMITS = """
## Limits

It knows only this world: %d words, one sprite size, fixed sprite drawings, at most three things. Unknown words are read as [UNK]. It was
made for teaching; its figures say nothing about large models. MLPs are 3 x width (published: 4 x). The encoders' features are joined on channels (the
published model appends T5's tokens on the sequence). Standard errors are of the sampling of prompts (proportions: Agresti and Coull); one training seed.

## How to reproduce

`tools/train/train` (see `tools/train/README.md`); `python3 -m tinysd3.evaluate TASK`, then `python3 -m tinysd3.report`.
"""


def training_log():
    """Every training run's JSON lines, with the run's name in front, into one file."""
    lines = []
    for name in ("vae", "clip_l", "clip_g", "t5", "checker", "flow", "flow_m", "ddpm", "shared"):
        path = WORK / f"{name}.jsonl"
        if path.exists():
            lines += [json.dumps({"run": name, **json.loads(line)}) for line in path.read_text().splitlines()]
    return "\n".join(lines) + "\n"


def main():
    record = gather()
    (WEIGHTS / "training-log.jsonl").write_text(training_log())
    (WEIGHTS / "measurements.json").write_text(json.dumps(record, indent=1) + "\n")
    (WEIGHTS / "MODEL_CARD.md").write_text(card(record))
    print("measured tasks:", ", ".join(record["tasks"]), "| bytes", record["bytes_of_all_weights"], "| work", WORK.name)


if __name__ == "__main__":
    main()
