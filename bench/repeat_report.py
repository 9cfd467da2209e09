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


# Said of each run where they differ.
FIGURES = ("work_rate", "refault", "allocstall", "cpu_total_us")
# What the whole run adds up to; of latencies, the mean.
TOTALS = ("work_rate", "elapsed_us", "hot_mean_ns", "cpu_total_us", "cpu_work_us", "cpu_kswapd_us",
          "cpu_kdamond_us", "refault", "majfault", "swapin_pages", "swapout_pages", "evicted_bytes",
          "allocstall", "mem_free_mean_bytes")


def compared(folder):
    return sorted(path.name for path in folder.iterdir() if path.name not in NOT_COMPARED)


def different_files(folders):
    """Files that are not there, or not the same, in all runs."""
    names = sorted(set().union(*(compared(folder) for folder in folders)))
    return [name for name in names
            if len({(folder / name).read_bytes() if (folder / name).exists() else None
                    for folder in folders}) > 1]


def same_until(folders):
    """Virtual seconds, from a run's first sample, until runs part; None if they do not."""
    texts = [(folder / "samples.tsv").read_text("ascii").splitlines()[1:] for folder in folders]
    start = int(texts[0][0].split("\t")[0])
    for rows in itertools.zip_longest(*texts, fillvalue=""):
        if len(set(rows)) > 1:
            return (int(max(rows).split("\t")[0]) - start) / 1e6
    return None


def widest(runs):
    """(share, name) of the total that differs most, as a share of the middle run's."""
    shares = []
    for name in TOTALS:
        if all(name in run.metrics for run in runs):
            low, middle, high = sorted(run.value(name) for run in runs)
            shares.append(((high - low) / middle if middle else float(high > low), name))
    return max(shares)


def differences(folders):
    """What a reader needs to find the reason, and to see how much it matters."""
    files = different_files(folders)
    if not files:
        return None
    runs = [labdata.read_run(folder) for folder in folders]
    when = same_until(folders)
    figures = "; ".join(
        f"{metric} " + ", ".join(f"{run.value(metric):,.0f}" for run in runs)
        for metric in FIGURES if all(metric in run.metrics for run in runs))
    share, name = widest(runs)
    return (f"{', '.join(files)} differ; samples are the same "
            + (f"for {when:.1f} s" if when is not None else "throughout")
            + f"; of the totals {name} differs most, by {100 * share:.2g} %; {figures}")


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
        found = differences(folders)
        lines.append(row(cell, folders, found))
        notes += [f"{cell}: {found}"] if found else []
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
