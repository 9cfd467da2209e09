# SPDX-License-Identifier: GPL-2.0
"""What DARC is meant to reach, workload by workload, and what it reached.

A target against a peer is met when the upper end of the 95 % interval of the ratio
is no more than 2 % above it, so a figure that is too uncertain misses. The interval
is that of the verdicts: bootstrapped over runs that are paired by layout and seed.
"""

import dataclasses

import labdata
import report
import verdicts

MARGIN = 0.02
WORDS = {True: "met", False: "missed", None: "not judged"}
KSWAPD = ("lru-high", "mglru-high")
# By these no single peer may be better on all at once.
TOGETHER = ("allocstall", "burst_max_ns", "cpu_total_us")

METHOD = """\
Peers are `lru-high`, `mglru-high` and `damon-reclaim`, and the best of them at each
metric counts, after the fact; where a target names others, these. {peers}
A ratio is met when the upper end of its 95 % interval is no more than 2 % above the
target: with too wide an interval a cell is missed. With fewer than 5 runs or pairs
there is none, and it is not judged. Where the best peer has none of something the
target is none. Of fewer than 100 bursts the p99 of their excess over the floor is the
longest of a run, in the median. "Stock" are `lru` and `mglru` as they come. `movable`
and `numa` are the load of `growth` in two zones, `numa` with half of the memory, so
there it is refaults by what was evicted. `floor-darc-lru` has memory to spare, and
`floor-darc-nowatch` as well, with `watch=N`. What was not run is not here.
"""


@dataclasses.dataclass
class Target:
    """No more than `limit`: of a peer's figure, or as it is where `peers` is empty.

    Of a metric of which more is better, no less. With `beside`, of the policy's own
    figure under that workload.
    """

    metric: str
    name: str
    limit: float
    peers: tuple = labdata.PEERS
    beside: str = ""


@dataclasses.dataclass
class Result:
    """Of one target under one policy: texts, and whether it was met, or None."""

    target: Target
    wanted: str
    figure: str
    other: str
    ratio: str
    met: bool | None


STALLS_NONE = Target("allocstall", "stalls", 0, ())
STALLS = Target("allocstall", "stalls", 1.0)
FREE = Target("mem_free_mean_bytes", "mean free", 1.0)


def excess(limit):
    return Target("burst_excess_p99_ns", "burst excess p99", limit)


def refaults(limit, peers=labdata.PEERS):
    return Target("refault", "refaults", limit, peers)


def hot(limit, peers=labdata.PEERS):
    return Target("hot_mean_ns", "hot mean", limit, peers)


def cpu(limit, peers=labdata.PEERS):
    return Target("cpu_total_us", "CPU total", limit, peers)


STOCK = (Target("allocstall", "stalls beside stock", 0.01, report.STOCK),
         Target("cpu_kswapd_us", "kswapd beside stock", 0.1, report.STOCK))
PROGRAM = (STALLS, refaults(1.0), Target("work_rate", "work", 1.0),
           Target("hot_p99_ns", "hot p99", 0.9), cpu(1.05))
TARGETS = {
    "growth": (STALLS_NONE, excess(0.3), refaults(0.25, KSWAPD), hot(1.0), cpu(1.0), FREE),
    "burst": (STALLS_NONE, excess(0.5), refaults(0.5), hot(1.0), cpu(1.0), FREE),
    "scan": (STALLS_NONE, excess(0.8), refaults(0.9), hot(0.9), cpu(1.0), FREE),
    "flood": (STALLS, excess(1.0), refaults(0.9), hot(0.9), cpu(1.0), FREE),
    "phase": (STALLS, excess(0.9), refaults(1.0), hot(0.95), cpu(1.0), FREE),
    "step": (hot(1.0), cpu(1.0), Target("recover_ms", "recovery", 2000, ())),
    "idle": (STALLS_NONE, refaults(0.1, KSWAPD), hot(1.01, ("floor",)),
             cpu(0.8, ("damon-reclaim",))),
    "movable": (STALLS, excess(1.0), hot(1.0), cpu(1.05),
                Target("refault", "refaults", 1.2, beside="growth")),
    "numa": (STALLS, excess(1.0), hot(1.0), cpu(1.05),
             Target("refault_per_evicted_bp", "refaults by evicted", 1.2, beside="growth")),
    **{name: PROGRAM for name in ("pagecache", "streams", "redis", "memcached", "pgbench",
                                  "stress-ng", "compile")},
}
# Where there is no pressure, under any workload.
CALM = (STALLS_NONE, Target("refault", "refaults", 0, ()), hot(1.001, ("floor",)),
        cpu(1.001, ("floor",)))
