#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# perf records the tracepoints of DARC and prints them, and they add up to what the
# zone's statistics say.
. "$(dirname "$0")/darc_lib.sh"

begin 7
command -v perf >/dev/null || skip_all "no perf"
[ "$(meminfo SwapFree)" -ge 131072 ] || skip_all "less than 128 MiB of swap"
pick_zone
need_free 256
solo
param min_age 500000
mem_start m
mem m alloc cold 128M
marks_around -40 16 32
DATA=$SCRATCH/data
recorder=

# shellcheck disable=SC2317 # called by finish
tear_down() {
	[ -z "$recorder" ] || kill -INT "$recorder" 2>/dev/null
}

recording() {
	[ -s "$DATA" ]
}

# sum FIELD - over the events darc_evict
sum() {
	sed -n "s/.* darc:darc_evict: .* $1=\([0-9]*\).*/\1/p" "$SCRATCH/script" |
		awk '{ s += $1 } END { print s + 0 }'
}

known() {
	perf stat -a -e darc:darc_state -e darc:darc_decide -e darc:darc_evict \
		-- true 2>"$SCRATCH/stat"
}

check "perf stat knows the events" known
perf record -q -a -m 4096 -e 'darc:*' -o "$DATA" 2>"$SCRATCH/record" &
recorder=$!
wait_for "$PATIENCE" recording || note "$(head -n 1 "$SCRATCH/record")"
# It opens its file first, and the events after that.
sleep 2
on
check "pages are evicted" wait_for "$PATIENCE" evicted_mib 24
reaches idle
off
kill -INT "$recorder"
wait "$recorder"
check "perf record comes to its end" [ -s "$DATA" ]
recorder=
check "perf script prints the recording" \
	sh -c "perf script -i $DATA >$SCRATCH/script 2>$SCRATCH/err"
check "the decisions are in it" grep -q " darc:darc_decide: nid=$NID zone=$ZONE " "$SCRATCH/script"
check "tried adds up to the statistics" is $(($(sum tried) * PAGE)) "$(get stats/tried)"
check "evicted adds up to the statistics" is $(($(sum evicted) * PAGE)) "$(get stats/evicted)"
end
