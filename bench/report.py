#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Tables and sentences from run directories of the lab.

Writes summary.tsv and report.md, and prints the table and what DARC changed.
"""

import argparse
import pathlib
import sys

import labdata

# metric, heading, divisor, decimals
COLUMNS = (
    ("work_rate", "work k/s", 1e3, 1),
    ("hot_mean_ns", "hot mean ns", 1, 0),
    ("burst_p50_ns", "burst p50 ms", 1e6, 0),
    ("burst_p99_ns", "burst p99 ms", 1e6, 0),
    ("burst_max_ns", "burst max ms", 1e6, 0),
    ("allocstall", "stalls", 1, 0),
    ("refault", "refaults", 1, 0),
    ("cpu_total_us", "CPU total s", 1e6, 2),
    ("cpu_kswapd_us", "kswapd s", 1e6, 2),
    ("cpu_kdamond_us", "kdamond s", 1e6, 2),
    ("mem_free_mean_bytes", "mean free MiB", 2**20, 1),
)
# What stands for one, how many decimals, and the unit.
SCALES = {
    "work_rate": (1e3, 1, "k/s"),
    "hot_mean_ns": (1, 0, "ns"),
    "hot_p99_ns": (1, 0, "ns"),
    "hot_p999_ns": (1, 0, "ns"),
    "burst_p50_ns": (1e6, 0, "ms"),
    "burst_p99_ns": (1e6, 0, "ms"),
    "burst_max_ns": (1e6, 0, "ms"),
    "burst_excess_p99_ns": (1e6, 0, "ms"),
    "allocstall": (1, 0, ""),
    "refault": (1, 0, ""),
    "refault_per_evicted_bp": (1, 0, "bp"),
    "cpu_total_us": (1e6, 2, "s"),
    "cpu_kswapd_us": (1e6, 2, "s"),
    "mem_free_mean_bytes": (2**20, 1, "MiB"),
    "recover_ms": (1, 0, "ms"),
    "wakeups_per_s": (1, 1, ""),
}
# Differences below these shares are noise unless repeats say otherwise.
NOISE = {"allocstall": 0.5}
DEFAULT_NOISE = 0.1
NAMES = {
    "darc-lru": "DARC on the classic LRU",
    "darc-mglru": "DARC on MGLRU",
}
STOCK = ("lru", "mglru")
# peers, what they are called, whether the demo's aims refer to them
COMPARISONS = (
    (STOCK, "the better of LRU and MGLRU as they come, figure by figure", True),
    (("lru-high", "mglru-high"), "kswapd with its marks raised to DARC's, the fair peer", False),
    (("damon-reclaim",), "DAMON_RECLAIM with DARC's marks, if it worked", False),
)
FEW_BURSTS = 100


def shown(metric, figure):
    """A figure with its unit."""
    divisor, decimals, unit = SCALES[metric]
    return f"{figure / divisor:,.{decimals}f}" + (unit and f" {unit}")


def table_rows(groups, workload):
    rows = [["policy"] + [heading for _, heading, _, _ in COLUMNS]]
    for (name, policy), runs in groups.items():
        if name != workload:
            continue
        cells = [policy]
        for metric, _, divisor, decimals in COLUMNS:
            known = metric in runs[0].metrics
            figure = labdata.estimate(runs, metric) / divisor if known else None
            cells.append(f"{figure:,.{decimals}f}" if known else "-")
        rows.append(cells)
    return rows


def align(rows):
    """Two lines of heading, columns to the right except the first."""
    head = [name.rsplit(" ", 1) if " " in name else ["", name] for name in rows[0]]
    rows = [[first for first, _ in head], [last for _, last in head]] + rows[1:]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) if i == 0 else cell.rjust(width)
                      for i, (cell, width) in enumerate(zip(row, widths)))
            for row in rows]


def markdown_table(rows):
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|---|" + "---:|" * (len(rows[0]) - 1))
    return lines


def compare(metric, figure, other):
    """How much more or less, in words."""
    if figure == other:
        return "the same"
    if not other:
        return "more than none"
    share = figure / other
    if abs(share - 1) < NOISE.get(metric, DEFAULT_NOISE):
        return f"{share:.2f} times as much, within noise"
    if share >= 2:
        return f"{share:.1f} times as much: worse"
    if share > 1:
        return f"{(share - 1) * 100:.0f} % more: worse"
    return f"{(1 - share) * 100:.0f} % less" if figure else "none left"


def peers_run(groups):
    """Which of the peers are in the report."""
    there = [f"`{peer}`" for peer in labdata.PEERS if any(name == peer for _, name in groups)]
    return f"Peers in this\nreport: {', '.join(there) or 'none'}."


def sentence(groups, workload, policy, peers, metric, text, divisor, unit):
    """One line on one metric against the best of the peers at it."""
    best = labdata.with_best(groups, workload, policy, peers, metric)
    if not best:
        return None
    figure, other = labdata.both(best[1], metric)
    decimals = 2 if unit == " s" else 0
    return (f"{text} {figure / divisor:,.{decimals}f}{unit}, {best[0]} "
            f"{other / divisor:,.{decimals}f}{unit}: {compare(metric, figure, other)}.")


def changes(groups, workload, policy, peers):
    runs = groups[workload, policy]
    few = sum(len(run.bursts) for run in runs) < FEW_BURSTS
    burst = ("burst_max_ns", "Longest burst") if few else ("burst_p99_ns", "Burst p99")
    wanted = (
        ("allocstall", "Stalls in direct reclaim", 1, ""),
        ("burst_p50_ns", "Median burst", 1e6, " ms"),
        (*burst, 1e6, " ms"),
        ("refault", "Refaulted pages", 1, ""),
        ("cpu_total_us", "CPU of the whole machine", 1e6, " s"),
        ("mem_free_mean_bytes", "Memory kept free on average", 2**20, " MiB"),
    )
    lines = (sentence(groups, workload, policy, peers, *item) for item in wanted)
    return [line for line in lines if line]


def stock_verdicts(groups, workload, policy):
    """The aims of the demo against the better of LRU and MGLRU, met or not."""
    def best(metric):
        _, pairs = labdata.with_best(groups, workload, policy, STOCK, metric)
        return labdata.both(pairs, metric)[1]

    runs = groups[workload, policy]
    refault_limit = best("refault") + 0.01 * labdata.estimate(runs, "evicted_bytes") / 4096
    aims = (
        ("no stall", labdata.estimate(runs, "allocstall") == 0),
        ("longest burst at most half",
         labdata.estimate(runs, "burst_max_ns") <= 0.5 * best("burst_max_ns")),
        ("refaults no more than 1 % of evicted pages above",
         labdata.estimate(runs, "refault") <= refault_limit),
        ("CPU at most 1.2 times",
         labdata.estimate(runs, "cpu_total_us") <= 1.2 * best("cpu_total_us")),
    )
    return "Aims: " + "; ".join(f"{text}: {'met' if met else 'MISSED'}"
                                for text, met in aims) + "."


def story(groups, workload):
    """What DARC changed, in paragraphs of (heading, lines)."""
    paragraphs = []
    for name, policy in groups:
        if name != workload or policy not in NAMES:
            continue
        for peers, description, has_aims in COMPARISONS:
            lines = changes(groups, workload, policy, peers)
            if lines and has_aims:
                lines.append(stock_verdicts(groups, workload, policy))
            if lines:
                paragraphs.append((f"{NAMES[policy]}, beside {description}:", lines))
    return paragraphs


def fingerprint(runs):
    """Facts common to all runs; those that differ are refused or listed."""
    facts = {}
    for run in runs:
        for key, value in run.fingerprint.items():
            facts.setdefault(key, []).append(value)
    for key, what in (("image_sha256", "kernel images"),
                      ("guest_sha256", "tools or policies in the guest")):
        if len(set(facts.get(key, ()))) > 1:
            sys.exit(f"report: the runs were made with different {what}: run them again with one")
    return {key: ", ".join(dict.fromkeys(values)) for key, values in facts.items()}


def burst_note(groups, workload):
    counts = {policy: sum(len(run.bursts) for run in runs)
              for (name, policy), runs in groups.items() if name == workload}
    least = min(filter(None, counts.values()), default=0)
    if least >= FEW_BURSTS or not least:
        return None
    return f"{least} bursts a policy: their p99 is the longest of them."


def write_summary(path, groups):
    with open(path, "w", encoding="ascii") as file:
        for row in labdata.summary_rows(groups):
            file.write("\t".join(row) + "\n")


def markdown(groups, workloads, facts, command):
    lines = ["<!-- SPDX-License-Identifier: GPL-2.0 -->", "# Reclaim policies compared", ""]
    lines += ["Virtual time: one instruction is one nanosecond. No model of caches, of a "
              "real disk, or of seconds on a server.", ""]
    for workload in workloads:
        lines += [f"## {workload}", "", *markdown_table(table_rows(groups, workload)), ""]
        note = burst_note(groups, workload)
        lines += [note, ""] if note else []
        for heading, sentences in story(groups, workload):
            lines += [heading, "", *("- " + text for text in sentences), ""]
        lines += [f"![free memory over time](timeline-{workload}.png)", "",
                  f"![burst latency](bursts-{workload}.png)", ""]
    lines += ["## Fingerprint", "", "| | |", "|---|---|"]
    lines += [f"| {key} | {value} |" for key, value in facts.items()]
    return lines + [f"| command | `{command}` |"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--command", default="bench/report.py")
    parser.add_argument("runs", nargs="+")
    args = parser.parse_args()

    runs = [labdata.read_run(path) for path in args.runs]
    groups = labdata.group(runs)
    workloads = list(dict.fromkeys(run.workload for run in runs))
    facts = fingerprint(runs)
    write_summary(args.out / "summary.tsv", groups)
    text = "\n".join(markdown(groups, workloads, facts, args.command)) + "\n"
    (args.out / "report.md").write_text(text, encoding="utf-8")

    for workload in workloads:
        print()
        print("\n".join(align(table_rows(groups, workload))))
        note = burst_note(groups, workload)
        if note:
            print(f"({note})")
        for heading, sentences in story(groups, workload):
            print(f"\n{heading}")
            print("\n".join("  " + text for text in sentences))


if __name__ == "__main__":
    main()
