#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# dry_run evicts nothing, counts each page once, decides on the free memory that
# would have been, and says from when on it no longer knows.
. "$(dirname "$0")/darc_lib.sh"

begin 24
need_swap 256
pick_zone
need_free 320
solo
param min_age 500000
mem_start m
mem m alloc anon 120M

# settled - by the time of four times min_age nothing more is counted
settled() {
	evicted=$(get stats/evicted)
	stays 2 eval 'is "$(get stats/evicted)" $evicted'
}

valid_is() {
	is "$(get stats/dry_run_valid)" "$1"
}

swapped_before=$(vmstat pswpout)
nothing_went() {
	pages m anon
	[ "$SWAPPED" -eq 0 ] && is "$(vmstat pswpout)" "$swapped_before"
}

marks_around -48 $((32 + DRIFT / 2)) $((48 + DRIFT / 2))
free=$(get free)
check "without a dry run there is nothing to know" valid_is off
param dry_run Y
check "nor before DARC is enabled" valid_is off
on
check "as if 48 MiB had gone" wait_for "$PATIENCE" evicted_mib 48
check "it comes to an end above high, as it would" reaches idle
check "and says that it knows" valid_is Y
shown() {
	within "$(get free)" $((free - 8 * MIB)) $((free + (8 + DRIFT) * MIB)) &&
		within $(($(get free) - $(zoneinfo nr_free_pages) * PAGE)) \
			-$((8 * MIB)) $((8 * MIB))
}
check "the free memory that is shown is what is" shown
check "no page is counted again" settled
check "no more than there is" [ "$evicted" -le $((140 * MIB)) ]
check "nothing is in swap" nothing_went
predicted=$evicted

# What would have been in swap is accessed: so much less would be free.
mem m touch anon
check "what is accessed again has come back" reaches active
check "and is counted again when it goes again" \
	wait_for "$PATIENCE" eval '[ "$(get stats/evicted)" -ge $((predicted + 24 * MIB)) ]'
check "the zone gets above high again" reaches idle
check "still nothing is in swap" nothing_went
check "and what would be is still known" valid_is Y
before=$(get stats/evicted)
mem m free anon
check "what is freed has not come back" stays 3 eval 'is "$(get stats/evicted)" $before'
off
check "disabled, it is still said" valid_is Y

# The same in earnest.
param dry_run N
mem m alloc anon 120M
on
check "in earnest it goes to swap" wait_for "$PATIENCE" evicted_mib 48
reaches idle
settled
note "predicted $predicted bytes, evicted $evicted"
check "by what was predicted, give or take a fifth" \
	within "$predicted" $((evicted * 8 / 10)) $((evicted * 12 / 10))
check "which is no dry run" valid_is off

# The switch is thrown while the zone is active.
mem m touch anon
reaches active
param dry_run Y
sleep 0.5
out=$(vmstat pswpout)
check "switched over while active, nothing more goes" \
	stays 2 eval 'is "$(vmstat pswpout)" $out'
check "what would be is known from there on" valid_is Y

# The LRU has to be put to work, for which memory has to run out.
if [ "$(meminfo MemTotal)" -le 2097152 ]; then
	reaches idle
	said=$(dmesg | grep -c 'dry run ends')
	mem m alloc more $((($(get free) - $(get floor)) / MIB + 24))M
	check "when the LRU has to step in, it no longer knows" \
		wait_for "$PATIENCE" valid_is N
	# A pass may be under way.
	sleep 0.5
	check "and stops to count" settled
	check "the log says so, once" is "$(dmesg | grep -c 'dry run ends')" $((said + 1))
else
	ktap_test_skip "when the LRU has to step in: a large machine"
	ktap_test_skip "and stops to count: a large machine"
	ktap_test_skip "the log says so: a large machine"
fi
end
