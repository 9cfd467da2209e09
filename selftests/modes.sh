#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# skip_anon leaves anonymous memory alone, page cache that was read once goes at
# the first look, quota_sz and cpu_budget are caps.
. "$(dirname "$0")/darc_lib.sh"

begin 15
need_swap 256
pick_zone
need_free 320
need_disk 96
solo
param min_age 500000
mem_start m
mem m alloc anon 96M

before=$(vmstat pswpout)
disk_file clean 80
mem m map file "$FILE"
param skip_anon Y
marks_around -48 64 72
on
file_gone() {
	pages m file
	[ $((TOTAL - PRESENT)) -ge $(($1 * MIB / PAGE)) ]
}
check "skip_anon: file pages go" wait_for "$PATIENCE" file_gone 32
pages m anon
check "skip_anon: anonymous memory stays" is "$PRESENT" "$TOTAL"
check "skip_anon: nothing was swapped out, no shared memory either" \
	is "$(vmstat pswpout)" "$before"
off
mem m free file

disk_file once 64
echo 1 >/proc/sys/vm/drop_caches
cat "$FILE" >/dev/null
param dry_run Y
marks_around -48 32 48
on
check "in a dry run page cache that was read once would go" \
	wait_for "$PATIENCE" evicted_mib 8
sleep 3
back=$(get stats/dry_run_refaulted)
note "dry run: $(get stats/evicted) bytes would have gone, $back come back"
check "and not come back unless it is read again" [ $((back * 8)) -le "$(get stats/evicted)" ]
off
param dry_run N

marks_around -48 32 48
on
check "page cache that was read once goes" wait_for "$PATIENCE" evicted_mib 8
off
note "evicted $(get stats/evicted) of $(get stats/tried) bytes tried"
check "at the first look" few_looks
param skip_anon N
marks_around -48 32 48
on
anon_gone() {
	pages m anon
	[ "$SWAPPED" -ge $(($1 * MIB / PAGE)) ]
}
check "without it anonymous memory goes as well" wait_for "$PATIENCE" anon_gone 4
off
mem m touch anon

# rate_of SECONDS - bytes a second at a cap of 1 MiB, into RATE; the first pass may take
# what had gathered over a second.
rate_of() {
	param quota_sz 1M
	marks_around -48 32 48
	on
	reaches active
	wait_for "$PATIENCE" evicted_mib 1
	evicted=$(get stats/evicted)
	now
	began=$NOW
	sleep "$1"
	now
	RATE=$((($(get stats/evicted) - evicted) * 1000 / (NOW - began)))
	off
	param quota_sz 0
}
rate_of 6
note "quota_sz=1M: $RATE bytes a second"
check "quota_sz is a cap" [ "$RATE" -le $((MIB * 11 / 10)) ]
check "and what is allowed is used" [ "$RATE" -ge $((MIB / 2)) ]

# cpu_budget caps the time of evicting, in permil; sampling comes on top.
cpu_of() {
	mem m touch anon
	param cpu_budget "$1"
	marks_around -48 32 48
	on
	reaches active
	sleep 4
	cpu=$(get stats/cpu_time)
	moved=$(get stats/evicted)
	off
}

# A huge page is two seconds' worth of it, and goes as a whole.
THP=/sys/kernel/mm/transparent_hugepage/enabled
thp_found=$(sed 's/.*\[\(.*\)\].*/\1/' "$THP" 2>/dev/null)
tear_down() {
	[ -z "$thp_found" ] || echo "$thp_found" >"$THP"
}
if [ -n "$thp_found" ]; then
	echo madvise >"$THP"
	mem m free anon
	mem m huge anon 128M
	huge=$(meminfo AnonHugePages)
	rate_of 12
	note "quota_sz=1M: $RATE bytes a second of $huge KiB in huge pages"
	check "quota_sz is a cap for huge pages" \
		eval '[ "$huge" -ge 65536 ] && [ "$RATE" -le $((MIB + MIB / 2)) ]'
	check "what is allowed of them is used" [ "$RATE" -ge $((MIB / 2)) ]
	cpu_of 10
	note "4 s at a budget of 10: $cpu us for $moved bytes of huge pages"
	check "cpu_budget is a cap for them, too" \
		eval '[ "$moved" -gt 0 ] && [ "$cpu" -le $((4000000 * 40 * COST / 1000)) ]'
	mem m free anon
	mem m alloc anon 96M
else
	ktap_test_skip "quota_sz is a cap for huge pages: the kernel has none"
	ktap_test_skip "what is allowed of them is used: the kernel has none"
	ktap_test_skip "cpu_budget is a cap for them, too: the kernel has none"
fi

cpu_of 10
few=$cpu
few_moved=$moved
cpu_of 500
note "4 s at a budget of 10: $few us for $few_moved bytes; of 500: $cpu us for $moved"
check "cpu_budget is a cap" [ "$few" -le $((4000000 * 40 * COST / 1000)) ]
check "and more of it gets more done" [ "$moved" -gt "$few_moved" ]
end
