#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# DARC beside other users of DAMON: it shares with those that share, says busy
# where one does not, and comes back when that one lets go.
. "$(dirname "$0")/darc_lib.sh"

begin 20
RECLAIM=/sys/module/damon_reclaim/parameters
ADMIN=/sys/kernel/mm/damon/admin/kdamonds
[ -d "$ADMIN" ] || skip_all "no DAMON sysfs interface"
[ -e "$RECLAIM/enabled" ] || skip_all "no DAMON_RECLAIM"
is "$(cat "$RECLAIM/enabled") $(threads kdamond)" "N 0" ||
	skip_all "DAMON is in use"
cold_zone

tear_down() {
	echo N >"$RECLAIM/enabled"
	echo off >"$ADMIN/0/state"
	echo 0 >"$ADMIN/nr_kdamonds"
} 2>/dev/null

# A paddr context over the zone's memory, as a person would make by hand.
start_context() {
	echo 1 >"$ADMIN/nr_kdamonds" &&
		echo 1 >"$ADMIN/0/contexts/nr_contexts" || return 1
	c=$ADMIN/0/contexts/0
	echo paddr >"$c/operations" &&
		echo 1 >"$c/targets/nr_targets" &&
		echo 1 >"$c/targets/0/regions/nr_regions" || return 1
	start=$(zoneinfo start_pfn:)
	echo $((start * PAGE)) >"$c/targets/0/regions/0/start"
	echo $((start * PAGE + 128 * MIB)) >"$c/targets/0/regions/0/end"
	echo on >"$ADMIN/0/state"
}

context_on() {
	is "$(cat "$ADMIN/0/state")" on
}

check "a DAMON sysfs context starts" start_context
on
check "DARC starts beside it" reaches idle
monitors() {
	is "$(threads kdamond)" "$1"
}
check "two monitors run" wait_for 5 monitors 2
marks_around -40 16 32
check "DARC evicts beside it" wait_for "$PATIENCE" evicted_mib 16
check "the context is still on" context_on
off
check "the context outlives DARC" context_on
on
reaches idle
echo off >"$ADMIN/0/state"
check "DARC outlives the context" \
	[ "$(cat "/proc/$(get kdamond_pid)/comm" 2>/dev/null)" != "" ]
echo on >"$ADMIN/0/state"
check "a context starts beside DARC" context_on
echo off >"$ADMIN/0/state"

check "DAMON_RECLAIM gets EBUSY while DARC runs" put EBUSY "$RECLAIM/enabled" Y
check "DARC does not mind" eval '! state_is busy && ! state_is off'
off
check "no monitor is left" is "$(threads kdamond)" 0

check "DAMON_RECLAIM starts when DARC is off" put ok "$RECLAIM/enabled" Y
mem m touch cold
trace_on state
on
check "idle > busy" eval 'reaches busy && saw "idle>busy"'
check "a busy zone has no monitor" is "$(get kdamond_pid)" -1
logged() {
	dmesg | grep -q "darc: node$NID/$ZONE: no monitor (-16)"
}
check "the log says why" logged
marks_around -40 16 32
idle_handed() {
	stays 12 state_is busy && is "$(get stats/evicted)" 0
}
check "busy stays busy under pressure, and evicts nothing" idle_handed
echo N >"$RECLAIM/enabled"
now
was=$NOW
check "and comes back by itself" wait_for 10 eval '! state_is busy'
now
note "back after $((NOW - was)) ms"
check "busy > idle" saw 'busy>idle'
check "then it evicts" wait_for "$PATIENCE" evicted_mib 16
off
wait_for 5 monitors 0
put ok "$RECLAIM/enabled" Y
on
reaches busy
off
check "disabled: busy > off" eval 'state_is off && saw "busy>off"'
end
