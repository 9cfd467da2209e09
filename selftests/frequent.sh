#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What is in use again and again stays, also where it is not between two looks, and
# where a region tells nothing as it is a page here and a page there.
. "$(dirname "$0")/darc_lib.sh"

# A quarter of the region is in use.
STEP=4

much_tried() {
	[ $(($(get stats/tried) - tried)) -ge $((400 * MIB)) ]
}

begin 5
need_swap 256
pick_zone
need_free 288
solo
param min_age 1000000
param yield never
mem_start m
mem m alloc used 160M
mem m hot used 300 $STEP
check "it has its marks" marks_around -32 136 144
on
check "it is active" reaches active
check "what is cold goes" wait_for "$PATIENCE" evicted_mib 80
# Only what is in use is accessed, so only that comes back.
back=$(came_back)
mem m hot used 1000 $STEP
tried=$(get stats/tried)
check "what is in use is looked at" wait_for "$PATIENCE" much_tried
back=$(($(came_back) - back))
tried=$((($(get stats/tried) - tried) / PAGE))
pages m used
note "$back of $tried pages looked at went and came back; in use are" \
	"$((TOTAL / STEP)) of $TOTAL, present $PRESENT"
check "and stays" [ $((back * 250)) -le "$tried" ]
end
