#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""What a dry run predicts, and what the real run evicts.

Reads ROOT/darc-lru and ROOT/darc-dry as bench/dryrun leaves them, prints one line
for each seed, and writes the table with command and fingerprint to
OUT/README.md.
"""

import argparse
import pathlib
import re
import statistics
import sys

import labdata
import report

WITHIN = 0.2
ENDS = re.compile(r"\[ *([0-9.]+)\].*: dry run ends")
METHOD = f"""\
A dry run counts as evicted what it would have evicted, until the LRU has to find
the memory that is not free in fact; the kernel's log has the time. Evicted is what
the real run, same seed and layout, has evicted by then, between two samples 10 ms
apart on a line.

Most of it goes in the quarter of a second around one burst, and a few ms by which one
run is ahead of the other change it, as they do between two real runs: see what the
layouts of one seed have evicted. So a seed's figures are the medians of its layouts,
and the aim is that they are within {100 * WITHIN:.0f} %.
"""


def evicted(folder):
    """[(s, bytes)] of all zones together."""
    sums = {}
    for row in labdata.read_table(folder / "samples.tsv"):
        seconds = row["time_us"] / 1e6
        sums[seconds] = sums.get(seconds, 0) + row["darc_evicted_bytes"]
    return sorted(sums.items())


def at(samples, when):
    for (before, low), (after, high) in zip(samples, samples[1:]):
        if before <= when < after:
            return low + (high - low) * (when - before) / (after - before)
    return samples[-1][1]


def end_of_knowledge(folder):
    """Seconds since boot, or None if it knew to the end."""
    with open(folder / "console.log", encoding="utf-8", errors="replace") as log:
        found = filter(None, map(ENDS.search, log))
        return next((float(match.group(1)) for match in found), None)


def compare(root, layout):
    """(s, predicted, evicted): to the end of the dry run where it never lost track."""
    dry, real = (evicted(root / policy / layout) for policy in ("darc-dry", "darc-lru"))
    when = end_of_knowledge(root / "darc-dry" / layout)
    if when is None:
        when = min(dry[-1][0], real[-1][0])
    return when, dry[-1][1], at(real, when)


def table(pairs, first, verdict):
    """Lines of a table, and how many are off; pairs are (name, s, predicted, evicted)."""
    lines = [[first, "known for s", "predicted MB", "evicted MB", "ratio"] + [""] * verdict]
    off = 0
    for name, when, predicted, real in pairs:
        ratio = predicted / real if real else float("inf")
        missed = not 1 - WITHIN <= ratio <= 1 + WITHIN
        off += missed
        lines.append([name, f"{when:.2f}", f"{predicted / 1e6:.1f}", f"{real / 1e6:.1f}",
                      f"{ratio:.2f}"] + ["missed" if missed else "met"] * verdict)
    return lines, off


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--command", default="bench/dryrun")
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("layouts", nargs="+")
    args = parser.parse_args()

    pairs = [(layout, *compare(args.root, layout)) for layout in args.layouts]
    seeds = {}
    for layout, *figures in pairs:
        seeds.setdefault(layout.split("-")[1], []).append(figures)
    medians = [(seed, *map(statistics.median, zip(*rows))) for seed, rows in seeds.items()]
    lines, off = table(medians, "seed", True)
    facts = report.fingerprint([labdata.read_run(args.root / policy / layout)
                                for policy in ("darc-lru", "darc-dry") for layout in args.layouts])
    text = ["<!-- SPDX-License-Identifier: GPL-2.0 -->",
            f"# What a dry run predicts under {args.root.name}", "", METHOD,
            *report.markdown_table(lines), "", "The runs that these are the medians of:", "",
            *report.markdown_table(table(pairs, "layout", False)[0]), "",
            "| | |", "|---|---|",
            *(f"| {key} | {value} |" for key, value in facts.items()),
            f"| command | `{args.command}` |"]
    (args.out / "README.md").write_text("\n".join(text) + "\n", encoding="utf-8")
    print()
    print("\n".join(report.align(lines)))
    sys.exit(bool(off))


if __name__ == "__main__":
    main()
