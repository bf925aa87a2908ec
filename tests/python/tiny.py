"""The tiny SD3 as a folder that diffusers reads, made by lesson-cli from the repository's weights."""
import functools
import json
import os
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLI = Path(os.environ.get("LESSON_BUILD", ROOT / "build/native")) / "lesson-cli"
DESKTOP = CLI.with_name("lesson-desktop")
PROMPT = "a crane near a river at sunset"


def is_checkpoint(path):
    """Whether a weights file is of the format that exports."""
    if not path.exists():
        return False
    with open(path, "rb") as file:
        return b"tiny-sd3/2" in file.read(min(1 << 20, 8 + int.from_bytes(file.read(8), "little")))


def weights():
    """The folder of a weights file in the published format: the shipped one, else what training has kept on the way."""
    for folder in (ROOT / "web/assets/weights", ROOT / "tools/train/snapshot"):
        if is_checkpoint(folder / "tiny-sd3.safetensors"):
            return folder
    raise FileNotFoundError("no tiny-sd3/2 weights in web/assets/weights or tools/train/snapshot")


def cli(*arguments):
    done = subprocess.run([CLI, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout) if "--json" in arguments else done.stdout


@functools.cache
def folder():
    """-> the exported folder; kept for the process."""
    keep = tempfile.mkdtemp(prefix="tiny-sd3-")
    cli("export", "--model", weights() / "tiny-sd3.safetensors", "--output", Path(keep) / "build/tiny-sd3")
    return Path(keep) / "build/tiny-sd3"
