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


# Bursts are pooled over runs: one run has too few of them for a tail.
POOLED = {
    "burst_p50_ns": lambda b: nearest_rank([x["latency_ns"] for x in b], 0.5),
    "burst_p99_ns": lambda b: nearest_rank([x["latency_ns"] for x in b], 0.99),
    "burst_max_ns": lambda b: max(x["latency_ns"] for x in b),
    "burst_excess_p99_ns": lambda b: nearest_rank(
        [max(0, x["latency_ns"] - x["floor_ns"]) for x in b], 0.99),
}


def estimate(runs, metric):
    """The figure that is published for a metric of several runs."""
    bursts = [burst for run in runs for burst in run.bursts]
    if metric in POOLED and bursts:
        return POOLED[metric](bursts)
    return statistics.median(run.value(metric) for run in runs)


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


def best_policy(groups, workload, policies, metric):
    """(policy, figure) of the best one that was run, or None."""
    best = None
    for policy in policies:
        runs = groups.get((workload, policy))
        if not runs or metric not in runs[0].metrics:
            continue
        figure = estimate(runs, metric)
        if best is None or better(metric, figure, best[1]):
            best = policy, figure
    return best


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
            peer = best_policy(groups, workload, PEERS, metric)
            yield [workload, policy, metric, unit, str(len(runs)), f"{figure:.10g}",
                   *([f"{x:.10g}" for x in bounds] if bounds else ["-", "-"]),
                   f"{min(values):.10g}", f"{max(values):.10g}",
                   peer[0] if peer else "-",
                   ratio(figure, peer[1]) if peer else "-"]
