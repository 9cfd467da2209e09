#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Cold pages leave and hot pages stay, page by page.
. "$(dirname "$0")/darc_lib.sh"

begin 11
need_swap 256
pick_zone
need_free 320
solo
mem_start hot
mem_start cold
mem cold alloc one 80M
mem hot alloc h 48M
mem hot hot h 20
mem cold alloc two 80M
swapped_before=$(vmstat pswpout)
refaults_before=$(cat "$Z/../refaulted")

# The marks lie around what is free now, so that 64 MiB have to go.
marks_around -48 48 64
on
reaches active
check "the zone is back above its high mark" reaches idle
off

pages hot h
hot_total=$TOTAL hot_present=$PRESENT hot_swapped=$SWAPPED
pages cold one
cold_swapped=$SWAPPED
pages cold two
cold_swapped=$((cold_swapped + SWAPPED))
out=$(($(vmstat pswpout) - swapped_before))
evicted=$(($(get stats/evicted) / PAGE))
refaulted=$((($(cat "$Z/../refaulted") - refaults_before) / PAGE))
note "evicted $evicted pages, swapped out $out, refaulted $refaulted;" \
	"in swap: cold $cold_swapped, hot $hot_swapped of $hot_total"

check "at least 48 MiB were evicted" [ "$evicted" -ge $((48 * MIB / PAGE)) ]
check "cold pages are in swap" [ $cold_swapped -ge $((32 * MIB / PAGE)) ]
check "nine of ten evicted pages are cold" [ $((cold_swapped * 10)) -ge $((evicted * 9)) ]
check "95 % of the hot pages are present" [ $((hot_present * 100)) -ge $((hot_total * 95)) ]
check "few pages have come back" [ $((refaulted * 50)) -le "$evicted" ]
check "the swap counter agrees" within $out $((evicted * 9 / 10)) $((evicted * 11 / 10))
check "DARC did it, not kswapd" [ $((evicted * 10)) -ge $((out * 9)) ]
check "no more was tried than 16 times that" \
	[ "$(get stats/tried)" -le $((evicted * PAGE * 16)) ]
check "what comes back is what went" mem cold verify one

# Without DARC the same memory stays where it is: the test sees a difference.
mem cold touch two
before=$(vmstat pswpout)
sleep 5
check "off, nothing is evicted" is "$(vmstat pswpout)" "$before"
end
