#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Heat map of one run that bench/heatmap traced, by gnuplot.

heatmap-WORKLOAD.png: physical address by time, a panel for each monitor, the
colour being the accesses that DAMON saw in an aggregation; beneath it the free
memory and DARC's states. heatmap-WORKLOAD.tsv: the aggregations.
"""

import argparse
import bisect
import pathlib
import shutil
import statistics

import labdata
import plot

MIB = plot.MIB
COLUMNS = 640
PALETTE = ('set palette defined (0 "#08081c", 0.12 "#2c105c", 0.35 "#8c2981", '
           '0.6 "#de4968", 0.8 "#fe9f6d", 1 "#fcfdbf")\n')


def read_monitors(path):
    """pid -> time in us -> [(start, end, accesses)], both in order."""
    monitors = {}
    for row in labdata.read_table(path):
        aggregations = monitors.setdefault(int(row["monitor"]), {})
        aggregations.setdefault(row["time_us"], []).append(
            (row["start_bytes"], row["end_bytes"], row["accesses"]))
    return dict(sorted(monitors.items(), key=lambda item: min(
        stretch[0] for stretches in item[1].values() for stretch in stretches)))


def grid(aggregations, start_us, end_us):
    """(lowest, step, columns): accesses by column and row, None where unseen.

    An aggregation is about the time before it; while DARC is idle its monitor
    is slow, so that one fills several columns.
    """
    stretches = [stretch for found in aggregations.values() for stretch in found]
    low = min(stretch[0] for stretch in stretches)
    high = max(stretch[1] for stretch in stretches)
    step = min(stretch[1] - stretch[0] for stretch in stretches)
    times = sorted(aggregations)
    columns = []
    for index in range(COLUMNS):
        time = start_us + (end_us - start_us) * (index + 0.5) / COLUMNS
        at = bisect.bisect_left(times, time)
        cells = [None] * round((high - low) / step)
        for begin, end, accesses in aggregations[times[at]] if at < len(times) else ():
            first, after = round((begin - low) / step), round((end - low) / step)
            cells[first:after] = [accesses] * (after - first)
        columns.append(cells)
    return low, step, columns


def heat_panel(name, monitor, aggregations, span_us, most):
    low, step, columns = grid(aggregations, *span_us)
    seconds = (span_us[1] - span_us[0]) / 1e6
    rows = len(columns[0])
    script = plot.data_block(name, [
        ((index + 0.5) * seconds / COLUMNS, (low + (row + 0.5) * step) / MIB,
         float("nan") if column[row] is None else column[row])
        for index, column in enumerate(columns) for row in range(rows)])
    script += (f'set title "monitor {monitor}: accesses that DAMON saw" offset 0,-0.8\n'
               'set ylabel "physical address, MiB"\n'
               'set cblabel "samples of an aggregation\\nthat saw an access"\n'
               f"set cbrange [0:{most}]\n"
               f"plot [0:{seconds}] [{low / MIB}:{(low + step * rows) / MIB}] "
               f"${name} using 1:2:3 with image notitle\n")
    return script


def draw(run, path):
    monitors = read_monitors(run.path / "heat.tsv")
    series = plot.zone_series(run)[1]
    span_us = series[0]["time_us"], series[-1]["time_us"]
    most = max(stretch[2] for aggregations in monitors.values()
               for stretches in aggregations.values() for stretch in stretches) or 1
    marks = [statistics.median(row[column] for row in series)
             for column, _, _ in plot.shown_marks(series)]
    top = max(2 * max(marks), 0.05 * series[0]["free_bytes"]) / MIB
    tall, small = 420, 230
    height = tall * len(monitors) + small + 70
    script = plot.HEAD.format(1100, height) + f'set output "{path}"\n' + PALETTE
    script += (f'set multiplot title "{plot.caption([run])}, {run.policy}: what DAMON saw\\n'
               'a run of its own, slowed by the trace: its figures are in no table" '
               'font ",12"\n'
               "set border 3\nset tics nomirror out\nset format x ''\n"
               "set lmargin at screen 0.08\nset rmargin at screen 0.84\n"
               'set key outside right top reverse Left samplen 2\n')
    above = height - 55
    for index, (monitor, aggregations) in enumerate(monitors.items()):
        script += (f"set tmargin at screen {(above - 20) / height}\n"
                   f"set bmargin at screen {(above - tall + 15) / height}\n")
        script += heat_panel(f"heat{index}", monitor, aggregations, span_us, most)
        above -= tall
    script += (f"set tmargin at screen {(above - 20) / height}\n"
               f"set bmargin at screen {50 / height}\nset format x '%g'\n"
               'set grid y lc rgb "#dddddd"\nset xlabel "virtual time, s" offset 0,0.4\n')
    script += plot.timeline_panel(0, run, top, (span_us[1] - span_us[0]) / 1e6)
    plot.gnuplot(script + "unset multiplot\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("run")
    args = parser.parse_args()

    run = labdata.read_run(args.run)
    picture = args.out / f"heatmap-{run.workload}.png"
    draw(run, picture)
    shutil.copyfile(run.path / "heat.tsv", picture.with_suffix(".tsv"))
    print(f"Heat map: {picture}, {picture.with_suffix('.tsv')}")


if __name__ == "__main__":
    main()
