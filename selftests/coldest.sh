#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What goes is the coldest of a node, in whichever zone it is: an upper zone that is
# full of what is in use keeps it while the lower one has what is older.
. "$(dirname "$0")/darc_lib.sh"

# Cold memory is older than this when eviction begins, two aggregations of the watch.
OLD=13

marks_of() {
	use_zone "$1"
	shift
	marks_around "$@"
}

of_upper() {
	cat "$upper/$1"
}

upper_waits() {
	[ "$(of_upper cold_age)" -ge 5000000 ]
}

begin 8
two_zones
need_swap 256
use_zone "$lower"
need_free 160
use_zone "$upper"
need_free 160
echo Y >"$upper/enabled"
param min_age 0
param yield never
param quota_sz 8M
# The upper zone is filled first, so what is cold comes to the lower one.
mem_start m
mem m alloc used $(($(get free) / MIB - 48))M
mem m hot used 1000
mem m alloc pad 64M
mem m alloc cold 96M
mem m free pad
drain
check "the upper zone has its marks" marks_of "$upper" -8 -6 -4
check "the lower zone has its marks" marks_of "$lower" -8 -6 -4
on
check "with enough free memory both are idle" wait_for "$PATIENCE" both idle
sleep $OLD

# Both are so short that each would take whatever was not accessed for 200 ms.
marks_of "$lower" -4 56 64
check "the lower zone evicts" wait_for "$PATIENCE" evicted_mib 4
# Only what is in use is accessed, so only that comes back.
back=$(came_back)
marks_of "$upper" -4 32 40
check "both are active" wait_for "$PATIENCE" both active
check "the upper one waits" wait_for "$PATIENCE" upper_waits
note "cold_age $(cat "$lower/cold_age") us, of the upper zone $(of_upper cold_age) us"
use_zone "$lower"
check "while the lower one evicts" wait_for "$PATIENCE" evicted_mib 24
back=$(($(came_back) - back))
note "$back pages of what is in use went and came back"
check "and what is in use stays" [ "$back" -lt $((2 * MIB / PAGE)) ]
end
