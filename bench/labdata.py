# SPDX-License-Identifier: GPL-2.0
"""Results of the lab: reading run directories, and the statistics on them.

A run directory is .../WORKLOAD/POLICY/MEM-SEED as bench/cell leaves it.
"""

import csv
import dataclasses
import math
import pathlib
import random
import statistics

PEERS = ("lru-high", "mglru-high", "damon-reclaim")
HIGHER_IS_BETTER = ("work_rate",)
# The p99 of fewer bursts is the longest of them, and is said to be that.
ENOUGH_BURSTS = 100
RESAMPLES = 2000


@dataclasses.dataclass
class Run:
    """What one run left: metrics as name -> (unit, value), and time series."""

    path: pathlib.Path
    workload: str
    policy: str
    layout: str
    metrics: dict
    bursts: list
    fingerprint: dict

    def value(self, name):
        return self.metrics[name][1]

    def samples(self):
        return read_table(self.path / "samples.tsv")


def read_table(path):
    """Rows of a table with a header, numbers as float."""
    with open(path, newline="", encoding="ascii") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [{key: number(text) for key, text in row.items()} for row in rows]


def number(text):
    try:
        return float(text)
    except ValueError:
        return text


def read_metrics(path):
    with open(path, encoding="ascii") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if line.strip()]
    return {name: (unit, float(value)) for name, unit, value in rows}


def read_run(path):
    path = pathlib.Path(path)
    metrics = read_metrics(path / "metrics.tsv")
    metrics.update(read_metrics(path / "work.tsv"))
    bursts = path / "bursts.tsv"
    fingerprint = path / "fingerprint.tsv"
    pairs = fingerprint.read_text("utf-8").splitlines() if fingerprint.exists() else []
    return Run(path, path.parts[-3], path.parts[-2], path.parts[-1], metrics,
               read_table(bursts) if bursts.exists() else [],
               dict(pair.split("\t", 1) for pair in pairs))


def group(runs):
    """Runs by (workload, policy), in the order in which they were named."""
    groups = {}
    for run in runs:
        groups.setdefault((run.workload, run.policy), []).append(run)
    return groups


def nearest_rank(values, quantile):
    ordered = sorted(values)
    return ordered[max(0, math.ceil(quantile * len(ordered)) - 1)]


def latency(burst):
    return burst["latency_ns"]


def excess(burst):
    return max(0, burst["latency_ns"] - burst["floor_ns"])


# Quantiles of bursts: of what, and which. Pooled over runs, but for those that are of
# the longest alone: the longest of more runs is longer, and resampling cannot tell by
# how much, so these are medians over runs.
BURSTS = {
    "burst_p50_ns": (latency, 0.5),
    "burst_p99_ns": (latency, 0.99),
    "burst_max_ns": (latency, 1),
    "burst_excess_p99_ns": (excess, 0.99),
}


def estimate(runs, metric):
    """The figure that is published for a metric of several runs."""
    each = [run.bursts for run in runs if run.bursts]
    if metric not in BURSTS or not each:
        return statistics.median(run.value(metric) for run in runs)
    value, quantile = BURSTS[metric]
    enough = 0 if quantile <= 0.5 else ENOUGH_BURSTS
    if quantile < 1 and sum(map(len, each)) >= enough:
        each = [[burst for bursts in each for burst in bursts]]
    return statistics.median(nearest_rank(map(value, bursts), quantile) for bursts in each)


def interval(runs, metric):
    """Bootstrap 95 % interval over runs, or None for a single run."""
    if len(runs) < 2:
        return None
    rng = random.Random(1)
    figures = sorted(estimate(rng.choices(runs, k=len(runs)), metric)
                     for _ in range(RESAMPLES))
    return figures[int(0.025 * RESAMPLES)], figures[int(0.975 * RESAMPLES) - 1]


def better(metric, a, b):
    return a > b if metric in HIGHER_IS_BETTER else a < b


def pair_up(runs, others):
    by_layout = {run.layout: run for run in others}
    return [(run, by_layout[run.layout]) for run in runs if run.layout in by_layout]


def both(pairs, metric):
    first, second = zip(*pairs)
    return estimate(first, metric), estimate(second, metric)


def with_best(groups, workload, policy, peers, metric):
    """(peer, pairs of runs) with the best of the peers at a metric, or None.

    Of those with most pairs: what ran with one seed of five says little of the five.
    """
    found = {}
    for peer in peers:
        pairs = pair_up(groups.get((workload, policy), []), groups.get((workload, peer), []))
        if pairs and all(metric in run.metrics for run in pairs[0]):
            found[peer] = pairs
    most = max(map(len, found.values()), default=0)
    best = None
    for peer, pairs in found.items():
        figure = both(pairs, metric)[1]
        if len(pairs) == most and (best is None or better(metric, figure, best[1])):
            best = peer, figure
    return (best[0], found[best[0]]) if best else None


def ratio(figure, other):
    """figure / other, or the signed difference where other is 0."""
    return f"{figure / other:.3f}" if other else f"{figure:+.10g}"


def summary_rows(groups):
    """Rows of summary.tsv as lists of text, header first."""
    yield ("workload policy metric unit n median ci_low ci_high min max "
           "best_peer ratio_to_best_peer").split()
    for (workload, policy), runs in groups.items():
        for metric, (unit, _) in runs[0].metrics.items():
            values = [run.value(metric) for run in runs]
            figure = estimate(runs, metric)
            bounds = interval(runs, metric)
            best = with_best(groups, workload, policy, PEERS, metric)
            yield [workload, policy, metric, unit, str(len(runs)), f"{figure:.10g}",
                   *([f"{x:.10g}" for x in bounds] if bounds else ["-", "-"]),
                   f"{min(values):.10g}", f"{max(values):.10g}",
                   best[0] if best else "-",
                   ratio(*both(best[1], metric)) if best else "-"]
