#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What goes is the coldest of a node, in whichever zone it is: an upper zone that is
# full of what is in use keeps it while the lower one has what is older.
. "$(dirname "$0")/darc_lib.sh"

upper=$DARC/node0/Movable
lower=$DARC/node0/DMA32
# Cold memory is older than this when eviction begins, two aggregations of the watch.
OLD=13

begin 5
if ! [ -d "$upper" ] || ! [ -d "$lower" ]; then
	skip_all "node0 has no Movable zone above DMA32 (movablecore=)"
fi
need_swap 256
use_zone "$lower"
need_free 160
use_zone "$upper"
need_free 128
for f in "$DARC"/node*/*/enabled; do
	echo N >"$f"
done
echo Y >"$upper/enabled"
echo Y >"$lower/enabled"
param min_age 0
param yield never
param quota_sz 4M
# The upper zone is filled first.
mem_start m
mem m alloc used $(($(get free) / MIB - 16))M
mem m hot used 1000
mem m alloc cold 96M
drain
marks_around -8 -6 -4
use_zone "$lower"
marks_around -8 -6 -4
on
reaches idle
sleep $OLD

# Both are so short that each would take whatever was not accessed for 200 ms.
marks_around -4 56 64
check "the lower zone evicts" wait_for "$PATIENCE" evicted_mib 4
before=$(cat "${upper%/*}/refaulted")
gone=$(cat "$upper/stats/evicted")
use_zone "$upper"
marks_around -4 24 32
use_zone "$lower"
check "and goes on when the upper one is short as well" wait_for "$PATIENCE" evicted_mib 16
note "cold_age $(get cold_age) us, of the upper zone $(cat "$upper/cold_age") us"
check "it would take younger memory as well" [ "$(get cold_age)" -lt 1000000 ]
check "the upper one would not" [ "$(cat "$upper/cold_age")" -ge 5000000 ]
back=$(($(cat "${upper%/*}/refaulted") - before))
note "$(($(cat "$upper/stats/evicted") - gone)) bytes of the upper zone went since, $back came back"
check "and what is in use does not go" [ "$back" -lt $((2 * MIB)) ]
end
