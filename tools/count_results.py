#!/usr/bin/env python3
"""Counts test cases in the JUnit files of a folder: prints "passed failed skipped" and names what failed."""
import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def main():
    passed, failed, skipped = 0, 0, 0
    for file in sorted(pathlib.Path(sys.argv[1]).glob("**/*.xml")):
        try:
            cases = list(ElementTree.parse(file).iter("testcase"))
        except ElementTree.ParseError:
            # A suite that crashed leaves its file unfinished.
            print(f"  FAILED: {file.stem} did not finish", file=sys.stderr)
            failed += 1
            continue
        for case in cases:
            if case.find("failure") is not None or case.find("error") is not None:
                failed += 1
                print(f"  FAILED: {case.get('classname', '')}: {case.get('name', '')}", file=sys.stderr)
            elif case.find("skipped") is not None:
                skipped += 1
            else:
                passed += 1
    print(passed, failed, skipped)


if __name__ == "__main__":
    main()
