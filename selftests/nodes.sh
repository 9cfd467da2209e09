#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Only the node under pressure is reclaimed: with cold memory on two nodes and
# pressure on one of them, no page of the other goes, nor is it looked at.
. "$(dirname "$0")/darc_lib.sh"

AGGREGATED=$TRACE/events/damon/damon_aggregated/enable
tear_down() {
	echo 0 >"$AGGREGATED"
}

# The zone's monitor has regions, and all of them are of the zone.
keeps_to_zone() {
	awk -v pid="$(get kdamond_pid)" -v start="$(($(zoneinfo start_pfn:) * PAGE))" \
		-v size="$(($(zoneinfo spanned) * PAGE))" '
		index($0, "-" pid " ") && match($0, /[0-9]+-[0-9]+: /) {
			split(substr($0, RSTART, RLENGTH), at, "[-:]")
			n++
			if (at[1] + 0 < start || at[2] + 0 > start + size)
				out++
		}
		END {
			print "# " n + 0 " regions, " out + 0 " reach out"
			exit out || !n
		}' "$TRACE/trace"
}

# The zone's monitor runs on the CPUs of its node, if there are any.
keeps_to_cpus() {
	cpus=$(cat /sys/devices/system/node/node"$1"/cpulist)
	allowed=$(sed -n 's/^Cpus_allowed_list:[[:space:]]*//p' "/proc/$(get kdamond_pid)/status")
	note "node $1 has CPU ${cpus:-none}, its monitor may run on $allowed"
	[ -z "$cpus" ] || is "$allowed" "$cpus"
}

# How often the zone was looked at.
decisions() {
	grep -c "darc_decide: nid=$NID zone=$ZONE " "$TRACE/trace"
}

begin 16
[ -d "$DARC/node1" ] || skip_all "less than two nodes"
need_swap 256
pick_zone 0
need_free 224
there=$Z
pick_zone 1
need_free 224
param min_age 500000
solo
echo Y >"$there/enabled"

mem_start m
check "memory on node 0" mem m alloc there 128M 0
check "memory on node 1" mem m alloc here 128M 1
sleep 2
out=$(vmstat pswpout)
marks_around -64 64 80
trace_on state decide
on
check "the zone of node 1 becomes active" reaches active
echo 1 >"$AGGREGATED"
check "and idle, as its memory goes" reaches idle
sleep 1
echo 0 >"$AGGREGATED"
pages m here
note "node 1: $SWAPPED of $TOTAL pages in swap"
check "cold pages of node 1 are in swap" [ "$SWAPPED" -ge $((48 * MIB / PAGE)) ]
check "and counted there" evicted_mib 48
check "the monitor of node 1 keeps to its zone" keeps_to_zone
check "and to the CPUs of its node" keeps_to_cpus 1
busy=$(decisions)
pages m there
check "no page of node 0 is" is "$PRESENT $SWAPPED" "$TOTAL 0"
use_zone "$there"
check "its monitor keeps to the zone" keeps_to_zone
check "and to the CPUs of that node" keeps_to_cpus 0
check "none is counted there" is "$(get stats/evicted) $(get stats/tried)" "0 0"
quiet=$(decisions)
note "the zone of node 0 was looked at $quiet times, that of node 1 $busy times"
check "and it was looked at less often" [ "$quiet" -lt "$busy" ]
check "its zone stayed idle" is "$(edges)" "off>idle"
off

# The other way round, which shows that those pages were cold enough to go.
mem m touch here
marks_around -64 48 64
on
check "with pressure on node 0 its pages go" wait_for "$PATIENCE" evicted_mib 32
off
pages m there
note "node 0: $SWAPPED of $TOTAL pages in swap; $(($(vmstat pswpout) - out)) swapped out in all"
check "page by page as well" [ "$SWAPPED" -ge $((24 * MIB / PAGE)) ]
end
