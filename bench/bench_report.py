#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The bench's report: report.md, targets.md, and what is in them as .tsv.

One table a workload with all policies, and a scoreboard of each policy against
the best of the fair peers, metric by metric.
"""

import argparse
import pathlib

import labdata
import report
import targets
import verdicts

# metric, short name
SCOREBOARD = (
    ("work_rate", "work"),
    ("hot_mean_ns", "hot mean"),
    ("hot_p999_ns", "hot p99.9"),
    ("burst_p50_ns", "burst p50"),
    ("burst_p99_ns", "burst p99"),
    ("burst_max_ns", "burst max"),
    ("allocstall", "stalls"),
    ("refault", "refaults"),
    ("cpu_total_us", "CPU total"),
    ("recover_ms", "recovery"),
)
SHOWN = tuple(metric for metric, _ in SCOREBOARD)
COLUMNS = report.COLUMNS + (
    ("hot_p999_ns", "hot p99.9 ns", 1, 0),
    ("majfault", "major faults", 1, 0),
    ("psi_some_us", "PSI some s", 1e6, 2),
    ("recover_ms", "recovery ms", 1, 0),
)
# Why there is none.
NO_ORACLE = {
    "pagecache": "in which order fio's two threads read depends on how long each read takes, "
                 "so the policies have no sequence in common",
}
METHOD = """\
Virtual time: one instruction is one nanosecond. It is no model of caches, of a
real disk, or of seconds on a server. The same image and seeds are meant to give
the same figures anywhere; `bench/repeat` tells whether they do on this host.

A figure is the median over runs. The p50 of bursts is of all of them pooled, and so
is a p99, which is given from 100 bursts on (of fewer summary.tsv has the median over
runs of the nearest rank); burst max is the median over runs of the longest of each.
Runs of two policies are paired by layout (memory size) and seed. The best peer
is the best at that metric of kswapd with its marks raised to DARC's (`lru-high`,
`mglru-high`) and DAMON_RECLAIM as it would run if it worked (`damon-reclaim`);
taking the best of them after the fact favours the peers. Brackets hold
bootstrap 95 % intervals over pairs; where one spans 1 there is *no significant
difference*. By chance one in twenty such intervals is wrong, of few pairs more.
With fewer than 5 pairs there is no interval: less than 10 % (stalls: 50 %) is
noise, and more is a hint, marked "?", and no finding. {peers}

`floor` is the same work in a guest of three times the memory. `oracle` is Belady's
MIN: the fewest refaults that a policy could have had that knows the future, in
the most memory that any of the policies left to the workload (anonymous and
page cache, as sampled ten times a second). They say how far the end is, and
compete with nobody.

