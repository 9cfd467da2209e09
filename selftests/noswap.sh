#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# With no swap, or none left, DARC stands back from anonymous memory at no
# cost, and still evicts what can go.
. "$(dirname "$0")/darc_lib.sh"

begin 17
[ "$(meminfo SwapTotal)" = 0 ] || skip_all "there is swap"
pick_zone
need_free 288
need_disk 72
solo
param min_age 500000
echo 3 >/proc/sys/vm/drop_caches
mem_start m
mem m alloc cold 128M

tear_down() {
	[ -z "$SWAP" ] || swapoff "$SWAP"
	[ -z "$SWAP" ] || echo 1 >/sys/block/zram0/reset
} 2>/dev/null
SWAP=

# What ten seconds cost, once what could go has gone.
stand_back() {
	wait_for "$PATIENCE" at_rest
	tried=$(get stats/tried)
	evicted=$(get stats/evicted)
	cpu=$(get stats/cpu_time)
	now
	began=$NOW
	sleep 10
	now
	tried=$(($(get stats/tried) - tried))
	evicted=$(($(get stats/evicted) - evicted))
	permyriad=$((($(get stats/cpu_time) - cpu) * 10 / (NOW - began)))
	note "$1: in $((NOW - began)) ms tried $tried and evicted $evicted bytes," \
		"$permyriad/10000 of a CPU"
	check "$1: the zone is active" state_is active
	check "$1: nothing is tried" [ $tried -le $((64 * PAGE)) ]
	check "$1: nothing is evicted" is $evicted 0
	check "$1: it costs less than 1/200 of a CPU" [ $permyriad -le $((50 * COST)) ]
}

# Nothing was tried for two seconds.
at_rest() {
	rest=$(get stats/tried)
	sleep 2
	is "$(get stats/tried)" "$rest"
}

all_present() {
	pages m cold
	is "$PRESENT" "$TOTAL"
}

marks_around -64 64 96
on
reaches active
stand_back "no swap"
check "no swap: all anonymous memory is present" all_present

tried=$(get stats/tried)
disk_file clean 56
now
check "no swap: file pages go" wait_for "$PATIENCE" evicted_mib 40
tried=$((($(get stats/tried) - tried) / MIB))
note "no swap: $tried MiB looked at for 40 MiB of file pages"
check "no swap: anonymous memory takes no look" [ $tried -le 128 ]
check "no swap: anonymous memory still stays" all_present
off

if [ "$(cat /sys/block/zram0/disksize 2>/dev/null)" = 0 ]; then
	SWAP=/dev/zram0
	echo 8M >/sys/block/zram0/disksize
	mkswap $SWAP >/dev/null
	swapon $SWAP
	marks_around -64 64 96
	on
	swap_full() {
		[ "$(meminfo SwapFree)" -le 512 ]
	}
	check "swap fills" wait_for "$PATIENCE" swap_full
	pages m cold
	check "and holds what went" [ "$SWAPPED" -ge $((6 * MIB / PAGE)) ]
	stand_back "swap full"
	check "swap full: file pages go" eval '
		evicted=$(get stats/evicted) && disk_file more 56 &&
		wait_for "$PATIENCE" evicted_mib $((evicted / MIB + 30))'
	off
	check "what comes back is what went" mem m verify cold
else
	for f in 1 2 3 4 5 6 7 8; do
		ktap_test_skip "swap full: no unused /dev/zram0"
	done
fi
check "no monitor is left" is "$(threads kdamond)" 0
end
