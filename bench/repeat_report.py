#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Three runs of a cell: the same to the byte, or what differs.

Reads OUT/1, OUT/2 and OUT/3 as bench/repeat leaves them, prints one line for
each cell, and writes the table with command and fingerprint to OUT/README.md.
"""

import argparse
import hashlib
import itertools
import pathlib
import sys

import labdata
import report

RUNS = ("1", "2", "3")
# Made on the host, or about it.
NOT_COMPARED = ("fingerprint.tsv", "host_seconds", "host_guests", "key", "log", "fio.json")
METHOD = """\
Each cell was run three times. Compared byte by byte are all figures (metrics.tsv,
work.tsv), the samples taken ten times a second (samples.tsv), the latencies of
all bursts and hot accesses (bursts.tsv, hot.tsv) and the kernel's log with its
time stamps (console.log). The digest is the SHA-256 of these files: whoever has
the same image, programs and QEMU should get the same.

"Other guests" are those that ran on the host when each of the three runs began
and when it ended. Host seconds differ, and may: nothing of them is in the
figures.
"""


def compared(folder):
    return sorted(path.name for path in folder.iterdir() if path.name not in NOT_COMPARED)


def first_difference(one, other):
    """Where two files differ: the line, and the words of it that do."""
    lines = itertools.zip_longest(one.read_text("utf-8", "replace").splitlines(),
                                  other.read_text("utf-8", "replace").splitlines(), fillvalue="")
    for number, (a, b) in enumerate(lines, 1):
        if a != b:
            return f"line {number}: {a.strip()!r} and {b.strip()!r}"
    return "in line ends alone"


def differences(folders):
    """One line for each file that is not the same in all runs."""
    first = folders[0]
    names = sorted(set().union(*(compared(folder) for folder in folders)))
    for name, (nr, folder) in itertools.product(names, zip(RUNS[1:], folders[1:])):
        if not (first / name).exists() or not (folder / name).exists():
            yield f"{name} is missing in run {nr if (first / name).exists() else RUNS[0]}"
        elif (first / name).read_bytes() != (folder / name).read_bytes():
            yield f"{name} of run {nr}, {first_difference(first / name, folder / name)}"


def digest(folder):
    total = hashlib.sha256()
    for name in compared(folder):
        total.update((folder / name).read_bytes())
    return total.hexdigest()[:16]


def row(cell, folders, found):
    workload, policy, layout = pathlib.Path(cell).parts
    names = compared(folders[0])
    size = sum((folders[0] / name).stat().st_size for name in names)
    seconds, guests = (", ".join((folder / name).read_text("ascii").strip().replace(" ", "-")
                                 for folder in folders)
                       for name in ("host_seconds", "host_guests"))
    return [workload, policy, layout, str(len(names)), f"{size:,}", seconds, guests,
            digest(folders[0]), "DIFFER" if found else "the same"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--command", default="bench/repeat")
    parser.add_argument("cells", nargs="+")
    args = parser.parse_args()

    lines = [["workload", "policy", "layout", "files", "bytes", "host s", "other guests", "digest", "three runs"]]
    notes = []
    for cell in args.cells:
        folders = [args.out / nr / cell for nr in RUNS]
        found = list(differences(folders))
        lines.append(row(cell, folders, found))
        notes += [f"{cell}: {text}" for text in found]
    facts = report.fingerprint([labdata.read_run(args.out / nr / cell)
                                for nr in RUNS for cell in args.cells])
    text = ["<!-- SPDX-License-Identifier: GPL-2.0 -->", "# The same each time", "",
            METHOD, *report.markdown_table(lines), "",
            *(f"- {note}" for note in notes), *([""] if notes else []), "| | |", "|---|---|",
            *(f"| {key} | {value} |" for key, value in facts.items()),
            f"| command | `{args.command}` |"]
    (args.out / "README.md").write_text("\n".join(text) + "\n", encoding="utf-8")
    print()
    print("\n".join(report.align(lines)))
    for note in notes:
        print(f"repeat: {note}", file=sys.stderr)
    sys.exit(bool(notes))


if __name__ == "__main__":
    main()
