#!/usr/bin/env python3
"""Counts the instructions of the kernels and of the model, natively under callgrind, and holds them to counts.json.

    counts.py PROGRAM [--junit FILE]     each count within 2 % of what is written down
    counts.py PROGRAM --record           writes counts.json anew: a change made on purpose

Seconds hang on the machine and its neighbours; instructions do not: valgrind runs the AVX2 kernels on every processor
that has AVX2, and the same program with the same inputs counts the same to about one in a million."""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

WRITTEN = pathlib.Path(__file__).with_name("counts.json")
TOLERANCE = .02


def instructions(program, workload):
    """Of one call of `workload`, its first call apart."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(["valgrind", "--tool=callgrind", "--toggle-collect=counted_call",
                               f"--callgrind-out-file={folder}/out", program, workload],
                              capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not found:
        raise RuntimeError(f"{workload}: exit {done.returncode}: {done.stderr.strip()[-400:]}")
    return int(found.group(1))


def verdict(workload, now, written):
    """None, or what is wrong in a sentence."""
    change = now / written - 1
    if abs(change) <= TOLERANCE:
        return None
    word = "more" if change > 0 else "fewer"
    return (f"{workload}: {now:,} instructions, {abs(change):.1%} {word} than the {written:,} written down "
            f"(allowed {TOLERANCE:.0%}); if that is meant, run tests/bench/counts.py PROGRAM --record and commit counts.json")


def measured(program, workload, written):
    """-> (count, what is wrong or None)."""
    try:
        now = instructions(program, workload)
    except RuntimeError as error:
        return None, str(error)
    return now, verdict(workload, now, written)


def write_junit(path, results):
    suite = ElementTree.Element("testsuite", name="counts")
    for workload, problem in results:
        case = ElementTree.SubElement(suite, "testcase", classname="counts", name=workload)
        if problem:
            ElementTree.SubElement(case, "failure").text = problem
    ElementTree.ElementTree(suite).write(path)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("program")
    options.add_argument("--record", action="store_true")
    options.add_argument("--junit")
    options = options.parse_args()
    written = json.loads(WRITTEN.read_text())["instructions"]
    if options.record:
        written = {workload: instructions(options.program, workload) for workload in written}
        WRITTEN.write_text(json.dumps({"kernels": "avx2", "instructions": written}, indent=2) + "\n")
        return
    results = []
    for workload, count in written.items():
        now, problem = measured(options.program, workload, count)
        print(problem or f"{workload}: {now:,} instructions ({now / count - 1:+.2%})")
        results.append((workload, problem))
    if options.junit:
        write_junit(options.junit, results)
    sys.exit(any(problem for _, problem in results))


if __name__ == "__main__":
    main()
