# SPDX-License-Identifier: GPL-2.0
"""Which of two policies is better at a metric, and how sure that is.

Runs are paired by layout and seed: both policies did the same work there. The
ratio of the two published figures is bootstrapped over pairs, so that what a
seed does to both of them does not count as a difference.
"""

import dataclasses
import random

import labdata

# Less (of work_rate: more) is better. Not judged are mere means to an end, as
# memory kept free or evicted bytes.
JUDGED = (
    "work_rate", "hot_mean_ns", "hot_p99_ns", "hot_p999_ns", "burst_p50_ns",
    "burst_p99_ns", "burst_max_ns", "burst_excess_p99_ns", "allocstall",
    "refault", "refault_per_evicted_bp", "majfault", "cpu_total_us",
    "psi_some_us", "recover_ms",
)
# With fewer pairs an interval means nothing, and differences below these
# shares are what another layout of the same memory makes.
ENOUGH_PAIRS = 5
NOISE = {"allocstall": 0.5}
DEFAULT_NOISE = 0.1
RESAMPLES = 1000
BURST_TAILS = ("burst_p99_ns", "burst_excess_p99_ns")

# By these a workload may tell two policies apart: few, as each of many has its
# chance of being wrong.
TELLING = ("hot_mean_ns", "burst_p50_ns", "allocstall", "refault", "cpu_total_us")

# How far the end is, and what costs nothing there; they compete with nobody.
LIMITS = ("floor", "floor-darc-lru", "floor-darc-nowatch", "oracle")

BETTER, WORSE, SAME = "better", "worse", "no significant difference"
FEW_BETTER, FEW_WORSE, FEW_SAME = "better (few runs)", "worse (few runs)", "within noise"


@dataclasses.dataclass
class Verdict:
    """How a policy compares with the best peer at one metric."""

    peer: str
    runs: list
    figure: float
    other: float
    low: float | None
    high: float | None
    word: str

    @property
    def pairs(self):
        return len(self.runs)

    def good(self):
        return self.word in (BETTER, FEW_BETTER)

    def bad(self):
        return self.word in (WORSE, FEW_WORSE)

    def ratio(self):
        return labdata.ratio(self.figure, self.other)

    def bounds(self):
        """The interval as text: of the ratio, or of what stands in its place."""
        if self.low is None:
            return None
        form = "{:.2f}" if self.other else "{:+.10g}"
        return tuple(form.format(bound) for bound in (self.low, self.high))


def quotient(a, b):
    """a / b with 0 / 0 as 1: nothing is as much as nothing."""
    if b:
        return a / b
    return float("inf") if a else 1.0


def difference(a, b):
    return a - b


def interval(pairs, metric, compare):
    """Bootstrap 95 % interval of a comparison of the two figures, over pairs."""
    rng = random.Random(1)
    found = sorted(compare(*labdata.both(rng.choices(pairs, k=len(pairs)), metric))
                   for _ in range(RESAMPLES))
    return found[int(0.025 * RESAMPLES)], found[int(0.975 * RESAMPLES) - 1]


def word_for(metric, figure, other, bounds):
    more_is_better = metric in labdata.HIGHER_IS_BETTER
    if bounds is None:
        ratio = quotient(figure, other)
        if abs(ratio - 1) < NOISE.get(metric, DEFAULT_NOISE):
            return FEW_SAME
        return FEW_BETTER if (ratio > 1) == more_is_better else FEW_WORSE
    even = 1 if other else 0
    if bounds[0] <= even <= bounds[1]:
        return SAME
    return BETTER if (bounds[0] > even) == more_is_better else WORSE


def clear_difference(pairs, metric):
    """Ratio of the figures if they differ by more than noise and for certain."""
    figure, other = labdata.both(pairs, metric)
    bounds = interval(pairs, metric, quotient if other else difference)
    if word_for(metric, figure, other, bounds) == SAME:
        return None
    if word_for(metric, figure, other, None) == FEW_SAME:
        return None
    return quotient(figure, other)


def told_apart(groups, workload):
    """Pairs of policies that a workload tells apart: (one, other, metric, ratio).

    The metric is the first of TELLING that does. None where there are too few
    runs to say.
    """
    policies = [policy for name, policy in groups if name == workload and policy not in LIMITS]
    found, compared = [], 0
    for nr, one in enumerate(policies):
        for other in policies[:nr]:
            pairs = labdata.pair_up(groups[workload, one], groups[workload, other])
            if len(pairs) < ENOUGH_PAIRS:
                continue
            compared += 1
            for metric in TELLING:
                known = all(metric in run.metrics for pair in pairs for run in pair)
                ratio = clear_difference(pairs, metric) if known else None
                if ratio is not None:
                    found.append((one, other, metric, ratio))
                    break
    return found if compared else None


def has_tail(runs, metric):
    """Are there enough bursts, over all runs, for a quantile of their tail?"""
    return (metric not in BURST_TAILS or
            sum(len(run.bursts) for run in runs) >= labdata.ENOUGH_BURSTS)


def with_best(groups, workload, policy, metric, peers):
    """Verdict against the best of the peers other than the policy, or None.

    Where that one has nothing of a metric there is no ratio, and the difference
    is judged.
    """
    peers = [peer for peer in peers if peer != policy]
    best = labdata.with_best(groups, workload, policy, peers, metric)
    if not best:
        return None
    peer, pairs = best
    figure, other = labdata.both(pairs, metric)
    bounds = None
    if len(pairs) >= ENOUGH_PAIRS:
        bounds = interval(pairs, metric, quotient if other else difference)
    return Verdict(peer, pairs, figure, other, *(bounds or (None, None)),
                   word_for(metric, figure, other, bounds))


def judge(groups, workload, policy, metric, peers=labdata.PEERS):
    """The same, but None as well where there are too few bursts for a tail."""
    verdict = with_best(groups, workload, policy, metric, peers)
    if verdict and all(has_tail(groups[workload, name], metric)
                       for name in (policy, verdict.peer)):
        return verdict
    return None


def all_verdicts(groups):
    """(workload, policy, metric) -> Verdict, for all that is judged."""
    verdicts = {}
    for workload, policy in groups:
        if policy in LIMITS:
            continue
        for metric in JUDGED:
            verdict = judge(groups, workload, policy, metric)
            if verdict:
                verdicts[workload, policy, metric] = verdict
    return verdicts


def rows(verdicts):
    """Rows of compare.tsv as lists of text, header first."""
    yield ("workload policy metric best_peer pairs figure peer_figure ratio "
           "ratio_low ratio_high verdict").split()
    for (workload, policy, metric), v in verdicts.items():
        bounds = v.bounds() or ("-", "-")
        yield [workload, policy, metric, v.peer, str(v.pairs), f"{v.figure:.10g}",
               f"{v.other:.10g}", v.ratio(), *bounds, v.word]
