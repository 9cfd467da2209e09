# SPDX-License-Identifier: GPL-2.0
"""What a dry run had predicted, for runs of which the answer is known."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import dryrun_report


def leave_run(folder, evicted, log=""):
    """Samples of two zones, a second apart, each with half of @evicted."""
    folder.mkdir(parents=True)
    rows = [f"{second * 1000000}\tnode0/{zone}\t{total // 2}"
            for second, total in enumerate(evicted, 1) for zone in ("DMA32", "Normal")]
    (folder / "samples.tsv").write_text("\n".join(["time_us\tzone\tdarc_evicted_bytes", *rows]) + "\n", "ascii")
    (folder / "console.log").write_text(log, "ascii")


class Compare(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        leave_run(self.root / "darc-lru/512M-1", (0, 100, 300, 900))

    def test_at_the_end_of_knowledge(self):
        leave_run(self.root / "darc-dry/512M-1", (0, 100, 220, 220),
                  "[    0.1] up\n[    2.500000] darc: node0/Normal: dry run ends: the LRU\n")
        self.assertEqual(dryrun_report.compare(self.root, "512M-1"), (2.5, 220, 200))

    def test_known_throughout(self):
        leave_run(self.root / "darc-dry/512M-1", (0, 100, 310, 890))
        self.assertEqual(dryrun_report.compare(self.root, "512M-1"), (4.0, 890, 900))


class Table(unittest.TestCase):
    def test_a_fifth_is_met_and_more_is_not(self):
        rows = [("1", 8.0, 120.0, 100.0), ("2", 8.0, 79.0, 100.0), ("3", 8.0, 5.0, 0.0)]
        lines, off = dryrun_report.table(rows, "seed", True)
        self.assertEqual(off, 2)
        self.assertEqual([line[-1] for line in lines[1:]], ["met", "missed", "missed"])


if __name__ == "__main__":
    unittest.main()
