#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What was used once counts as used once: the LRU is not told of an access of which it
# knows, and page cache that was read once goes at its first look, on either LRU.
. "$(dirname "$0")/darc_lib.sh"

begin 8
need_swap 128
pick_zone
need_free 256
need_disk 80
solo
param min_age 500000
param yield never
found=$(cat "$LRU_GEN" 2>/dev/null)
tear_down() {
	[ -z "$found" ] || echo "$found" >"$LRU_GEN"
}
use_lru() {
	[ -z "$found" ] || echo "$1" >"$LRU_GEN"
}

# is_region START-END - is it that of the test, by its size
is_region() {
	[ $((0x${1#*-} - 0x${1%-*})) -eq $((MIB * 96)) ]
}

# read_of_other PID - reads its 96 MiB as get_user_pages() does: the LRU is told, and no
# accessed bit is set
read_of_other() {
	while read -r range _; do
		is_region "$range" || continue
		dd if="/proc/$1/mem" of=/dev/null bs="$PAGE" \
			skip=$((0x${range%-*} / PAGE)) count=$((96 * MIB / PAGE)) 2>/dev/null
		return
	done <"/proc/$1/maps"
	return 1
}

use_lru n
mem_start m
mem m alloc once 96M
# No accessed bit is set, and the LRU knows of none that was.
echo 1 >"/proc/$mem_pid/clear_refs"
check "memory is read by another process" read_of_other "$mem_pid"
before=$(vmstat nr_active_anon)
marks_around -32 $((16 + DRIFT)) $((24 + DRIFT))
on
check "it goes" wait_for "$PATIENCE" evicted_mib 16
off
active=$(($(vmstat nr_active_anon) - before))
note "$active of $((96 * MIB / PAGE)) pages became active"
check "and was not taken for active" [ $((active * 20)) -le $((96 * MIB / PAGE)) ]
mem m free once

# read_once NAME - page cache that was read once on this LRU
read_once() {
	disk_file cold 64
	echo 1 >/proc/sys/vm/drop_caches
	cat "$FILE" >/dev/null
	marks_around -32 $((16 + DRIFT)) $((24 + DRIFT))
	on
	check "$1: page cache that was read once goes" wait_for "$PATIENCE" evicted_mib 16
	off
	note "$1: evicted $(get stats/evicted) of $(get stats/tried) bytes tried"
	check "$1: at the first look" few_looks
	rm -f "$FILE"
}

param skip_anon Y
read_once "classic LRU"
if [ -z "$found" ]; then
	for _ in 1 2 3; do
		ktap_test_skip "MGLRU: this kernel has none"
	done
	end
fi
use_lru y
check "MGLRU: it is on" [ "$(($(cat "$LRU_GEN") & 1))" -eq 1 ]
read_once "MGLRU"
end
