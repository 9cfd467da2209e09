#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""DAMON's schemes here beside what was published: report.md and summary.tsv."""

import argparse
import pathlib
import statistics

import labdata
import report

MIB = 2**20
RECLAIM = ("prcl", "darc-5s", "darc")
ABOUT = """\
Each scheme runs on the workload's own process through DAMON's sysfs (virtual
addresses; sampling 5 ms, aggregation 100 ms, update 1 s, 10 to 1000 regions), as
DAMON's author ran his. The programs are synthetic and stand in for PARSEC3 and
SPLASH-2x, which Debian does not package: what they are like is in the heads of
`bench/workloads/{mining,sweeping,dense,sparse}.c`. So the figures of two rows are
alike in what they measure, not in what they measure it of: `mining` is to be read
beside freqmine, and our mean is over other programs than the published one.

RSS is the mean over the run. The programs pause, so that an emulator gets through,
and runtime is the time without the pauses. The guest has one CPU, and what DAMON's
thread does outside the pauses is in the runtime as well; where the figures were
published from it had other CPUs to run on. So there is the program's own CPU time
beside it, faults included: what the runtime would be with a CPU for each. Elapsed
is with the pauses.
"""
VIRTUAL = """\
**Virtual time**: one instruction is one nanosecond. It sees the page faults that
huge pages save, and nothing of what they gain in the TLB, which is most of what
was published; it sees what a scheme executes, and nothing of what it does to
caches. `bench/published --clock real` runs the same where there is KVM.
"""
REAL = """\
**Real time**: seconds of the machine that this ran on ({clock}), one run each.
"""
RECLAIM_TEXT = """\
`prcl` pages out what was not accessed for 5 s. DARC is driven by pressure and
watches physical memory, so two things are compared with it: `darc-5s` has prcl's
rule (`min_age` 5 s, and a high mark of 98 % of the zone, so that there is pressure
all the time); `darc` tunes itself, with a high mark of 75 % of the zone, which
some of these programs can meet and others cannot: where they cannot, it evicts
what is in use, as it was told to.

Published (DAMON's patch series of 2020 and after; best case parsec3/freqmine):
"""
THP_TEXT = """\
`ethp` asks for huge pages where at least 5 % of an aggregation's samples saw an
access, and for small ones where 2 MiB or more had none for 7 s. Memory is RSS.
Removed is the share of `thp`'s additional memory that `ethp` does without; kept is
the share of its gain in runtime that `ethp` has, too.

Published (evaluation of May 2020, total of 25 workloads): removed 69.43 %, kept
37.11 % (the tables of that evaluation give 46.07 %, and memory there is the
system's).
"""


def change(figure, base):
    return (figure / base - 1) * 100 if base else float("nan")


def percent(value):
    return "-" if value != value else f"{value:+.2f} %"


def plain(part, whole):
    """A share in percent; of next to nothing there is none."""
    return f"{part / whole * 100:.1f} %" if whole > 0.5 else "-"


class Results:
    """Runs by workload and scheme, and their figures against no scheme."""

    def __init__(self, runs):
        self.runs = {(run.workload, run.policy): run for run in runs}
        self.workloads = list(dict.fromkeys(run.workload for run in runs))

    def get(self, workload, scheme):
        return self.runs.get((workload, scheme))

    def change(self, workload, scheme, metric):
        base, run = self.get(workload, "none"), self.get(workload, scheme)
        return change(run.value(metric), base.value(metric)) if base and run else None

    def count(self, scheme):
        return sum(1 for _, name in self.runs if name == scheme)

    def mean(self, scheme, metric):
        values = [self.change(workload, scheme, metric) for workload in self.workloads]
        values = [value for value in values if value is not None]
        return statistics.mean(values) if values else None


def reclaim_rows(results):
    rows = [["workload", "scheme", "RSS mean MiB", "RSS end MiB", "RSS", "runtime",
             "own CPU", "elapsed",
             "CPU total s", "kdamond s", "swapped out MiB", "swapped in MiB"]]
    for workload in results.workloads:
        for scheme in ("none", *RECLAIM):
            run = results.get(workload, scheme)
            if not run:
                continue
            value = run.value
            changes = [""] * 4 if scheme == "none" else [
                percent(results.change(workload, scheme, metric))
                for metric in ("rss_mean_bytes", "busy_s", "cpu_work_us", "elapsed_s")]
            rows.append([workload, scheme, f"{value('rss_mean_bytes') / MIB:.1f}",
                         f"{value('rss_end_bytes') / MIB:.1f}", *changes,
                         f"{value('cpu_total_us') / 1e6:.2f}",
                         f"{value('cpu_kdamond_us') / 1e6:.2f}",
                         f"{value('swapout_pages') * 4096 / MIB:.1f}",
                         f"{value('swapin_pages') * 4096 / MIB:.1f}"])
    return rows