The columns: *work*, accesses to the hot set in a second; *hot*, latency of one of
them; *burst*, time to populate one; *stalls*, entries into direct reclaim
(allocstall); *refaults*, pages (workingset_refault, anonymous and file); *CPU
total*, of the whole machine, user and system, of which *kswapd* and *kdamond* are
parts; *mean free*, over the run and all zones, which is what a policy's reserve
costs; *PSI*, the time in which the workload waited for memory; *recovery*, from a
step's end until as much is free as DARC's low mark. What a workload does is in
the head of bench/workloads/WORKLOAD.c, .sh or .conf.
"""


def most_run(members):
    """Runs of the policies that have most: the others are references."""
    most = max(map(len, members.values()))
    return [runs for runs in members.values() if len(runs) == most]


def columns_for(members):
    """What some policy has, less the tails for which some have too few bursts."""
    bursting = [runs for runs in most_run(members) if any(run.bursts for run in runs)]
    return [column for column in COLUMNS
            if any(column[0] in runs[0].metrics for runs in members.values())
            and all(verdicts.has_tail(runs, column[0]) for runs in bursting)]


def table(groups, workload):
    members = {policy: runs for (name, policy), runs in groups.items() if name == workload}
    columns = columns_for(members)
    lines = [["policy", "runs", *(heading for _, heading, _, _ in columns)]]
    for policy, runs in members.items():
        cells = [policy, str(len(runs))]
        for metric, _, divisor, decimals in columns:
            known = metric in runs[0].metrics
            figure = labdata.estimate(runs, metric) / divisor if known else None
            cells.append(f"{figure:,.{decimals}f}" if known else "-")
        lines.append(cells)
    return lines


def mark(verdict):
    """A verdict in one cell."""
    if not verdict:
        return "-"
    bounds = verdict.bounds()
    text = verdict.ratio() + (f" [{', '.join(bounds)}]" if bounds else "")
    return {verdicts.BETTER: f"**{text}**", verdicts.WORSE: f"{text} WORSE",
            verdicts.FEW_BETTER: f"{text} better?",
            verdicts.FEW_WORSE: f"{text} worse?"}.get(verdict.word, f"{text} =")


def scoreboard(judged, policies):
    """One row a workload and policy."""
    shown = [(metric, name) for metric, name in SCOREBOARD
             if any(key[2] == metric for key in judged)]
    lines = [["workload", "policy", "pairs", *(name for _, name in shown)]]
    for workload, policy in dict.fromkeys(key[:2] for key in judged):
        if policy in policies:
            mine = [judged.get((workload, policy, metric)) for metric, _ in shown]
            pairs = min(verdict.pairs for verdict in mine if verdict)
            lines.append([workload, policy, str(pairs), *map(mark, mine)])
    return lines


def score(judged):
    """How often each policy is better, worse, or neither."""
    lines = [["policy", "better", "better?", "no difference", "worse?", "WORSE"]]
    for policy in dict.fromkeys(key[1] for key in judged):
        words = [verdict.word for (_, name, metric), verdict in judged.items()
                 if name == policy and metric in SHOWN]
        lines.append([policy, *(str(sum(word in kind for word in words)) for kind in (
            (verdicts.BETTER,), (verdicts.FEW_BETTER,), (verdicts.SAME, verdicts.FEW_SAME),
            (verdicts.FEW_WORSE,), (verdicts.WORSE,)))])
    return lines


def each_peer(groups):
    """How often DARC is better, worse, or neither, beside one peer at a time.

    Or beside itself on another LRU.
    """
    lines = [["policy", "peer", "better", "no difference", "WORSE"]]
    kinds = (verdicts.BETTER, verdicts.SAME, verdicts.WORSE)
    for nr, policy in enumerate(report.NAMES):
        for peer in (*labdata.PEERS, *list(report.NAMES)[:nr]):
            found = [verdicts.judge(groups, workload, policy, metric, (peer,))
                     for workload in dict.fromkeys(name for name, _ in groups)
                     for metric in SHOWN]
            words = [verdict.word for verdict in found if verdict]
            if any(kind in words for kind in kinds):
                lines.append([policy, peer, *(str(words.count(kind)) for kind in kinds)])
    return lines


def phrase(judged, workload, policy, test):
    """Metrics of which the verdict passes a test, with both figures."""
    found = []
    for metric, name in SCOREBOARD:
        verdict = judged.get((workload, policy, metric))
        if verdict and test(verdict):
            other = report.shown(metric, verdict.other).split(" ")[0]
            found.append(f"{name} {report.shown(metric, verdict.figure)} ({verdict.peer} {other})")
    return ", ".join(found)


def free_line(groups, workload):
    """What is no verdict, for more of it is a cost or a gain as one likes."""
    free = [f"`{policy}` {labdata.estimate(runs, 'mem_free_mean_bytes') / 2**20:,.1f}"
            for (name, policy), runs in groups.items()
            if name == workload and policy in (*report.NAMES, *labdata.PEERS)
            and "mem_free_mean_bytes" in runs[0].metrics]
    return [f"- Kept free on average, MiB: {', '.join(free)}."] if len(free) > 1 else []


def losses_and_wins(judged, workload):
    lines = []
    for policy in report.NAMES:
        bad = phrase(judged, workload, policy, verdicts.Verdict.bad)
        good = phrase(judged, workload, policy, verdicts.Verdict.good)
        mine = [verdict for key, verdict in judged.items() if key[:2] == (workload, policy)]
        hint = " (a hint of few runs)" if any(verdict.low is None for verdict in mine) else ""
        if mine:
            lines += [f"- `{policy}` loses{hint}: {bad or 'nothing'}.",
                      f"- `{policy}` wins{hint}: {good or 'nothing'}."]
    return lines


def burst_note(groups, workload):
    """How many bursts the quantiles are of, and why there may be no p99."""
    members = {policy: runs for (name, policy), runs in groups.items() if name == workload}
    counts = [sum(len(run.bursts) for run in runs) for runs in most_run(members)]
    least = min(filter(None, counts), default=0)
    if not least:
        return None
    text = f"{least} bursts a policy, over all its {max(map(len, members.values()))} runs"
    if least < labdata.ENOUGH_BURSTS:
        text += f": too few for a p99, which takes {labdata.ENOUGH_BURSTS}"
    return text + "."


def oracle_note(groups, workload):
    """What the oracle's figure means, or why there is none."""
    if workload in NO_ORACLE:
        return f"No `oracle`: {NO_ORACLE[workload]}."
    runs = groups.get((workload, "oracle"))
    if not runs:
        return None
    mib = labdata.estimate(runs, "mem_used_max_bytes") / 2**20
    least = labdata.estimate(runs, "refault")
    if least:
        return (f"`oracle`: {least:,.0f} refaults cannot be avoided in the {mib:,.0f} MiB that "
                "the workload had at most, whatever the policy.")
    return (f"`oracle`: no refault is needed. What is accessed again fits in the {mib:,.0f} MiB "
            "that the workload had at most, and the rest is touched once; every refault in "
            "the table is of a page that need not have been taken.")


def stock_evidence(groups, workload):
    """What the counters of the module as shipped say."""
    runs = groups.get((workload, "damon-reclaim-stock"))
    if not runs:
        return None
    tried = labdata.estimate(runs, "damon_reclaim_tried_bytes")
    thread = labdata.estimate(runs, "cpu_kdamond_us") / 1e3
    return (f"`damon-reclaim-stock`: its thread ran for {thread:,.1f} ms and tried to evict "
            f"{tried:,.0f} bytes. The module of 6.12 loses its scheme when it commits its "
            "parameters; the upstream fix is \"mm/damon/reclaim: use parameter context "
            "correctly\" (20250706193207.39810-7-sj@kernel.org).")


