#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Do two reports of 'make bench' say the same?

usage: bench/agree.py A B

A and B are folders with compare.tsv and targets.tsv, as of other seeds and layouts
of the same policy. Writes a table of verdicts in common, of DARC beside the best
peer at each metric, and of aims that both have; and names what is better in one and
worse in the other, or met in one only. Two intervals that do not overlap are more than
the seeds' spread; a ratio and a difference, from a peer that has none, do not compare.
"""

import argparse
import collections
import csv
import pathlib
import re
import sys

KEY = ("workload", "policy", "metric")
DARC = ("darc-lru", "darc-mglru")
SAYS = {"better": "better", "worse": "worse", "no significant difference": "neither"}
JUDGED = ("met", "missed")


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return {tuple(row[name] for name in KEY): row for row in csv.DictReader(file, delimiter="\t")}


def comparisons(folder):
    """What is said, and the interval, of each comparison that was judged."""
    return {key: (SAYS[row["verdict"]], interval(f"{row['ratio']} [{row['ratio_low']}, {row['ratio_high']}]"))
            for key, row in read(folder / "compare.tsv").items()
            if row["policy"] in DARC and row["verdict"] in SAYS}


def aims(folder):
    return {key: (row["verdict"], interval(row["ratio"]))
            for key, row in read(folder / "targets.tsv").items()
            if row["policy"] in DARC and row["verdict"] in JUDGED}


def interval(text):
    """(is it of a difference, low, high) of "0.5 [0.4, 0.6]", None where there is none."""
    found = re.search(r"\[([^,]+), ([^]]+)\]", text)
    return (text[0] in "+-", *map(float, found.groups())) if found else None


def apart(one, other):
    if not one or not other or one[0] != other[0]:
        return False
    return one[2] < other[1] or other[2] < one[1]


def table(first, second, words):
    """Markdown: rows what the first says, columns what the second does."""
    counts = collections.Counter((first[key][0], second[key][0]) for key in first.keys() & second.keys())
    yield "| A \\ B | " + " | ".join(words) + " |"
    yield "|---|" + "---:|" * len(words)
    for word in words:
        yield f"| {word} | " + " | ".join(str(counts[word, other]) for other in words) + " |"


def bounds(found):
    if found is None:
        return "–"
    form = "[{:+.10g}, {:+.10g}]" if found[0] else "[{:.2f}, {:.2f}]"
    return form.format(*found[1:])


def differing(first, second, is_contrary):
    for key in first:
        if key in second and is_contrary(first[key][0], second[key][0]):
            (word, one), (other_word, other) = first[key], second[key]
            yield (f"| {' | '.join(key)} | {word} {bounds(one)} | {other_word} {bounds(other)} | "
                   f"{'**apart**' if apart(one, other) else 'overlap'} |")


def section(title, first, second, words, is_contrary):
    common = first.keys() & second.keys()
    alike = sum(first[key][0] == second[key][0] for key in common)
    overlap = sum(not apart(first[key][1], second[key][1]) for key in common)
    yield f"## {title}"
    yield ""
    yield f"{alike} of {len(common)} are the same; {overlap} have intervals that overlap, or none."
    yield ""
    yield from table(first, second, words)
    rows = list(differing(first, second, is_contrary))
    if rows:
        yield ""
        yield "| workload | policy | metric | A | B | intervals |"
        yield "|---|---|---|---:|---:|---|"
        yield from rows
    yield ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("a", type=pathlib.Path)
    parser.add_argument("b", type=pathlib.Path)
    args = parser.parse_args()
    first, second = comparisons(args.a), comparisons(args.b)
    if not first.keys() & second.keys():
        sys.exit(f"agree: {args.a} and {args.b} have no comparison in common")
    print("\n".join([
        *section("Comparisons", first, second, list(SAYS.values()),
                 lambda one, other: {one, other} == {"better", "worse"}),
        *section("Aims", aims(args.a), aims(args.b), list(JUDGED), lambda one, other: one != other),
    ]).rstrip())


if __name__ == "__main__":
    main()
