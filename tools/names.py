#!/usr/bin/env python3
"""Fails on an enumerator that is not in snake_case, in our C++ but the border with the page, whose names are C's.

usage: tools/names.py [FOLDER]     FOLDER: another root, for its own test
"""

import re
import sys
from pathlib import Path

folders = ("core", "widgets", "shell", "tests")
border = "shell/web/api.h"
comment = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
enumeration = re.compile(r"\benum\b(?:\s+(?:class|struct))?(?:\s+\w+)?(?:\s*:\s*[\w:]+)?\s*\{([^}]*)\}")
snake = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*$")


def enumerators(text):
    for body in enumeration.findall(comment.sub("", text)):
        for part in body.split(","):
            if name := part.split("=")[0].strip():
                yield name


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    files = sorted(p for folder in folders for p in (root / folder).rglob("*") if p.suffix in (".h", ".cpp"))
    seen, problems = 0, 0
    for path in files:
        name = str(path.relative_to(root))
        if name == border:
            continue
        for one in enumerators(path.read_text()):
            seen += 1
            if not snake.match(one):
                problems += 1
                print(f"{name}: the enumerator {one} is not in snake_case", file=sys.stderr)
    print(f"{seen} enumerators, {problems} wrong")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
