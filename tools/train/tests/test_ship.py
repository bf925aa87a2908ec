"""Weights on their way into the page: what may go, where it goes, what is refused."""
import json
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import numpy as np  # noqa: E402

from tinysd3 import ship, tensorfile  # noqa: E402


class Ship(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.page = self.folder / "page"
        self.page.mkdir()
        self.enterContext(mock.patch.object(ship, "WEIGHTS", self.page))

    def file(self, name, floats=64, **config):
        path = self.folder / name
        meta = {"config": json.dumps({"format": "tiny-sd3/2", "kind": "flow", **config})}
        tensorfile.write(path, tensorfile.pack({"transformer.proj_out.bias": np.zeros(floats, np.float32)}), meta)
        return path

    def refused(self, *files):
        with self.assertRaises(SystemExit) as exit:
            ship.main(list(map(str, files)))
        self.assertEqual(list(self.page.iterdir()), [])        # nothing is half shipped
        return str(exit.exception)

    def test_files_go_by_their_kind_whatever_they_are_called(self):
        ship.main([str(self.file("a.safetensors")), str(self.file("b.safetensors", kind="flow_cross"))])
        self.assertEqual(sorted(p.name for p in self.page.iterdir()), ["tiny-sd3-flow-cross.safetensors", "tiny-sd3.safetensors"])

    def test_what_is_of_an_older_format_goes_with_the_new_main_file(self):
        (self.page / "tiny-sd3-noise-cross.safetensors").write_bytes(self.file("old.safetensors", format="tiny-sd3/1").read_bytes())
        ship.main([str(self.file("a.safetensors"))])
        self.assertEqual([p.name for p in self.page.iterdir()], ["tiny-sd3.safetensors"])

    def test_others_are_refused_and_nothing_is_copied(self):
        good = self.file("good.safetensors")
        (self.folder / "text").write_text("no weights")
        self.assertIn("no weights file", self.refused(good, self.folder / "text"))
        self.assertIn("no weights file", self.refused(good, self.folder / "missing"))
        self.assertIn("'tiny-sd3/1'", self.refused(good, self.file("old.safetensors", format="tiny-sd3/1")))
        self.assertIn("'ddpm'", self.refused(good, self.file("kind.safetensors", kind="ddpm")))
        self.assertIn("of one kind", self.refused(good, self.file("twice.safetensors")))
        large = self.file("large.safetensors", floats=ship.ARM // 2, kind="noise")
        self.assertIn("at most 3000000", self.refused(good, large))


if __name__ == "__main__":
    unittest.main()
