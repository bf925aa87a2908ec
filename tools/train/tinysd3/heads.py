"""The heads that point, told to the page: figures of `evaluate pointing` as an entry of the weights' config.

python3 -m tinysd3.heads [FIGURES.json]
writes them into the shipped tiny-sd3.safetensors: only its header changes, no tensor. export.py does the same for
new weights.  FIGURES is .train/measure/pointing.json, or else the shipped measurements.json; both must have been
measured on these weights.  Run report.py afterwards, or let this bring the two hashes up to date."""
import json
import sys

from . import tensorfile

TIME = .5                             # pointing.py looks at the first step with t <= TIME


def pointing_config(result):
    """pointing()'s figures -> the config entry (FORMAT.md); blocks and heads count from 0."""
    def head(direction):
        # Measured for each reader's rows apart ("image reads text, t5"): the one that points best where it was chosen.
        rows = {key: r for key, r in result.items() if key.split(",")[0] == direction}
        key = next(iter(rows)) if len(rows) == 1 else max(rows, key=lambda k: rows[k]["on_choosing_scenes"]["value"])
        r, (_, comma, reader) = rows[key], key.partition(", ")
        rate = r["on_other_scenes"]
        told = {"block": r["block"], "head": r["head"], "accuracy": rate["value"], "se": rate["se"], "n": rate["n"]}
        return {**told, "reader": reader} if comma else told
    return {"time": TIME, "image_reads_text": head("image reads text"), "text_reads_image": head("text reads image")}


def figures(path):
    """`result` of an evaluate.py file, or of the pointing task in measurements.json; None where there is none."""
    if not path.exists():
        return None
    read = json.loads(path.read_text())
    task = read.get("tasks", {}).get("pointing", {}) if "tasks" in read else read
    return task.get("result")


def annotate(weights, result):
    """-> (SHA-256 before, after) of the weights file."""
    import hashlib
    before = hashlib.sha256(weights.read_bytes()).hexdigest()

    def change(metadata):
        config = json.loads(metadata["config"])
        config["pointing"] = pointing_config(result)
        metadata["config"] = json.dumps(config, separators=(",", ":"))
    return before, tensorfile.rewrite_metadata(weights, change)


def bring_up_to_date(folder, name, before, after):
    """The records that name the file's hash and size. Those of other weights stay as they are: their figures are not these weights'."""
    size = (folder / name).stat().st_size
    path = folder / "measurements.json"
    record = json.loads(path.read_text())
    if record["files"][name]["sha256"] != before:
        return
    old = record["files"][name]["bytes"]
    total = record["bytes_of_all_weights"]
    record["files"][name].update(sha256=after, bytes=size)
    record["bytes_of_all_weights"] = total + size - old
    path.write_text(json.dumps(record, indent=1) + "\n")
    card = folder / "MODEL_CARD.md"
    text = card.read_text().replace(before[:16], after[:16]).replace(f"| {name} | {old} |", f"| {name} | {size} |")
    card.write_text(text.replace(f"All weights: {total} bytes", f"All weights: {total + size - old} bytes"))


def main(arguments):
    from .common import WORK
    from .export import WEIGHTS, file_of
    from pathlib import Path
    places = [Path(a) for a in arguments] or [WORK / "measure" / "pointing.json", WEIGHTS / "measurements.json"]
    result = next((r for r in map(figures, places) if r), None)
    if result is None:
        sys.exit("no pointing figures in " + ", ".join(map(str, places)) + "; run: evaluate pointing")
    before, after = annotate(WEIGHTS / file_of("flow"), result)
    bring_up_to_date(WEIGHTS, file_of("flow"), before, after)
    print(file_of("flow"), before[:12], "->", after[:12])


if __name__ == "__main__":
    main(sys.argv[1:])
