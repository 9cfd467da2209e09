#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# trace-cmd records the tracepoints of DARC and reports them, and they add up to
# what the zone's statistics say.
. "$(dirname "$0")/darc_lib.sh"
. "$(dirname "$0")/darc_tracer.sh"

begin 6
command -v trace-cmd >/dev/null || skip_all "no trace-cmd"
cold_zone

tear_down() {
	trace-cmd reset >/dev/null 2>&1
}

check "trace-cmd starts the events" \
	sh -c "trace-cmd start -b 8192 -e darc >$SCRATCH/start 2>&1"
evict_once
trace-cmd stop >/dev/null 2>&1
check "trace-cmd extracts a recording" \
	sh -c "cd $SCRATCH && trace-cmd extract -o data >extract 2>&1 && [ -s data ]"
trace-cmd report -i "$SCRATCH/data" >"$SCRATCH/report" 2>"$SCRATCH/err"
check "the decisions are in it" grep -q " darc_decide: *nid=$NID zone=$ZONE " "$SCRATCH/report"
check_sums "$(sum_of tried "$SCRATCH/report")" "$(sum_of evicted "$SCRATCH/report")"
end
