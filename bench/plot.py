#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Pictures from run directories of the lab, by gnuplot.

timeline-WORKLOAD.png: free memory of the largest zone against the marks, one
panel a policy. bursts-WORKLOAD.png: distribution of burst latencies.
hot-WORKLOAD.png: tail of the latencies of hot accesses.
"""

import argparse
import pathlib
import statistics
import subprocess

import labdata

MIB = 2**20
COLOURS = {
    "lru": "#7f7f7f",
    "mglru": "#8c564b",
    "lru-high": "#9467bd",
    "mglru-high": "#1f77b4",
    "damon-reclaim": "#bcbd22",
    "damon-reclaim-stock": "#e377c2",
    "psi-agent": "#17becf",
    "floor": "#2ca02c",
    "darc-lru": "#ff7f0e",
    "darc-mglru": "#d62728",
}
STATES = {
    "active": "#c7e9c0",
    "yielding": "#fdd0a2",
    "recovering": "#c6dbef",
    "busy": "#d9d9d9",
}
# column, label, colour
KSWAPD_MARKS = (
    ("high_bytes", "kswapd high", "#d62728"),
    ("low_bytes", "kswapd low", "#fb9a29"),
)
DARC_MARKS = (
    ("darc_high_bytes", "DARC high", "#006d2c"),
    ("darc_mid_bytes", "DARC mid", "#31a354"),
    ("darc_low_bytes", "DARC low", "#74c476"),
)
HEAD = 'set encoding utf8\nset terminal pngcairo size {0},{1} font "DejaVu Sans,10"\n'


def zone_series(run):
    """Samples of the zone that has most free memory at the start."""
    rows = run.samples()
    first = [row for row in rows if row["time_us"] == rows[0]["time_us"]]
    zone = max(first, key=lambda row: row["free_bytes"])["zone"]
    start = rows[0]["time_us"]
    series = [row for row in rows if row["zone"] == zone]
    for row in series:
        row["t"] = (row["time_us"] - start) / 1e6
    return zone, series


def shown_marks(series):
    """The marks that do something: DARC's only where it is on."""
    on = any(row["darc_state"] not in ("-", "off") for row in series)
    return (*KSWAPD_MARKS, *(DARC_MARKS if on else ()))


def state_spans(series):
    """(state, from, to) for each stretch of one DARC state."""
    spans = []
    for row, following in zip(series, series[1:] + series[-1:]):
        state = row["darc_state"]
        if spans and spans[-1][0] == state:
            spans[-1][2] = following["t"]
        else:
            spans.append([state, row["t"], following["t"]])
    return [span for span in spans if span[0] in STATES]


def data_block(name, points):
    lines = [" ".join(f"{value:.6g}" for value in point) for point in points]
    return f"${name} << EOD\n" + "\n".join(lines) + "\nEOD\n"


def timeline_panel(index, run, top, seconds):
    zone, series = zone_series(run)
    marks = shown_marks(series)
    stalls = run.value("allocstall")
    script = data_block(f"free{index}", [(row["t"], row["free_bytes"] / MIB) for row in series])
    script += f'set title "{run.policy}: {stalls:,.0f} stalls in direct reclaim" offset 0,-0.8\n'
    script += f'set ylabel "free, MiB\\n({zone})"\n'
    curves = []
    for number, (column, label, colour) in enumerate(marks):
        name = f"mark{index}_{number}"
        script += data_block(name, [(row["t"], row[column] / MIB) for row in series])
        curves.append(f'${name} using 1:2 with lines lw 1.3 lc rgb "{colour}" title "{label}"')
    shades = []
    for state, begin, end in state_spans(series):
        shades.append(f'set object rectangle from {begin},graph 0 to {end},graph 1 '
                      f'fc rgb "{STATES[state]}" fs solid noborder behind\n')
    for state in dict.fromkeys(span[0] for span in state_spans(series)):
        curves.append(f'NaN with boxes fs solid lc rgb "{STATES[state]}" title "{state}"')
    script += "".join(shades)
    curves.insert(0, f'$free{index} using 1:2 with lines lw 1.5 lc rgb "#202020" title "free"')
    script += f"plot [0:{seconds}] [0:{top}] " + ", ".join(curves) + "\nunset object\n"
    return script


def caption(runs):
    """What was run, and how often."""
    sizes, seeds = ([*dict.fromkeys(part)] for part in zip(*(run.layout.split("-") for run in runs)))
    return (f"{runs[0].workload} in {', '.join(sizes)}, seed {', '.join(seeds)}, one CPU, "
            "virtual time")


def timeline(runs, path):
    height = 230 * len(runs) + 90
    everything = [zone_series(run)[1] for run in runs]
    # Memory not yet used at the start, and marks boosted for a moment, would
    # flatten what matters.
    marks = [statistics.median(row[column] for row in series)
             for series in everything for column, _, _ in shown_marks(series)]
    top = max(2 * max(marks), 0.05 * everything[0][0]["free_bytes"]) / MIB
    seconds = max(series[-1]["t"] for series in everything)
    script = HEAD.format(1100, height) + f'set output "{path}"\n'
    script += (f'set multiplot layout {len(runs)},1 title "{caption(runs)}: '
               'free memory against the marks" font ",13" offset 0,-0.3\n')
    script += ('set key outside right top reverse Left samplen 2 spacing 0.95\nset grid y lc rgb "#dddddd"\n'
               "set lmargin 11\nset rmargin 20\nset tmargin 2.1\nset bmargin 2.2\n"
               "set border 3\nset tics nomirror\n")
    for index, run in enumerate(runs):
        if index == len(runs) - 1:
            script += 'set bmargin 3.4\nset xlabel "virtual time, s" offset 0,0.4\n'
        script += timeline_panel(index, run, top, seconds)
    gnuplot(script + "unset multiplot\n")


