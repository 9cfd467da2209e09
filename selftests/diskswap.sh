#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Swap on a device that does not write at once: what is on its way counts, and is
# freed when it is there.
. "$(dirname "$0")/darc_lib.sh"

begin 11
[ "$(meminfo SwapTotal)" = 0 ] || skip_all "there is other swap"
pick_zone
need_free 288
need_disk 208
THP=/sys/kernel/mm/transparent_hugepage/enabled
thp_found=$(sed 's/.*\[\(.*\)\].*/\1/' "$THP" 2>/dev/null)
tear_down() {
	[ -z "$thp_found" ] || echo "$thp_found" >"$THP"
	[ -z "$LOOP" ] || swapoff "$LOOP"
	[ -z "$LOOP" ] || "$HERE/darc_loop" detach "$LOOP"
} 2>/dev/null
disk_file swap 192
LOOP=$("$HERE/darc_loop" attach "$FILE" 2>/dev/null) ||
	skip_all "a kernel without CONFIG_BLK_DEV_LOOP"
mkswap "$LOOP" >/dev/null
swapon "$LOOP"
echo 3 >/proc/sys/vm/drop_caches
solo
param min_age 500000
mem_start m
mem m alloc cold 160M

# Bytes swapped out and evicted in six seconds at a cap of 2 MiB a second, in out,
# rate (a second) and evicted.
measure() {
	param quota_sz 2M
	marks_around -48 48 64
	on
	reaches active
	wait_for "$PATIENCE" evicted_mib 2
	evicted=$(get stats/evicted)
	out=$(vmstat pswpout)
	now
	began=$NOW
	sleep 6
	now
	evicted=$(($(get stats/evicted) - evicted))
	out=$((($(vmstat pswpout) - out) * PAGE))
	rate=$((out * 1000 / (NOW - began)))
	off
	note "quota_sz=2M, $1: $out bytes written and $evicted evicted in $((NOW - began)) ms"
}

measure "small pages"
check "quota_sz caps what is written" [ $rate -le $((2 * MIB * 11 / 10)) ]
check "and what is allowed is used" [ $rate -ge $MIB ]
check "what is written counts as evicted" within $evicted $((out * 9 / 10)) $((out * 11 / 10))

param quota_sz 0
before=$(vmstat pgsteal_kswapd)
free_before=$(get free)
out=$(vmstat pswpout)
on
reaches active
check "the zone is back above its high mark" reaches idle
out=$((($(vmstat pswpout) - out) * PAGE))
gain=$(($(get free) - free_before))
off
note "$out bytes written for $gain bytes more of free memory"
check "for that no more was written than was needed" [ $((out * 4)) -le $((gain * 5)) ]
check "kswapd had no part in it" is "$(vmstat pgsteal_kswapd)" "$before"
pages m cold
check "what went is in swap" [ $((SWAPPED * PAGE)) -ge $((gain * 3 / 4)) ]

marks_around -48 48 64
on
wait_for "$PATIENCE" evicted_mib 4
mem m touch cold
check "what is accessed on its way is what went" mem m verify cold
off
check "and nothing is lost" mem m verify cold

# On a disk that rotates swap takes no huge page in one piece: it is split.
mem m free cold
swapoff "$LOOP"
rotates() {
	[ -n "$thp_found" ] && echo 1 >"/sys/block/${LOOP##*/}/queue/rotational"
} 2>/dev/null
if rotates; then
	mkswap "$LOOP" >/dev/null
	swapon "$LOOP"
	echo madvise >"$THP"
	mem m huge cold 128M
	huge=$(meminfo AnonHugePages)
	measure "$huge KiB in huge pages"
	check "quota_sz caps huge pages that are split" \
		eval '[ "$huge" -ge 65536 ] && [ "$out" -ge 2097152 ] &&
			[ "$rate" -le $((2 * MIB * 14 / 10)) ]'
	check "and each part counts as evicted" \
		within $evicted $((out - 2 * MIB)) $((out + 2 * MIB))
else
	ktap_test_skip "quota_sz caps huge pages that are split: none, or no such disk"
	ktap_test_skip "and each part counts as evicted: none, or no such disk"
fi
end
