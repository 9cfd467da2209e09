#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Does the bench call the broken policy what it is?

Prints how darc-broken compares with darc-lru by the verdicts of the bench's own
report, and fails unless it is significantly worse under each workload in
refaults, and in hot latency or stalls.
"""

import argparse
import pathlib
import sys

# Not from the copy that runs: the verdicts under test are this checkout's.
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import labdata
import report
import verdicts

GOOD, BROKEN = "darc-lru", "darc-broken"
# Of each of these lines, one metric has to be significantly worse.
DEMANDS = (
    ("refault",),
    ("hot_mean_ns", "hot_p99_ns", "hot_p999_ns", "allocstall"),
)
# metric, heading, divisor, decimals
SHOWN = (
    ("refault", "refaults", 1, 0),
    ("allocstall", "stalls", 1, 0),
    ("hot_mean_ns", "hot mean, ns", 1, 0),
    ("hot_p99_ns", "hot p99, ns", 1, 0),
    ("hot_p999_ns", "hot p99.9, ns", 1, 0),
    ("burst_p50_ns", "burst p50, ms", 1e6, 0),
    ("burst_max_ns", "burst max, ms", 1e6, 0),
    ("work_rate", "work, k/s", 1e3, 1),
    ("cpu_total_us", "CPU total, s", 1e6, 2),
)


def judge(groups, workload):
    """metric -> Verdict on the broken policy beside the good one."""
    found = ((metric, verdicts.judge(groups, workload, BROKEN, metric, (GOOD,)))
             for metric, *_ in SHOWN)
    return {metric: verdict for metric, verdict in found if verdict}


def table(judged):
    lines = [["workload", "metric", GOOD, BROKEN, "ratio", "95 % interval", "pairs", "verdict"]]
    for workload, mine in judged.items():
        for metric, heading, divisor, decimals in SHOWN:
            if metric not in mine:
                continue
            v = mine[metric]
            bounds = v.bounds()
            span = " to ".join(bounds) if bounds else "-"
            lines.append([workload, heading, f"{v.other / divisor:,.{decimals}f}",
                          f"{v.figure / divisor:,.{decimals}f}", v.ratio(), span,
                          str(v.pairs), v.word])
    return lines


def unmet(judged):
    """(workload, metrics) of the demands that no verdict meets."""
    return [(workload, " or ".join(demand)) for workload, mine in judged.items()
            for demand in DEMANDS
            if not any(metric in mine and mine[metric].word == verdicts.WORSE
                       for metric in demand)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--command", required=True)
    parser.add_argument("runs", nargs="+")
    args = parser.parse_args()

    runs = [labdata.read_run(path) for path in args.runs]
    facts = report.fingerprint(runs)
    groups = labdata.group(runs)
    judged = {workload: judge(groups, workload)
              for workload in dict.fromkeys(run.workload for run in runs)}
    lines = table(judged)
    text = ["<!-- SPDX-License-Identifier: GPL-2.0 -->",
            "# DARC with its ranking upside down", "",
            *report.markdown_table(lines), "", "| | |", "|---|---|",
            *(f"| {key} | {value} |" for key, value in facts.items()),
            f"| command | `{args.command}` |"]
    (args.out / "report.md").write_text("\n".join(text) + "\n", encoding="utf-8")

    widths = [max(len(row[i]) for row in lines) for i in range(len(lines[0]))]
    for row in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
    missed = unmet(judged)
    for workload, metrics in missed:
        print(f"broken: {workload}: not significantly worse in {metrics}", file=sys.stderr)
    if not missed:
        print("The bench calls the broken policy significantly worse in refaults, and in "
              "hot latency or stalls.")
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
