#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""scoreboard.png: DARC against the best peer, a field a workload and metric.

Green is better, red is worse, the deeper the more; grey is no significant
difference, pale is a hint of too few runs. It is drawn from compare.tsv, which bench_report.py writes.
"""

import argparse
import csv
import math
import pathlib
import subprocess

import bench_report
import report

GREY = "#e4e4e4"
GREEN, RED = (26, 120, 55), (178, 24, 43)
# From this factor on the colour is full.
FULL_LOG2 = 2.0
# A hint never is; and on a full colour the text is white.
HINT, DARK = 0.2, 0.7
HEAD = """\
set encoding utf8
set terminal pngcairo size {width},{height} font "DejaVu Sans,10"
set output "{path}"
set title "Ratio to the best peer (less is better, for work more). Grey: no significant difference; pale and ?: a hint of few runs" font ",11" offset 0,1.6
unset key
unset border
unset tics
set lmargin at screen {left}
set rmargin at screen 0.99
set tmargin at screen {top}
set bmargin at screen 0.02
set xrange [0:{columns}]
set yrange [{rows}:0]
"""


def read_compare(path):
    with open(path, newline="", encoding="ascii") as file:
        return {(row["workload"], row["policy"], row["metric"]): row
                for row in csv.DictReader(file, delimiter="\t")}


def depth(row):
    """How full the colour is, by how far the ratio is from 1; 0 for grey."""
    if not row["verdict"].startswith(("better", "worse")):
        return 0.0
    if is_hint(row):
        return HINT
    # A plain difference stands where the peer has none at all.
    if row["ratio"][0] in "+-" or not float(row["ratio"]):
        return 1.0
    share = min(1.0, abs(math.log2(float(row["ratio"]))) / FULL_LOG2)
    return 0.25 + 0.75 * share


def is_hint(row):
    return row["verdict"].endswith("(few runs)")


def colour(row):
    share = depth(row)
    if not share:
        return GREY
    base = GREEN if row["verdict"].startswith("better") else RED
    return "#" + "".join(f"{round(255 + (part - 255) * share):02x}" for part in base)


def draw(compare, path):
    shown = [(metric, name) for metric, name in bench_report.SCOREBOARD
             if any(key[2] == metric for key in compare)]
    lines = [key for key in dict.fromkeys(key[:2] for key in compare) if key[1] in report.NAMES]
    if not lines:
        return False
    height = 70 + 26 * len(lines)
    script = HEAD.format(width=1150, height=height, path=path, columns=len(shown),
                         rows=len(lines), left=0.17, top=1 - 62 / height)
    for x, (_, name) in enumerate(shown):
        script += f'set label "{name}" at {x + 0.5},first 0 center offset 0,0.7\n'
    for y, (workload, policy) in enumerate(lines):
        script += f'set label "{workload}, {policy}" at 0,{y + 0.5} right offset -0.7,0\n'
        for x, (metric, _) in enumerate(shown):
            row = compare.get((workload, policy, metric))
            if row:
                script += (f"set object rectangle from {x + 0.02},{y + 0.05} to "
                           f'{x + 0.98},{y + 0.95} fc rgb "{colour(row)}" fs solid noborder\n'
                           f'set label "{row["ratio"]}{"?" * is_hint(row)}" at '
                           f'{x + 0.5},{y + 0.5} center front '
                           f'tc rgb "{"white" if depth(row) > DARK else "black"}"\n')
    subprocess.run(["gnuplot"], input=script + "plot NaN notitle\n", text=True, check=True)
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True, type=pathlib.Path)
    args = parser.parse_args()
    path = args.out / "scoreboard.png"
    if draw(read_compare(args.out / "compare.tsv"), path):
        print(f"Scoreboard: {path}")


if __name__ == "__main__":
    main()