ROOMY = {"floor-darc-lru": (*CALM, Target("wakeups_per_s", "wakeups a second", 20, ())),
         "floor-darc-nowatch": (*CALM, Target("wakeups_per_s", "wakeups a second", 2, ()))}


def absolute(target, runs):
    """A bound on the figure itself, by the upper end of its own interval."""
    figure = labdata.estimate(runs, target.metric)
    bounds = labdata.interval(runs, target.metric) or (figure, figure)
    met = bounds[1] <= target.limit if len(runs) >= verdicts.ENOUGH_PAIRS else None
    wanted = f"≤ {report.shown(target.metric, target.limit)}" if target.limit else "none"
    return Result(target, wanted, report.shown(target.metric, figure), "",
                  f"to {report.shown(target.metric, bounds[1])}", met)


def reached(pairs, target, more):
    """Is the end of the interval within the target, as a multiple of the peer's figure?

    A difference, as a ratio says nothing of pairs in which both have none.
    """
    limit = target.limit * (1 - MARGIN if more else 1 + MARGIN)
    low, high = verdicts.interval(pairs, target.metric, lambda mine, other: mine - limit * other)
    return low >= 0 if more else high <= 0


def relative(target, groups, workload, policy):
    """A bound on the ratio to the best peer, or None where no peer was run."""
    peers = target.peers
    if target.beside:
        peers = (target.beside,)
        groups = {(workload, policy): groups[workload, policy],
                  (workload, target.beside): groups.get((target.beside, policy), [])}
    found = verdicts.with_best(groups, workload, policy, target.metric, peers)
    if not found:
        return None
    more = target.metric in labdata.HIGHER_IS_BETTER
    bounds = found.bounds()
    met = reached(found.runs, target, more) if bounds else None
    return Result(target, f"{'≥' if more else '≤'} {target.limit:g}×",
                  report.shown(target.metric, found.figure),
                  f"{found.peer} {report.shown(target.metric, found.other)}",
                  f"{found.ratio()} [{', '.join(bounds)}]" if bounds else
                  f"{found.ratio()}, few runs", met)


def results(groups, workload, policy):
    runs = groups[workload, policy]
    for target in ROOMY.get(policy) or (*TARGETS.get(workload, ()), *STOCK):
        if target.metric not in runs[0].metrics:
            continue
        result = (relative(target, groups, workload, policy) if target.peers
                  else absolute(target, runs))
        if result:
            yield result


def beaten_by(groups, workload, policy):
    """Peers that are better at all of TOGETHER at once."""
    def figures(name):
        runs = groups[workload, name]
        return [labdata.estimate(runs, metric) for metric in TOGETHER
                if metric in runs[0].metrics]

    mine = figures(policy)
    return [peer for peer in labdata.PEERS if (workload, peer) in groups
            and all(a < b for a, b in zip(figures(peer), mine))]


def rows(groups):
    """Rows of targets.tsv as lists of text, header first."""
    yield ["workload", "policy", "metric", "target", "figure", "best_peer", "ratio", "verdict"]
    for workload, policy in groups:
        if policy not in report.NAMES and policy not in ROOMY:
            continue
        for result in results(groups, workload, policy):
            yield [workload, policy, result.target.name, result.wanted, result.figure,
                   result.other or "–", result.ratio, WORDS[result.met]]


def markdown(groups, facts, command):
    lines = [[*line[:-1], line[-1].replace("missed", "**missed**")] for line in rows(groups)]
    lines[0][-3:] = ["best peer", "ratio", ""]
    met = sum(line[-1] == WORDS[True] for line in lines[1:])
    judged = sum(line[-1] != WORDS[None] for line in lines[1:])
    text = ["<!-- SPDX-License-Identifier: GPL-2.0 -->", "# Targets", "",
            METHOD.format(peers=report.peers_run(groups)), f"{met} of {judged} are met.", "",
            *report.markdown_table(lines), ""]
    for workload, policy in groups:
        if policy in report.NAMES and workload in TARGETS:
            peers = beaten_by(groups, workload, policy)
            if peers:
                text += [f"- `{workload}`: `{peers[0]}` is better than `{policy}` on stalls, the "
                         "longest burst and total CPU together."]
    text += ["", "| | |", "|---|---|", *(f"| {key} | {value} |" for key, value in facts.items()),
             f"| command | `{command}` |"]
    return "\n".join(text) + "\n"
