#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The zones of a node have one reserve: one evicts for the other, unless that takes no
# part, but plenty in the upper zone does not keep the lower one from its own marks.
. "$(dirname "$0")/darc_lib.sh"

begin 7
two_zones
need_swap 448
use_zone "$lower"
need_free 128
use_zone "$upper"
need_free 256
param min_age 500000
# The upper zone is filled first.
mem_start m
mem m alloc cold $(($(get free) / MIB + 64))M
drain
check "the upper zone is full" [ "$(get free)" -lt $((48 * MIB)) ]
marks $((56 * MIB)) $((96 * MIB)) $((112 * MIB))
use_zone "$lower"
marks_around -96 -40 -32

on
reaches idle
check "a zone above its high mark is idle beside one that takes no part" holds idle
echo Y >"$upper/enabled"
check "it evicts for one that is short" reaches active
check "both evict" wait_for "$PATIENCE" \
	eval '[ "$(cat "$upper/stats/evicted")" -gt 0 ] && evicted_mib 1'
check "until they have a reserve between them" wait_for "$PATIENCE" both idle
off

use_zone "$upper"
marks_around -48 -44 -40
use_zone "$lower"
marks_around 4 12 20
on
check "plenty in the upper zone is none in the lower one" reaches active
check "the lower one evicts" wait_for "$PATIENCE" evicted_mib 4
end
