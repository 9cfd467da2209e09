#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Memory that comes and goes while DARC is active: a block of a zone taken
# offline and online, and memory on a node that had none.
. "$(dirname "$0")/darc_lib.sh"

begin 35
MEMORY=/sys/devices/system/memory
BLOCK=$((0x$(cat $MEMORY/block_size_bytes 2>/dev/null || echo 0)))
[ $BLOCK -gt 0 ] || skip_all "no memory blocks"
[ -w $MEMORY/memory0/state ] || skip_all "no memory hotplug"
param min_age 500000
mem_start m

managed() {
	echo $(($(zoneinfo managed) * PAGE))
}

monitored() {
	[ -d "/proc/$(get kdamond_pid)" ]
}

is_going() {
	[ "$(cat "$1/state")" = going-offline ]
}

# A block of zone Z that can go offline, in FOUND; those with holes, or with
# pages that cannot move, cannot.
find_block() {
	for FOUND in "$MEMORY"/memory[0-9]*; do
		[ -e "$FOUND/node$NID" ] || continue
		[ "$(cat "$FOUND/valid_zones")" = "$ZONE" ] || continue
		echo offline >"$FOUND/state" || continue
		echo online_movable >"$FOUND/state"
		return
	done 2>/dev/null
	return 1
}

# What moved elsewhere leaves more free than before: take it under mid again.
press_again() {
	more=$((($(get free) - $(get mid)) / MIB + 16))
	[ "$more" -le 0 ] || mem m alloc "$1" "${more}M"
	reaches active
}

# A block of an existing zone.  Nothing is evicted, so that the zone stays
# active all the time; its pages move to other memory of the node.
Z=$DARC/node0/Movable ZONE=Movable NID=0
if [ -d "$Z" ] && [ "$(managed)" -ge $((BLOCK + 64 * MIB)) ] && find_block; then
	solo
	param quota_sz 1
	# Auto marks follow the zone's size.
	param wmark_scale 3000
	mem m alloc fill $((($(get free) - $(get mid)) / MIB + 16))M
	on
	check "a zone becomes active" reaches active
	size=$(managed)
	mid=$(get mid)
	for round in 1 2 3; do
		check "round $round: a block goes offline while active" \
			eval 'press_again "more$round" && echo offline >$FOUND/state'
		sleep 0.5
		check "round $round: the zone is smaller" [ "$(managed)" -le $((size - BLOCK)) ]
		check "round $round: so are its marks" eval 'ordered && [ "$(get mid)" -lt "$mid" ]'
		check "round $round: the monitor lives on" monitored
		echo online_movable >"$FOUND/state"
		check "round $round: the zone is what it was" \
			wait_for 5 eval 'is "$(managed) $(get mid)" "$size $mid"'
	done
	param quota_sz 0
	mem m alloc more 48M
	marks_around -40 32 40
	check "active, it evicts afterwards" wait_for "$PATIENCE" evicted_mib 8
	off
	check "the memory is what it was" mem m verify fill
	mem m free fill
	mem m free more
	auto_marks

	# The kernel tries until it is told to stop, with the hotplug lock held.
	mem m alloc pinned 1M
	block=$MEMORY/memory$(($(mem_ask m pin pinned) / BLOCK))
	check "a page that cannot move is in the zone" \
		is "$(cat "$block/valid_zones")" "$ZONE"
	timeout "$PATIENCE" "$HERE/darc_put" "$block/state" offline >/dev/null &
	offline=$!
	check "its block is going offline" wait_for 5 is_going "$block"
	check "meanwhile DARC is enabled" eval 'on && reaches idle && wait_for 5 monitored'
	check "meanwhile DARC is disabled" eval 'off && reaches off && is "$(get kdamond_pid)" -1'
	check "the block is going offline still" is_going "$block"
	kill "$offline"
	wait "$offline"
	mem m free pinned
else
	i=0
	while [ $((i += 1)) -le 23 ]; do
		ktap_test_skip "a block of an existing zone: no node0/Movable (movablecore=)"
	done
fi
param wmark_scale 0

# A node that had no memory.
if [ -d "$DARC/node1" ] || ! command -v plug >/dev/null; then
	i=0
	while [ $((i += 1)) -le 12 ]; do
		ktap_test_skip "new memory: not in bench/vm/run --dimm SIZE:1"
	done
	end
fi
on
plug 0
blocks() {
	for f in "$MEMORY"/memory[0-9]*; do
		[ ! -e "$f/node1" ] || echo "${f##*/}"
	done | sort -V
}
blocks_there() {
	[ "$(blocks | wc -l)" -ge 2 ]
}
check "memory appears on node 1" wait_for 20 blocks_there
first=$(blocks | head -n 1)
second=$(blocks | sed -n 2p)
check "a first block goes online" eval 'echo online_movable >$MEMORY/$first/state'
Z=$DARC/node1/Movable ZONE=Movable NID=1
check "the zone has its directory" wait_for 5 [ -d "$Z" ]
check "with marks in order" ordered
check "it is idle and monitored" eval 'reaches idle && wait_for 5 monitored'
high=$(get high)
check "a second block goes online" eval 'echo online_movable >$MEMORY/$second/state'
check "the marks follow" wait_for 5 eval '[ "$(get high)" -gt "$high" ] && ordered'
mem m alloc there 160M 1
marks_around -40 32 48
check "under pressure it evicts" wait_for "$PATIENCE" evicted_mib 32
pages m there
check "page by page" [ "$SWAPPED" -ge $((24 * MIB / PAGE)) ]
mem m free there
for f in $first $second; do
	wait_for 20 eval 'echo offline >$MEMORY/$f/state' 2>/dev/null
done
check "without memory it is off" reaches off
check "and has no monitor" is "$(get kdamond_pid)" -1
echo online_movable >"$MEMORY/$first/state"
check "with memory it is idle again, marks by hand kept" \
	eval 'reaches idle && ordered && ! is "$(get low_set)" auto'
off
end
