# SPDX-License-Identifier: GPL-2.0
"""Do two reports of which the answer is known say the same?"""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import agree

COMPARE = "workload\tpolicy\tmetric\tratio\tratio_low\tratio_high\tverdict\n"
TARGETS = "workload\tpolicy\tmetric\tratio\tverdict\n"


class Agree(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def leave(self, name, compare="", targets=""):
        folder = self.root / name
        folder.mkdir()
        (folder / "compare.tsv").write_text(COMPARE + compare, encoding="utf-8")
        (folder / "targets.tsv").write_text(TARGETS + targets, encoding="utf-8")
        return folder

    def test_only_what_is_judged_of_darc(self):
        folder = self.leave("a", "scan\tdarc-lru\trefault\t0.55\t0.5\t0.6\tbetter\n"
                                 "scan\tlru-high\trefault\t1.55\t1.5\t1.6\tworse\n"
                                 "scan\tdarc-lru\tmajfault\t1.2\t\t\tworse (few runs)\n",
                            "scan\tdarc-lru\trefaults\t0.100, few runs\tnot judged\n")
        self.assertEqual(agree.comparisons(folder),
                         {("scan", "darc-lru", "refault"): ("better", (False, 0.5, 0.6))})
        self.assertEqual(agree.aims(folder), {})

    def test_intervals(self):
        self.assertEqual(agree.interval("0.305 [0.14, 0.38]"), (False, 0.14, 0.38))
        self.assertEqual(agree.interval("+0 [-21, +0]"), (True, -21, 0))
        self.assertEqual(agree.bounds((True, -21, 0)), "[-21, +0]")
        self.assertEqual(agree.bounds(agree.interval("inf [inf, inf]")), "[inf, inf]")
        self.assertIsNone(agree.interval("to 0"))
        self.assertTrue(agree.apart((False, 1, 2), (False, 2.1, 3)))
        self.assertTrue(agree.apart((False, 2.1, 3), (False, 1, 2)))
        self.assertFalse(agree.apart((False, 1, 2), (False, 2, 3)))
        self.assertFalse(agree.apart((False, 1, 2), (True, 5, 6)))
        self.assertFalse(agree.apart(None, (False, 1, 2)))

    def test_what_only_one_says_is_named(self):
        one = self.leave("a", targets="scan\tdarc-lru\tstalls\t0.900 [0.80, 0.95]\tmet\n"
                                      "scan\tdarc-lru\trefaults\t0.900 [0.80, 0.95]\tmet\n")
        other = self.leave("b", targets="scan\tdarc-lru\tstalls\t1.200 [1.10, 1.30]\tmissed\n"
                                        "scan\tdarc-lru\trefaults\t0.900 [0.80, 0.95]\tmet\n")
        lines = list(agree.section("Aims", agree.aims(one), agree.aims(other), agree.JUDGED,
                                   lambda a, b: a != b))
        self.assertIn("1 of 2 are the same; 1 have intervals that overlap, or none.", lines)
        self.assertIn("| met | 1 | 1 |", lines)
        self.assertIn("| scan | darc-lru | stalls | met [0.80, 0.95] | missed [1.10, 1.30] | **apart** |", lines)


if __name__ == "__main__":
    unittest.main()
