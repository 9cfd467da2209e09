#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# compile - four compilers at a time beside a memory hog which grows.
#
# gcc -O1, the host's, compiles the C files of the kernel's dtc and kconfig as
# they come from the preprocessor; hog.c is beside it. work_rate is lines by
# the time they took, hot_* is of the hog's hot set.
set -eu
# shellcheck source=bench/images/lab.sh
. /mnt/pmem/lab.sh

jobs=4

if [ -n "$prepare" ]; then
	link_folders
	exit
fi

now_ms() { awk '{ print $1 * 1000 }' /proc/uptime; }

mkdir -p /tmp/hog
hog --seed "$seed" --ram "$ram" --out /tmp/hog &
hog=$!
start=$(now_ms)
ls /mnt/pmem/source/*.i >/tmp/list
export PATH="/mnt/pmem/usr/bin:$PATH"
xargs -n 1 -P $jobs gcc -O1 -c -o /dev/null </tmp/list || die "gcc failed"
ms=$(($(now_ms) - start))
wait $hog
grep -v ^work_rate /tmp/hog/work.tsv >"$out/work.tsv"
cp /tmp/hog/hot.tsv "$out/"
metric work_rate 1/s "$(cat /mnt/pmem/source/*.i | awk -v ms="$ms" 'END { print NR * 1000 / ms }')"
