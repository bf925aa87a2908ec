"""Exported weights on their way into the repository: what they are, whether they may go, and where they go.

    python3 -m tinysd3.ship FILE…           checks all, then copies all
    python3 -m tinysd3.ship --kind FILE     prints its kind

Needs numpy only; tools/train/ship calls it."""
import argparse
import json
import os
import shutil
import sys
from pathlib import Path

from . import tensorfile

MAIN, ARM = 4_000_000, 3_000_000          # bytes at most, of the main file and of an arm's
KINDS = ("flow", "flow_cross", "noise", "noise_cross", "v_diffusion", "flow_shared", "flow_small")
WEIGHTS = Path(os.environ.get("TINYSD3_WEIGHTS", Path(__file__).resolve().parents[3] / "web" / "assets" / "weights"))


def name_of(kind):
    return "tiny-sd3.safetensors" if kind == "flow" else f"tiny-sd3-{kind.replace('_', '-')}.safetensors"


def config_of(path):
    """The settings in a weights file's header; ValueError says what is wrong with it."""
    try:
        _, metadata = tensorfile.read(path)
        config = json.loads(metadata["config"])
    except (OSError, KeyError, ValueError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: this is no weights file of the trainer's ({error})") from error
    if config.get("format") != "tiny-sd3/2":
        raise ValueError(f"{path}: its format is {config.get('format')!r}; expected 'tiny-sd3/2'")
    if config.get("kind") not in KINDS:
        raise ValueError(f"{path}: its kind is {config.get('kind')!r}; expected one of {', '.join(KINDS)}")
    return config


def check(path):
    """-> its kind. ValueError: another format or kind, or too large for the page."""
    kind, size = config_of(path)["kind"], path.stat().st_size
    most = MAIN if kind == "flow" else ARM
    if size > most:
        raise ValueError(f"{path}: {size} bytes; at most {most} may be shipped")
    return kind


def main(arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--kind", action="store_true")
    a = parser.parse_args(arguments)
    try:
        kinds = {path: check(path) for path in a.files}
    except ValueError as error:
        sys.exit(str(error))
    if a.kind:
        return print(*kinds.values(), sep="\n")
    if len(set(kinds.values())) < len(kinds):
        sys.exit("two of the files are of one kind")
    for path, kind in kinds.items():
        if path.resolve() != (WEIGHTS / name_of(kind)).resolve():
            shutil.copyfile(path, WEIGHTS / name_of(kind))
    # What is of an older format does not fit beside it.
    if "flow" in kinds.values():
        for other in sorted(WEIGHTS.glob("tiny-sd3-*.safetensors")):
            try:
                config_of(other)
            except ValueError as error:
                other.unlink()
                print(f"removed {other.name}: {error}")
    print(*(f"{name_of(kind)}: {path.stat().st_size} bytes, {kind}" for path, kind in kinds.items()), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
