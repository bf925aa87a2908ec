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


def weights():
    """The folder of the shipped weights."""
    return ROOT / "web/assets/weights"


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
