#!/usr/bin/env python3
"""Runs Python's unittest over a folder and writes what came out as JUnit: junit_unittest.py FOLDER RESULT.xml

Exit status 0 when all passed, 1 when one failed or none ran."""
import sys
import unittest
import xml.etree.ElementTree as ElementTree


class Recorder(unittest.TextTestResult):
    """Notes every test case in `suite`; a failing subtest fails its case."""

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.suite = ElementTree.Element("testsuite", name="unittest")

    def startTest(self, test):
        super().startTest(test)
        _, _, name = test.id().rpartition(".")
        self.case = ElementTree.SubElement(self.suite, "testcase", classname=type(test).__name__, name=name)

    def note(self, kind, text):
        ElementTree.SubElement(self.case, kind, message=text)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.note("skipped", reason)

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.note("failure", str(error[1]))

    def addError(self, test, error):
        super().addError(test, error)
        if not isinstance(test, unittest.TestCase) or not hasattr(self, "case"):  # a file or class that cannot be set up
            self.case = ElementTree.SubElement(self.suite, "testcase", classname="set-up", name=str(test))
        self.note("error", str(error[1]))

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error:
            self.note("failure", f"{subtest}: {error[1]}")


def main():
    folder, path = sys.argv[1:]
    tests = unittest.defaultTestLoader.discover(folder)
    result = unittest.TextTestRunner(resultclass=Recorder, verbosity=2).run(tests)
    ElementTree.ElementTree(result.suite).write(path, encoding="unicode")
    return 0 if result.wasSuccessful() and result.testsRun else 1


if __name__ == "__main__":
    sys.exit(main())
