#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Memory that has nothing to look at is not cut into ever more regions, however few
# pages a pass may look at.  What is given as the least goes before what the zone's
# size allows.
. "$(dirname "$0")/darc_lib.sh"

begin 5
EVENT=$TRACE/events/damon/damon_aggregated
[ -e "$EVENT/enable" ] || skip_all "no tracepoint damon:damon_aggregated"
pick_zone
need_free 320
need_disk 96
tear_down() {
	echo 0 >"$EVENT/enable"
}
# So many MiB, or more, were passed over; how soon depends on where the page cache lies.
skipped_mib() {
	[ "$(get stats/skipped)" -ge $(($1 * MIB)) ]
}
most_regions() {
	sed -n 's/.* nr_regions=\([0-9]*\) .*/\1/p' "$TRACE/trace" | sort -n | tail -n 1
}

solo
mem_start m
mem m alloc cold 160M
disk_file read 88
param skip_anon Y
param min_age 500000
param max_nr_regions 100
param quota_sz 4M
marks_around -48 48 64
trace_on
echo 1 >"$EVENT/enable"
on
check "page cache goes" wait_for "$PATIENCE" evicted_mib 12
check "anonymous memory is passed over" wait_for "$PATIENCE" skipped_mib 64
few=$(most_regions)
param max_nr_regions 100000
param min_nr_regions 2000
: >"$TRACE/trace"
sleep 4
many=$(most_regions)
echo 0 >"$EVENT/enable"
off
pages m cold
check "and none of it is in swap" is "$SWAPPED" 0
note "no more than $few and $many regions"
check "there are hardly more regions than max_nr_regions" within "${few:-0}" 10 120
check "with the least above one for each 2 MiB there are hardly more" within "${many:-0}" 1000 2200
end
