#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# stress-ng - stressors of memory beside something whose latency is seen.
#
# Three vm stressors, Debian's stress-ng, take 5 % of RAM each, write all of it
# (write64), hold it for a second and give it back, seven times. probe.c is beside
# them, with its hot set and cold memory that grows. work_rate is the pages
# that stressors wrote by the time they took, hot_* is of the probe's hot set.
set -eu
# shellcheck source=bench/images/lab.sh
. /mnt/pmem/lab.sh

if [ -n "$prepare" ]; then
	link_folders
	exit
fi

bytes=$((ram / 20 / 4096 * 4096))
# An operation is 128 pages.
ops=$((3 * (7 * bytes / 524288)))
mkdir -p /tmp/stress /tmp/probe
probe --seed "$seed" --ram "$ram" --out /tmp/probe &
probe=$!
/mnt/pmem/usr/bin/stress-ng --temp-path /tmp/stress --seed "$seed" --vm 3 \
	--vm-bytes $((3 * bytes)) --vm-method write64 --vm-hang 1 --vm-ops $ops \
	--metrics >"$out/stress-ng.log" 2>&1 || die "$(tail -n 1 "$out/stress-ng.log")"
wait $probe
grep -v ^work_rate /tmp/probe/work.tsv >"$out/work.tsv"
cp /tmp/probe/hot.tsv "$out/"
metric work_rate 1/s "$(awk '$4 == "vm" { print 128 * $5 / $6 }' "$out/stress-ng.log")"