def telling_note(groups, workload):
    """Is the workload worth its time?"""
    found = verdicts.told_apart(groups, workload)
    if found is None:
        return None
    if not found:
        return "**This workload tells no two policies apart.**"
    names = dict(SCOREBOARD)
    texts = [f"`{one}` and `{other}` ({names[metric]} {ratio:.3g} to 1)"
             for one, other, metric, ratio in found[:3]]
    more = f", and {len(found) - 3} pairs more" if len(found) > 3 else ""
    return f"Tells apart: {', '.join(texts)}{more}."


def heat_map(out, workload):
    """What bench/heatmap left for the workload, if it did."""
    if not (out / f"heatmap-{workload}.png").exists():
        return []
    return [f"![accesses by address and time](heatmap-{workload}.png)", "",
            "What DARC's monitor saw, by physical address and time, in a run of its own: the "
            "trace costs virtual time, so nothing of that run is in the tables.", ""]


def workload_section(groups, judged, workload, out):
    lines = [f"## {workload}", "", *report.markdown_table(table(groups, workload)), ""]
    for note in (burst_note, oracle_note, stock_evidence, telling_note):
        text = note(groups, workload)
        lines += [text, ""] if text else []
    verdict = losses_and_wins(judged, workload)
    lines += [*verdict, *free_line(groups, workload), ""] if verdict else []
    mine = [run for (name, _), runs in groups.items() if name == workload for run in runs]
    lines += [f"![free memory over time](timeline-{workload}.png)", ""]
    if any(run.bursts for run in mine):
        lines += [f"![burst latency](bursts-{workload}.png)", ""]
    if any((run.path / "hot.tsv").exists() for run in mine):
        lines += [f"![latency of hot accesses](hot-{workload}.png)", ""]
    return lines + heat_map(out, workload)


def markdown(groups, judged, facts, command, out):
    lines = ["<!-- SPDX-License-Identifier: GPL-2.0 -->", "# Reclaim policies compared", "",
             METHOD.format(peers=report.peers_run(groups))]
    if judged:
        lines += ["## Scoreboard", "",
                  "Ratio to the best peer; less is better, for work more. **Bold** is significantly "
                  "better, WORSE significantly worse, = is no significant difference or within "
                  "noise; \"?\" marks hints, of too few pairs for an interval.", "",
                  *report.markdown_table(scoreboard(judged, report.NAMES)), "",
                  "The same for every policy, in numbers of cells (a peer is compared with "
                  "the best of the others):", "",
                  *report.markdown_table(score(judged)), ""]
        beside = each_peer(groups)
        if len(beside) > 1:
            lines += ["Nobody has to choose the best of several peers for each figure. Beside "
                      "one of them at a time:", "", *report.markdown_table(beside), ""]
        lines += ["![scoreboard](scoreboard.png)", ""]
    for workload in dict.fromkeys(name for name, _ in groups):
        lines += workload_section(groups, judged, workload, out)
    lines += ["## Fingerprint", "", "| | |", "|---|---|"]
    lines += [f"| {key} | {value} |" for key, value in facts.items()]
    return "\n".join(lines + [f"| command | `{command}` |"]) + "\n"


def run_rows(runs):
    """What each run came to, for whoever wants to do sums of their own."""
    metrics = sorted({metric for run in runs for metric in run.metrics})
    yield ["workload", "policy", "run", *metrics]
    for run in runs:
        yield [run.workload, run.policy, run.layout,
               *(f"{run.value(metric):.10g}" if metric in run.metrics else "-"
                 for metric in metrics)]


def print_tables(groups, judged):
    for workload in dict.fromkeys(name for name, _ in groups):
        print(f"\n{workload}")
        print("\n".join(report.align(table(groups, workload))))
        print("\n".join(losses_and_wins(judged, workload)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--command", default="bench/bench_report.py")
    parser.add_argument("runs", nargs="+")
    args = parser.parse_args()

    runs = [labdata.read_run(path) for path in args.runs]
    groups = labdata.group(runs)
    facts = report.fingerprint(runs)
    judged = verdicts.all_verdicts(groups)
    report.write_summary(args.out / "summary.tsv", groups)
    for name, rows in (("compare.tsv", verdicts.rows(judged)), ("runs.tsv", run_rows(runs)),
                       ("targets.tsv", targets.rows(groups))):
        with open(args.out / name, "w", encoding="utf-8") as file:
            file.writelines("\t".join(row) + "\n" for row in rows)
    (args.out / "report.md").write_text(
        markdown(groups, judged, facts, args.command, args.out), encoding="utf-8")
    (args.out / "targets.md").write_text(
        targets.markdown(groups, facts, args.command), encoding="utf-8")
    print_tables(groups, judged)


if __name__ == "__main__":
    main()
