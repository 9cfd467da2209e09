#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# perf records the tracepoints of DARC and prints them, and they add up to what the
# zone's statistics say.
. "$(dirname "$0")/darc_lib.sh"
. "$(dirname "$0")/darc_tracer.sh"

begin 7
command -v perf >/dev/null || skip_all "no perf"
cold_zone
DATA=$SCRATCH/data

recording() {
	[ -s "$DATA" ]
}

known() {
	perf stat -a -e darc:darc_state -e darc:darc_decide -e darc:darc_evict \
		-- true 2>"$SCRATCH/stat"
}

check "perf stat knows the events" known
perf record -q -a -m 4096 -e 'darc:*' -o "$DATA" 2>"$SCRATCH/record" &
TRACER=$!
wait_for "$PATIENCE" recording || note "$(head -n 1 "$SCRATCH/record")"
# It opens its file first, and the events after that.
sleep 2
evict_once
end_tracer
check "perf record comes to its end" [ -s "$DATA" ]
check "perf script prints the recording" \
	sh -c "perf script -i $DATA >$SCRATCH/script 2>$SCRATCH/err"
check "the decisions are in it" grep -q " darc:darc_decide: nid=$NID zone=$ZONE " "$SCRATCH/script"
check_sums "$(sum_of tried "$SCRATCH/script")" "$(sum_of evicted "$SCRATCH/script")"
end
