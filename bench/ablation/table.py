#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""What is lost without a part: a table for each workload, in OUT/README.md.

The first part named is none: all others are beside it.
"""

import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import labdata
import report

PREFIX = "without-"
# metric, heading, divisor, decimals
COLUMNS = tuple(column for column in report.COLUMNS if column[0] != "burst_p99_ns")
COLUMNS = COLUMNS[:2] + (("hot_p99_ns", "hot p99 ns", 1, 0),) + COLUMNS[2:]
METHOD = """\
One image; a part is switched off by a parameter that only this kernel has, or by
one of the product's. Figures with a + or - are those that differ from the first row
by more than noise (10 %, stalls 50 %): of few runs they are hints.
"""


def read_parts(path):
    """name -> what is missing."""
    found = {}
    for line in path.read_text("utf-8").splitlines():
        words = line.split()
        if words and not line.startswith("#"):
            text = [word for word in words[1:] if "=" not in word and word != "-"]
            found[words[0]] = " ".join(text)
    return found


def mark(metric, figure, other):
    noise = report.NOISE.get(metric, report.DEFAULT_NOISE)
    if figure > other * (1 + noise):
        return " +"
    return " -" if figure < other * (1 - noise) else ""


def cells(runs, base):
    for metric, _, divisor, decimals in COLUMNS:
        if metric not in runs[0].metrics:
            yield "-"
            continue
        figure, other = labdata.estimate(runs, metric), labdata.estimate(base, metric)
        yield f"{figure / divisor:,.{decimals}f}{mark(metric, figure, other)}"


def table(groups, workload, parts):
    rows = [["without"] + [heading for _, heading, _, _ in COLUMNS]]
    base = None
    for name, what in parts.items():
        runs = groups.get((workload, PREFIX + name))
        if not runs:
            continue
        base = base or runs
        rows.append([f"`{name}`: {what}", *cells(runs, base)])
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--parts", required=True, type=pathlib.Path)
    parser.add_argument("--command", default="bench/ablation/run")
    parser.add_argument("runs", nargs="+")
    args = parser.parse_args()

    runs = [labdata.read_run(path) for path in args.runs]
    facts = report.fingerprint(runs)
    groups = labdata.group(runs)
    parts = read_parts(args.parts)
    text = ["<!-- SPDX-License-Identifier: GPL-2.0 -->", "# DARC without one part at a time",
            "", METHOD]
    for workload in dict.fromkeys(run.workload for run in runs):
        rows = table(groups, workload, parts)
        text += [f"## {workload}", "", *report.markdown_table(rows), ""]
        print("\n".join(["", workload, *report.align(rows)]))
    text += ["| | |", "|---|---|", *(f"| {key} | {value} |" for key, value in facts.items()),
             f"| command | `{args.command}` |"]
    (args.out / "README.md").write_text("\n".join(text) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
