# SPDX-License-Identifier: GPL-2.0
"""How far three runs are apart, for runs of which the answer is known."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import labdata
import repeat_report


def runs_of(**totals):
    """Three runs; each keyword has a metric's three values."""
    return [labdata.Run(pathlib.Path("."), "redis", "darc-lru", "512M-1",
                        {name: ("1", float(values[nr])) for name, values in totals.items()}, [], {})
            for nr in range(3)]


class Widest(unittest.TestCase):
    def test_share_of_the_middle_run(self):
        runs = runs_of(refault=(100, 103, 99), cpu_total_us=(1000, 1001, 1000))
        self.assertEqual(repeat_report.widest(runs), (0.04, "refault"))

    def test_the_same(self):
        self.assertEqual(repeat_report.widest(runs_of(refault=(5, 5, 5), allocstall=(0, 0, 0)))[0], 0)

    def test_something_where_there_was_nothing(self):
        self.assertEqual(repeat_report.widest(runs_of(refault=(5, 5, 5), allocstall=(0, 0, 1))),
                         (1.0, "allocstall"))

    def test_tails_are_no_totals(self):
        runs = runs_of(refault=(5, 5, 5), hot_max_ns=(1, 2, 3), burst_max_ns=(1, 2, 3))
        self.assertEqual(repeat_report.widest(runs)[1], "refault")


if __name__ == "__main__":
    unittest.main()
