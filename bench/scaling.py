#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""DARC's cost by the size of the machine: summary.tsv, report.md, scaling.png."""

import argparse
import pathlib

import labdata
import plot
import report

MIB = 2**20
ABOUT = """\
One guest of each size, one CPU, **virtual time**: one instruction is one
nanosecond; no model of caches, nor of what a scattered walk over a large memory
costs in them. {touch:.0f} MiB are touched in each guest, an eighth of them in use
all the time, and the rest of the memory is free; the marks of the zone that they
are in then ask for half of that to be free besides what was. That zone alone is
in DARC's care then, and all zones of 64 MiB or more while it watches.

The cost of watching is the CPU time of the whole machine for a second, with DARC
less without it, and that of the monitors' threads; DARC's controller is in the
first only. A wakeup is a time that a monitor's thread was put on a CPU. Tried is
what DARC looked at to evict. Kernel memory is the growth of unreclaimable slabs
and kernel stacks, of everybody, since before DARC was switched on, and so noisy;
regions are what DAMON's slab held, and their share of it.
"""


def read(path):
    return {name: value for name, (_, value)
            in labdata.read_metrics(pathlib.Path(path) / "work.tsv").items()}


def watch_rows(runs):
    rows = [["guest", "monitors", "machine off µs/s", "machine watched µs/s", "DARC µs/s",
             "monitors µs/s", "share of CPU", "wakeups /s", "regions", "regions KiB",
             "kernel memory KiB"]]
    for size, run in runs.items():
        cost = run["watch_cpu_us_per_s"] - run["off_cpu_us_per_s"]
        rows.append([size, f"{run['zones']:.0f}", f"{run['off_cpu_us_per_s']:.0f}",
                     f"{run['watch_cpu_us_per_s']:.0f}", f"{cost:.0f}",
                     f"{run['watch_kdamond_us_per_s']:.0f}", f"{cost / 1e4:.3f} %",
                     f"{run['watch_wakeups_per_s']:.1f}", f"{run['watch_regions']:.0f}",
                     f"{run['watch_regions'] * run['watch_region_bytes'] / 1024:.0f}",
                     f"{run['watch_kernel_bytes'] / 1024:.0f}"])
    return rows


def active_rows(runs):
    rows = [["guest", "zone MiB", "asked MiB", "time to high s", "evicted MiB", "tried MiB",
             "swapped in pages", "monitor s", "of one CPU", "monitor µs/MiB", "wakeups /s",
             "regions", "kernel memory KiB"]]
    for size, run in runs.items():
        cpu = run["active_kdamond_us_per_s"] * run["active_seconds"]
        evicted = run["active_evicted_bytes"] / MIB
        rows.append([size, f"{run['zone_bytes'] / MIB:.0f}", f"{run['active_asked_bytes'] / MIB:.0f}",
                     f"{run['active_seconds']:.2f}", f"{evicted:.0f}",
                     f"{run['active_tried_bytes'] / MIB:.0f}", f"{run['active_swapin_pages']:.0f}",
                     f"{cpu / 1e6:.2f}", f"{run['active_kdamond_us_per_s'] / 1e4:.0f} %",
                     f"{cpu / evicted:.0f}" if evicted else "-",
                     f"{run['active_wakeups_per_s']:.0f}", f"{run['active_regions']:.0f}",
                     f"{run['active_kernel_bytes'] / 1024:.0f}"])
    return rows


def draw(runs, path):
    script = plot.HEAD.format(1000, 360) + f'set output "{path}"\n'
    ticks = ", ".join(f'"{size}" {index}' for index, size in enumerate(runs))
    script += ('set multiplot layout 1,3 title "DARC by size of the guest, virtual time" '
               'font ",13"\nset border 3\nset tics nomirror\nset grid y lc rgb "#dddddd"\n'
               f"set xtics ({ticks})\nset style fill solid\nset boxwidth 0.6\n"
               f"set xrange [-0.6:{len(runs) - 0.4}]\nset xlabel 'memory of the guest'\n")
    panels = (
        ("watching an idle machine", "CPU, µs a second",
         lambda run: run["watch_cpu_us_per_s"] - run["off_cpu_us_per_s"]),
        ("time to reach the marks", "seconds", lambda run: run["active_seconds"]),
        ("monitor while evicting", "CPU, s",
         lambda run: run["active_kdamond_us_per_s"] * run["active_seconds"] / 1e6),
    )
    for number, (title, label, value) in enumerate(panels):
        script += plot.data_block(f"p{number}", list(enumerate(map(value, runs.values()))))
        script += (f'set title "{title}"\nset ylabel "{label}"\n'
                   f'plot [] [0:*] $p{number} using 1:2 with boxes lc rgb "#d62728" notitle\n')
    plot.gnuplot(script + "unset multiplot\n")


def summary(runs, units):
    yield ["guest", "metric", "unit", "value"]
    for size, run in runs.items():
        for name, value in run.items():
            yield [size, name, units[name], f"{value:.10g}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--command", default="bench/scaling.py")
    parser.add_argument("runs", nargs="+", help="folders named SIZE-TOUCH-SEED")
    args = parser.parse_args()

    runs = {pathlib.Path(path).name.split("-")[0]: read(path) for path in args.runs}
    first = pathlib.Path(args.runs[0])
    units = {name: unit for name, (unit, _) in labdata.read_metrics(first / "work.tsv").items()}
    with open(args.out / "summary.tsv", "w", encoding="ascii") as file:
        file.writelines("\t".join(row) + "\n" for row in summary(runs, units))
    draw(runs, args.out / "scaling.png")
    touch = next(iter(runs.values()))["touched_bytes"] / MIB
    lines = ["<!-- SPDX-License-Identifier: GPL-2.0 -->", "# DARC by the size of the machine", "",
             ABOUT.format(touch=touch), "## Watching", "",
             *report.markdown_table(watch_rows(runs)), "", "## Evicting", "",
             *report.markdown_table(active_rows(runs)), "", "![scaling](scaling.png)", "",
             (first / "fingerprint.tsv").read_text("ascii").replace("\t", ": ").strip(), "",
             f"Command: `{args.command}`"]
    (args.out / "report.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for rows in (watch_rows(runs), active_rows(runs)):
        print()
        print("\n".join(report.align(rows)))
    print(f"\nEverything is in {args.out}: report.md, summary.tsv, scaling.png, and runs/.")


if __name__ == "__main__":
    main()
