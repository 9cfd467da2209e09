#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What a monitor knows of ages outlasts a change of its pace, from 1 to 32 and back, and is
# no more than it was.
. "$(dirname "$0")/darc_lib.sh"

# Less than an aggregation at pace 32, which takes 6.4 s.
WATCHED=5
# A bit more, so that nothing goes before.
MIN_AGE=7

begin 7
cold_zone
param min_age $((MIN_AGE * 1000000))
marks_around -64 48 64
on
check "a zone that is short becomes active" reaches active
sleep $WATCHED
check "nothing goes before it is old enough" is "$(get stats/evicted)" 0
marks_around -64 -48 -32
check "with enough free memory the zone is idle" reaches idle
sleep 1
now
from_ms=$NOW
marks_around -64 48 64
check "then it is short again, and what is cold goes" wait_for "$PATIENCE" evicted_mib 1
now
note "$((NOW - from_ms)) ms after the marks were changed"
sooner="sooner than it would get as old anew"
if [ "${SLOW:-1}" -gt 1 ]; then
	ktap_test_skip "$sooner: this kernel is slow"
else
	check "$sooner" [ $((NOW - from_ms)) -lt $((MIN_AGE * 1000)) ]
fi
off

# Changes of the pace in the midst of an aggregation must not add to ages.

was_old_enough() {
	[ "$evicted" -eq 0 ] && [ $((NOW - from_ms)) -ge $((MIN_AGE * 1000)) ]
}

marks_around -64 48 64
now
from_ms=$NOW
on
for turn in 1 2 3 4 5; do
	marks_around -64 -48 -32
	sleep 0.3
	marks_around -64 48 64
	sleep 0.3
done
evicted=$(get stats/evicted)
check "what is cold goes after changes of the pace" wait_for "$PATIENCE" evicted_mib 1
now
note "$((NOW - from_ms)) ms after it was switched on"
check "not before it is old enough" was_old_enough
end
