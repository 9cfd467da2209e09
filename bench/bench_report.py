#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The bench's report: summary.tsv, compare.tsv and report.md.

One table a workload with all policies, and a scoreboard of each policy against
the best of the fair peers, metric by metric.
"""

import argparse
import pathlib

import labdata
import report
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
COLUMNS = report.COLUMNS + (
    ("hot_p999_ns", "hot p99.9 µs", 1e3, 1),
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
real disk, or of seconds on a server; `make bench` with the same image and seeds
gives the same figures anywhere.

A figure is the median over runs; burst quantiles are of all bursts pooled.
Runs of two policies are paired by layout (memory size) and seed. The best peer
is the best at that metric of kswapd with its marks raised to DARC's (`lru-high`,
`mglru-high`) and DAMON_RECLAIM as it would run if it worked (`damon-reclaim`);
taking the best of three after the fact favours the peers. Brackets hold
bootstrap 95 % intervals over pairs; where one spans 1 there is *no significant
difference*. By chance one in twenty such intervals is wrong, of few pairs more.
With fewer than 5 pairs there is no interval: less than 10 % (stalls: 50 %) is
noise, and more is only a hint.

`floor` is the same work in a guest of three times the memory. `oracle` is Belady's
MIN: the fewest refaults that a policy could have had that knows the future, in
the most memory that any of the policies left to the workload (anonymous and
page cache, as sampled ten times a second). They say how far the end is, and
compete with nobody.
"""


def columns_for(members):
    """What some policy has, less the tails for which some have too few bursts."""
    bursting = [runs for runs in members.values() if any(run.bursts for run in runs)]
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
    """A verdict in one cell: the ratio, bold where better, capitals where not."""
    if not verdict:
        return "-"
    bounds = verdict.bounds()
    text = verdict.ratio() + (f" [{', '.join(bounds)}]" if bounds else "")
    if verdict.good():
        return f"**{text}**"
    if verdict.bad():
        return f"{text} WORSE"
    return f"{text} ="


def scoreboard(judged, policies):
    """One row a workload and policy."""
    shown = [(metric, name) for metric, name in SCOREBOARD
             if any(key[2] == metric for key in judged)]
    lines = [["workload", "policy", *(name for _, name in shown)]]
    for workload, policy in dict.fromkeys(key[:2] for key in judged):
        if policy in policies:
            lines.append([workload, policy,
                          *(mark(judged.get((workload, policy, metric))) for metric, _ in shown)])
    return lines


def score(judged):
    """How often each policy is better, worse, or neither."""
    lines = [["policy", "better", "no difference", "worse"]]
    for policy in dict.fromkeys(key[1] for key in judged):
        mine = [verdict for (_, name, metric), verdict in judged.items()
                if name == policy and metric in dict(SCOREBOARD)]
        good, bad = sum(v.good() for v in mine), sum(v.bad() for v in mine)
        lines.append([policy, str(good), str(len(mine) - good - bad), str(bad)])
    return lines


def phrase(judged, workload, policy, test):
    """Metrics of which the verdict passes a test, with ratios."""
    names = dict(SCOREBOARD)
    return ", ".join(f"{names[metric]} {verdict.ratio()} (to {verdict.peer})"
                     for (name, who, metric), verdict in judged.items()
                     if (name, who) == (workload, policy) and metric in names
                     and test(verdict))


def losses_and_wins(judged, workload):
    lines = []
    for policy in report.NAMES:
        bad = phrase(judged, workload, policy, verdicts.Verdict.bad)
        good = phrase(judged, workload, policy, verdicts.Verdict.good)
        mine = [verdict for key, verdict in judged.items() if key[:2] == (workload, policy)]
        hint = " (few runs, a hint)" if any(verdict.low is None for verdict in mine) else ""
        if mine:
            lines += [f"- `{policy}` loses{hint}: {bad or 'nothing'}.",
                      f"- `{policy}` wins{hint}: {good or 'nothing'}."]
    return lines


def burst_note(groups, workload):
    """How many bursts the quantiles are of, and why there may be no p99."""
    counts = [sum(len(run.bursts) for run in runs)
              for (name, _), runs in groups.items() if name == workload]
    least = min(filter(None, counts), default=0)
    if not least:
        return None
    text = f"{least} bursts a policy, over all runs"
    if least < verdicts.ENOUGH_BURSTS:
        text += f": too few for a p99, which takes {verdicts.ENOUGH_BURSTS}"
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


def workload_section(groups, judged, workload):
    lines = [f"## {workload}", "", *report.markdown_table(table(groups, workload)), ""]
    for note in (burst_note, oracle_note, stock_evidence):
        text = note(groups, workload)
        lines += [text, ""] if text else []
    verdict = losses_and_wins(judged, workload)
    lines += [*verdict, ""] if verdict else []
    mine = [run for (name, _), runs in groups.items() if name == workload for run in runs]
    lines += [f"![free memory over time](timeline-{workload}.png)", ""]
    if any(run.bursts for run in mine):
        lines += [f"![burst latency](bursts-{workload}.png)", ""]
    if any((run.path / "hot.tsv").exists() for run in mine):
        lines += [f"![latency of hot accesses](hot-{workload}.png)", ""]
    return lines


def markdown(groups, judged, facts, command):
    lines = ["<!-- SPDX-License-Identifier: GPL-2.0 -->", "# Reclaim policies compared", "",
             METHOD]
    if judged:
        lines += ["## Scoreboard", "",
                  "Ratio to the best peer; less is better, for work more. **Bold** is better, "
                  "WORSE is worse, = is no significant difference or within noise.", "",
                  *report.markdown_table(scoreboard(judged, report.NAMES)), "",
                  "The same for every policy, in numbers of cells (a peer is compared with "
                  "the best of the others):", "",
                  *report.markdown_table(score(judged)), "", "![scoreboard](scoreboard.png)", ""]
    for workload in dict.fromkeys(name for name, _ in groups):
        lines += workload_section(groups, judged, workload)
    lines += ["## Fingerprint", "", "| | |", "|---|---|"]
    lines += [f"| {key} | {value} |" for key, value in facts.items()]
    return "\n".join(lines + [f"| command | `{command}` |"]) + "\n"


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
    with open(args.out / "compare.tsv", "w", encoding="ascii") as file:
        file.writelines("\t".join(row) + "\n" for row in verdicts.rows(judged))
    (args.out / "report.md").write_text(
        markdown(groups, judged, facts, args.command), encoding="utf-8")
    print_tables(groups, judged)


if __name__ == "__main__":
    main()
