# SPDX-License-Identifier: GPL-2.0
"""Tests of tools/darc-report: what it makes of a recording in text."""

import importlib.machinery
import importlib.util
import pathlib
import tempfile
import unittest

PATH = pathlib.Path(__file__).resolve().parent.parent / "darc-report"
LOADER = importlib.machinery.SourceFileLoader("darc_report", str(PATH))
darc_report = importlib.util.module_from_spec(importlib.util.spec_from_loader("darc_report", LOADER))
LOADER.exec_module(darc_report)

MARKS = "low=256 mid=512 high=768"
DECIDE = ("{}-11 [000] {}: darc_decide: nid=0 zone=DMA32 state={} free={} " + MARKS +
          " cold_age_us=2000000 tried={} evicted={} refaulted={} allocstall={}")
RECORDING = "\n".join((
    DECIDE.format("kworker/0:1", "1.000000", "idle", 1024, 0, 0, 100, 7),
    "kworker/0:1-11 [000] 2.000000: darc_state: nid=0 zone=DMA32 old=idle new=active free=500 " + MARKS,
    DECIDE.format("kworker/0:1", "2.000000", "active", 500, 0, 0, 100, 7),
    "kdamond.0 375 [000] 2.500000: darc:darc_evict: nid=0 zone=DMA32 region=1000-2000 "
    "nr_accesses=0 age=10 score=54 tried=512 evicted=256",
    DECIDE.format("kworker/0:1", "5.000000", "idle", 800, 512, 256, 164, 9),
    "kdamond.0 375 [000] 5.100000: damon:damon_aggregated: target_id=0 nr_regions=2 0-4096: 3 1",
    "kdamond.0 375 [000] 5.100000: damon:damon_aggregated: target_id=0 nr_regions=2 4096-8192: 0 9",
    "bash-1 [000] 6.000000: sched_switch: none of ours", ""))


class Report(unittest.TestCase):
    def setUp(self):
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
            file.write(RECORDING)
            file.flush()
            self.zones, self.monitors = darc_report.read(pathlib.Path(file.name))
        self.lines = list(darc_report.report(self.zones))

    def test_one_zone(self):
        self.assertEqual(self.lines[0], "node 0 DMA32")

    def test_time_in_states(self):
        self.assertIn("  3 decisions in 4.0 s; active 3.0 s, idle 1.0 s", self.lines)

    def test_memory(self):
        text = "\n".join(self.lines)
        self.assertIn("free 2.0 MiB at least", text)
        self.assertIn("marks low 1.0 MiB, mid 2.0 MiB, high 3.0 MiB", text)
        self.assertIn("evicted 1.0 MiB of 2.0 MiB looked at", text)
        self.assertIn("refaulted 0.2 MiB, 25.0 % of it", text)
        self.assertIn("direct reclaims of the system 2", text)

    def test_states_and_evictions(self):
        text = "\n".join(self.lines)
        self.assertIn("2.000 s  idle to active, free 2.0 MiB", text)
        self.assertRegex(text, r"50 to 59 +1 regions +tried +2\.0 MiB +evicted +1\.0 MiB")

    def test_aggregation(self):
        self.assertEqual(self.monitors, {375: {5100000: [(0, 4096, 3), (4096, 8192, 0)]}})

    def test_bins_are_weighted(self):
        bins = darc_report.binned({1: [(0, 512, 4), (512, 1024, 0)]})[1]
        self.assertEqual(bins[0], (0, 2, 4.0))
        self.assertEqual(bins[-1], (1022, 1024, 0.0))
        self.assertEqual(len(bins), darc_report.BINS)


if __name__ == "__main__":
    unittest.main()
