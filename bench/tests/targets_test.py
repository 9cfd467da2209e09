# SPDX-License-Identifier: GPL-2.0
"""Which targets are met by runs of which the answer is known."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import labdata
import targets


def runs_of(policy, workload="scan", **metrics):
    return [labdata.Run(pathlib.Path("."), workload, policy, f"512M-{nr}",
                        {name: ("", float(values[nr])) for name, values in metrics.items()},
                        [], {})
            for nr in range(len(next(iter(metrics.values()))))]


def met(metric, mine, peers, workload="scan", peer="lru-high"):
    """Is the one target that a workload has for the metric met?"""
    groups = labdata.group(runs_of("darc-lru", workload, **{metric: mine}) +
                           runs_of(peer, workload, **{metric: peers}))
    found = list(targets.results(groups, workload, "darc-lru"))
    return found[0].met if found else None


class Targets(unittest.TestCase):
    def test_share_of_a_peer(self):
        self.assertTrue(met("refault", [80] * 5, [100] * 5))
        self.assertTrue(met("refault", [91] * 5, [100] * 5))
        self.assertFalse(met("refault", [93] * 5, [100] * 5))

    def test_an_uncertain_one_is_missed(self):
        self.assertFalse(met("refault", [80, 70, 110, 85, 120], [100] * 5))

    def test_none_is_none(self):
        self.assertTrue(met("allocstall", [0] * 5, [0] * 5))
        self.assertFalse(met("allocstall", [0, 3, 4, 5, 6], [9] * 5))

    def test_no_more_than_a_peer_that_has_none(self):
        self.assertTrue(met("allocstall", [0] * 5, [0] * 5, "flood"))
        self.assertFalse(met("allocstall", [1] * 5, [0] * 5, "flood"))

    def test_more_work_is_better(self):
        self.assertTrue(met("work_rate", [99] * 5, [100] * 5, "redis"))
        self.assertFalse(met("work_rate", [97] * 5, [100] * 5, "redis"))

    def test_four_pairs_are_too_few(self):
        self.assertFalse(met("refault", [1] * 4, [100] * 4))

    def test_too_few_runs_are_not_judged(self):
        self.assertIsNone(met("refault", [1] * 4, [100] * 4))
        self.assertIsNone(met("allocstall", [0] * 4, [0] * 4))

    def test_two_percent_are_of_the_target(self):
        self.assertTrue(met("allocstall", [10] * 5, [1000] * 5, "idle2", "lru"))
        self.assertFalse(met("allocstall", [12] * 5, [1000] * 5, "idle2", "lru"))

    def test_runs_in_which_both_have_none(self):
        self.assertTrue(met("refault", [0] * 5, [0, 0, 50, 60, 70], "growth"))

    def test_beside_stock(self):
        self.assertTrue(met("cpu_kswapd_us", [9] * 5, [100] * 5, peer="mglru"))
        self.assertFalse(met("cpu_kswapd_us", [13] * 5, [100] * 5, peer="mglru"))

    def test_only_the_peers_it_names(self):
        self.assertFalse(met("refault", [30] * 5, [100] * 5, "growth", "mglru-high"))
        self.assertIsNone(met("refault", [30] * 5, [100] * 5, "growth", "damon-reclaim"))

    def test_by_a_figure_of_its_own(self):
        self.assertTrue(met("recover_ms", [1990] * 5, [10] * 5, "step"))
        self.assertFalse(met("recover_ms", [2010] * 5, [9999] * 5, "step"))

    def test_beside_the_same_load_in_one_zone(self):
        groups = labdata.group(runs_of("darc-lru", "movable", refault=[120] * 5) +
                               runs_of("darc-lru", "growth", refault=[100] * 5))
        self.assertEqual([result.met for result in targets.results(groups, "movable", "darc-lru")],
                         [True])
        del groups["growth", "darc-lru"]
        self.assertEqual(list(targets.results(groups, "movable", "darc-lru")), [])

    def test_where_memory_is_to_spare(self):
        def found(cpu, wakeups):
            groups = labdata.group(
                runs_of("floor", "growth", cpu_total_us=[1000] * 5) +
                runs_of("floor-darc-lru", "growth", cpu_total_us=cpu, wakeups_per_s=wakeups))
            return [result.met for result in targets.results(groups, "growth", "floor-darc-lru")]
        self.assertEqual(found([1001] * 5, [20] * 5), [True, True])
        self.assertEqual(found([1040] * 5, [21] * 5), [False, False])

    def test_a_peer_that_is_better_at_all(self):
        mine = {"allocstall": [2], "burst_max_ns": [2], "cpu_total_us": [2]}
        groups = labdata.group(runs_of("darc-lru", **mine) +
                               runs_of("lru-high", **{name: [1] for name in mine}) +
                               runs_of("mglru-high", **{**mine, "allocstall": [0]}))
        self.assertEqual(targets.beaten_by(groups, "scan", "darc-lru"), ["lru-high"])


if __name__ == "__main__":
    unittest.main()