def bursts(groups, workload, path):
    script = HEAD.format(900, 520) + f'set output "{path}"\n'
    curves, floor, shown = [], None, []
    for index, ((name, policy), runs) in enumerate(groups.items()):
        latencies = sorted(b["latency_ns"] / 1e6 for run in runs for b in run.bursts)
        if name != workload or not latencies:
            continue
        floor = runs[0].bursts[0]["floor_ns"] / 1e6
        count = len(latencies)
        shown += runs
        points = [(latencies[0], 0)]
        points += [(value, (rank + 1) / count) for rank, value in enumerate(latencies)]
        script += data_block(f"b{index}", points)
        colour = COLOURS.get(policy, "#000000")
        width = 2.6 if policy.startswith("darc") else 1.8
        curves.append(f'$b{index} using 1:2 with steps lw {width} lc rgb "{colour}" '
                      f'title "{policy} (n = {count}, max {latencies[-1]:.0f} ms)"')
    if not curves:
        return False
    script += (f'set title "{caption(shown)}\\ntime to populate a burst" font ",13"\n'
               'set xlabel "latency, ms (log scale)"\n'
               'set ylabel "share of bursts that took no longer"\n'
               "set logscale x\nset grid lc rgb \"#dddddd\"\nset border 3\nset tics nomirror\n"
               "set xtics (50,70,100,150,200,300,400,500,700,1000,1500,2000,3000)\n"
               "set key bottom right reverse Left box lc rgb \"#bbbbbb\" opaque\n"
               f"set arrow from {floor},graph 0 to {floor},graph 1 nohead dt 3 lc rgb \"#555555\"\n"
               f'set label "without\\npressure" at {floor},graph 0.95 right offset -0.7,0 '
               'tc rgb "#555555"\n')
    gnuplot(script + f"plot [{floor * 0.7}:*] [0:1.03] " + ", ".join(curves) + "\n")
    return True


def exceedance(runs):
    """(latency in us, share of accesses that took longer) over all runs."""
    counts = {}
    for run in runs:
        path = run.path / "hot.tsv"
        for row in labdata.read_table(path) if path.exists() else ():
            counts[row["latency_ns"]] = counts.get(row["latency_ns"], 0) + row["count"]
    left = total = sum(counts.values())
    points = []
    for latency in sorted(counts):
        points.append((latency / 1e3, left / total))
        left -= counts[latency]
    return points


def hot(groups, workload, path):
    script = HEAD.format(900, 520) + f'set output "{path}"\n'
    curves, shown = [], []
    for index, ((name, policy), runs) in enumerate(groups.items()):
        points = exceedance(runs) if name == workload else []
        if not points:
            continue
        shown += runs
        script += data_block(f"h{index}", points)
        width = 2.6 if policy.startswith("darc") else 1.8
        curves.append(f'$h{index} using 1:2 with fsteps lw {width} '
                      f'lc rgb "{COLOURS.get(policy, "#000000")}" title "{policy}, {len(runs)} runs"')
    if not curves:
        return False
    script += (f'set title "{caption(shown)}\\nlatency of hot accesses, runs pooled" font ",13"\n'
               'set xlabel "latency, µs (log scale)"\n'
               'set ylabel "share of accesses that took as long or longer"\n'
               "set logscale xy\nset format y \"10^{%L}\"\nset format x \"%g\"\nset rmargin 4\n"
               "set grid lc rgb \"#dddddd\"\nset border 3\nset tics nomirror\n"
               "set key top right reverse Left box lc rgb \"#bbbbbb\" opaque\n")
    gnuplot(script + "plot " + ", ".join(curves) + "\n")
    return True


def gnuplot(script):
    subprocess.run(["gnuplot"], input=script, text=True, check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("runs", nargs="+")
    args = parser.parse_args()

    # The oracle has figures and no time.
    runs = [labdata.read_run(path) for path in args.runs
            if (pathlib.Path(path) / "samples.tsv").exists()]
    groups = labdata.group(runs)
    pictures = []
    for workload in dict.fromkeys(run.workload for run in runs):
        # One run a policy: a mean over runs would blur what happened. The floor's
        # guest is of another size, and so are its marks.
        first = [members[0] for (name, policy), members in groups.items()
                 if name == workload and not policy.startswith("floor")]
        path = args.out / f"timeline-{workload}.png"
        timeline(first, path)
        pictures.append(path)
        for name, draw in (("bursts", bursts), ("hot", hot)):
            path = args.out / f"{name}-{workload}.png"
            if draw(groups, workload, path):
                pictures.append(path)
    print("\nPictures: " + ", ".join(str(path) for path in pictures))


if __name__ == "__main__":
    main()
