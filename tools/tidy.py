#!/usr/bin/env python3
"""Runs clang-tidy over our own sources, as many files at a time as there are processors, and remembers what passed.

    tools/tidy.py [FILE...]         default: every source that the native build compiles

A file is looked at again when it, a header of ours that it includes, its compiler command or
.clang-tidy changes. What passed is kept per user, not per clone, as ccache does.
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build/native"
OURS = ("core/", "widgets/", "shell/", "tests/")
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "lesson-tidy"
TIDY = os.environ.get("LESSON_CLANG_TIDY", "clang-tidy-19")


def relative(path):
    """Path inside the repository, or None for what is not ours."""
    try:
        name = str(pathlib.Path(BUILD, path).resolve().relative_to(ROOT))
    except ValueError:
        return None
    return name if name.startswith(OURS) else None


def included_by_object():
    """Object file -> our files it was compiled from, as the compiler reported them to ninja."""
    listing = subprocess.run(["ninja", "-C", str(BUILD), "-t", "deps"], capture_output=True, text=True, check=True)
    deps, current = {}, []
    for line in listing.stdout.splitlines():
        if line.startswith("    "):
            current.append(line.strip())
        elif ": #deps" in line:
            current = deps.setdefault(line.split(": #deps")[0], [])
    return {output: sorted({name for path in paths if (name := relative(path))}) for output, paths in deps.items()}


def object_of(entry):
    """The object file that a compile command writes, named as ninja names it."""
    words = entry["command"].split()
    return words[words.index("-o") + 1]


def key_of(entry, files, digests):
    digest = hashlib.sha256()
    digest.update((ROOT / ".clang-tidy").read_bytes())
    digest.update(entry["command"].replace(str(ROOT), "").encode())
    for name in files:
        if name not in digests:
            digests[name] = hashlib.sha256((ROOT / name).read_bytes()).hexdigest()
        digest.update(f"{name} {digests[name]}\n".encode())
    return digest.hexdigest()


def check(name):
    run = subprocess.run([TIDY, "--quiet", "-p", str(BUILD), str(ROOT / name)], capture_output=True, text=True)
    if run.returncode == 0:
        return ""
    return run.stdout.strip() or run.stderr.strip() or f"{TIDY} failed with status {run.returncode}"


def main():
    wanted = {str(pathlib.Path(path).resolve().relative_to(ROOT)) for path in sys.argv[1:]}
    included, digests, todo = included_by_object(), {}, {}
    total = 0
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        name = relative(entry["file"])
        if not name or (wanted and name not in wanted):
            continue
        total += 1
        key = key_of(entry, included.get(object_of(entry), [name]), digests)
        if not (CACHE / key).exists():
            todo[name] = key
    CACHE.mkdir(parents=True, exist_ok=True)
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for (name, key), findings in zip(todo.items(), pool.map(check, todo)):
            if findings:
                bad += 1
                print(findings, flush=True)
            else:
                (CACHE / key).touch()
    print(f"clang-tidy: {total} files, {len(todo)} looked at, {bad} with findings")
    return 1 if bad or not total else 0


if __name__ == "__main__":
    sys.exit(main())
