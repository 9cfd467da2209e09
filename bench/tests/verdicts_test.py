# SPDX-License-Identifier: GPL-2.0
"""What the verdicts say of runs of which the answer is known."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import labdata
import verdicts


def runs_of(policy, values, metric="refault", bursts=0):
    return [labdata.Run(pathlib.Path("."), "scan", policy, f"512M-{seed}",
                        {metric: ("pages", float(value))},
                        [{"latency_ns": value, "floor_ns": 0.0}] * bursts, {})
            for seed, value in enumerate(values, 1)]


def verdict(mine, peers, metric="refault", **more):
    runs = runs_of("darc-lru", mine, metric, **more) + runs_of("lru-high", peers, metric, **more)
    return verdicts.judge(labdata.group(runs), "scan", "darc-lru", metric)


class ToldApart(unittest.TestCase):
    def test_by_clear_differences_only(self):
        steady, noisy = [100, 104, 96, 102, 98], [100, 90, 130, 80, 105]
        runs = (runs_of("lru", steady) + runs_of("mglru", noisy) +
                runs_of("darc-lru", [50, 52, 48, 51, 49]))
        found = verdicts.told_apart(labdata.group(runs), "scan")
        self.assertEqual([pair[:3] for pair in found],
                         [("darc-lru", "lru", "refault"), ("darc-lru", "mglru", "refault")])

    def test_certain_but_small(self):
        runs = runs_of("lru", [100, 101, 102, 103, 104]) + runs_of("mglru", [97, 98, 99, 100, 101])
        self.assertEqual(verdicts.told_apart(labdata.group(runs), "scan"), [])

    def test_too_few_runs(self):
        runs = runs_of("lru", [100, 101]) + runs_of("mglru", [1, 2])
        self.assertIsNone(verdicts.told_apart(labdata.group(runs), "scan"))

    def test_limits_do_not_count(self):
        runs = runs_of("floor", [0] * 5) + runs_of("mglru", [100] * 5)
        self.assertIsNone(verdicts.told_apart(labdata.group(runs), "scan"))


class Verdicts(unittest.TestCase):
    def test_clear_difference(self):
        found = verdict([50, 52, 48, 51, 49], [100, 104, 96, 102, 98])
        self.assertEqual(found.word, verdicts.BETTER)
        self.assertEqual(found.ratio(), "0.500")
        self.assertLess(found.high, 0.6)

    def test_same_the_other_way_round(self):
        found = verdict([100, 104, 96, 102, 98], [50, 52, 48, 51, 49])
        self.assertEqual(found.word, verdicts.WORSE)

    def test_more_work_is_better(self):
        found = verdict([110, 111, 112, 110, 111], [100, 101, 102, 100, 101], "work_rate")
        self.assertEqual(found.word, verdicts.BETTER)

    def test_noise_is_no_difference(self):
        found = verdict([100, 90, 120, 80, 110], [95, 115, 85, 105, 100])
        self.assertEqual(found.word, verdicts.SAME)

    def test_pairs_take_out_what_the_seed_does(self):
        """Each pair differs by 5 %, seeds by more than that."""
        peers = [100, 150, 200, 250, 300]
        found = verdict([0.95 * peer for peer in peers], peers)
        self.assertEqual(found.word, verdicts.BETTER)

    def test_four_pairs_are_a_hint_at_most(self):
        found = verdict([50] * 4, [100] * 4)
        self.assertEqual(found.word, verdicts.FEW_BETTER)
        self.assertIsNone(found.bounds())
        self.assertEqual(verdict([95] * 4, [100] * 4).word, verdicts.FEW_SAME)

    def test_nothing_is_judged_by_difference(self):
        found = verdict([13, 12, 14, 13, 15], [0] * 5, "allocstall")
        self.assertEqual(found.word, verdicts.WORSE)
        self.assertEqual(found.ratio(), "+13")
        self.assertEqual(found.bounds(), ("+12", "+15"))
        self.assertEqual(verdict([0] * 5, [0] * 5, "allocstall").word, verdicts.SAME)

    def test_one_stall_in_one_of_five_runs_is_none(self):
        self.assertEqual(verdict([0, 0, 7, 0, 0], [0] * 5, "allocstall").word, verdicts.SAME)

    def test_no_p99_of_few_bursts(self):
        metric = "burst_p99_ns"
        self.assertIsNone(verdict([50] * 5, [100] * 5, metric, bursts=19))
        self.assertEqual(verdict([50] * 5, [100] * 5, metric, bursts=20).word, verdicts.BETTER)

    def test_longest_burst_is_that_of_a_run_in_the_median(self):
        runs = runs_of("lru", [100, 100, 900], "burst_max_ns", bursts=3)
        self.assertEqual(labdata.estimate(runs, "burst_max_ns"), 100)

    def test_best_peer_is_one_with_as_many_runs(self):
        runs = (runs_of("darc-lru", [90] * 5) + runs_of("lru-high", [80] * 5) +
                runs_of("mglru-high", [70]))
        found = verdicts.judge(labdata.group(runs), "scan", "darc-lru", "refault")
        self.assertEqual((found.peer, found.pairs), ("lru-high", 5))

    def test_best_peer_of_each_metric(self):
        runs = (runs_of("darc-lru", [90]) + runs_of("lru-high", [100]) +
                runs_of("mglru-high", [80]) + runs_of("lru", [1]) + runs_of("oracle", [0]))
        found = verdicts.judge(labdata.group(runs), "scan", "darc-lru", "refault")
        self.assertEqual(found.peer, "mglru-high")

    def test_only_pairs_of_one_layout_and_seed(self):
        runs = runs_of("darc-lru", [90, 90, 90]) + runs_of("lru-high", [100])
        found = verdicts.judge(labdata.group(runs), "scan", "darc-lru", "refault")
        self.assertEqual(found.pairs, 1)


if __name__ == "__main__":
    unittest.main()