def beside_rows(results):
    rows = [["", "RSS", "runtime", "own CPU"],
            ["published best case, `prcl` on freqmine", "-93.38 %", "+1.22 %", ""]]
    metrics = ("rss_mean_bytes", "busy_s", "cpu_work_us")
    for scheme in RECLAIM:
        if results.change("mining", scheme, "busy_s") is not None:
            rows.append([f"here, `{scheme}` on mining",
                         *(percent(results.change("mining", scheme, m)) for m in metrics)])
    rows.append(["published mean of 24 workloads, `prcl`", "-20.22 %", "+7.64 %", ""])
    for scheme in RECLAIM:
        if results.mean(scheme, "busy_s") is not None:
            rows.append([f"here, mean of {results.count(scheme)} workloads, `{scheme}`",
                         *(percent(results.mean(scheme, m)) for m in metrics)])
    return rows


def thp_rows(results):
    rows = [["workload", "RSS none MiB", "thp RSS", "ethp RSS", "removed", "thp runtime",
             "ethp runtime", "kept", "thp own CPU", "ethp own CPU", "kept own CPU",
             "huge pages thp", "huge pages ethp", "of them collapsed"]]
    for workload in results.workloads:
        thp, ethp = results.get(workload, "thp"), results.get(workload, "ethp")
        none = results.get(workload, "none")
        if not (none and thp and ethp):
            continue
        rss = [results.change(workload, scheme, "rss_mean_bytes") for scheme in ("thp", "ethp")]
        time = [results.change(workload, scheme, "busy_s") for scheme in ("thp", "ethp")]
        cpu = [results.change(workload, scheme, "cpu_work_us") for scheme in ("thp", "ethp")]
        huge = [run.value("thp_fault") + run.value("thp_collapse") for run in (thp, ethp)]
        rows.append([workload, f"{none.value('rss_mean_bytes') / MIB:.1f}", percent(rss[0]),
                     percent(rss[1]), plain(rss[0] - rss[1], rss[0]), percent(time[0]),
                     percent(time[1]), plain(-time[1], -time[0]), percent(cpu[0]),
                     percent(cpu[1]), plain(-cpu[1], -cpu[0]), f"{huge[0]:.0f}",
                     f"{huge[1]:.0f}", f"{ethp.value('thp_collapse'):.0f}"])
    return rows


def markdown(results, runs, clock, command):
    facts = report.fingerprint(runs)
    lines = ["<!-- SPDX-License-Identifier: GPL-2.0 -->", "# Published results of DAMON", "",
             ABOUT, VIRTUAL if clock == "virtual" else REAL.format(clock=facts.get("clock", "?")),
             "## Proactive reclamation", "", RECLAIM_TEXT,
             *report.markdown_table(beside_rows(results)), "",
             *report.markdown_table(reclaim_rows(results)), "",
             "## Huge pages", "", THP_TEXT, *report.markdown_table(thp_rows(results)), "",
             "A change is against `none`; - is a share of next to nothing.", "",
             "## Fingerprint", "", "| | |", "|---|---|"]
    lines += [f"| {key} | {value} |" for key, value in facts.items()]
    return "\n".join(lines + [f"| command | `{command}` |"]) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--clock", default="virtual")
    parser.add_argument("--command", default="bench/published.py")
    parser.add_argument("runs", nargs="+")
    args = parser.parse_args()

    runs = [labdata.read_run(path) for path in args.runs]
    results = Results(runs)
    report.write_summary(args.out / "summary.tsv", labdata.group(runs))
    (args.out / "report.md").write_text(
        markdown(results, runs, args.clock, args.command), encoding="utf-8")
    for rows in (beside_rows(results), reclaim_rows(results), thp_rows(results)):
        print()
        print("\n".join(report.align(rows)))


if __name__ == "__main__":
    main()
