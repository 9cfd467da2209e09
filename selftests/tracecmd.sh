#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# trace-cmd records the tracepoints of DARC and reports them, and they add up to
# what the zone's statistics say.
. "$(dirname "$0")/darc_lib.sh"

begin 6
command -v trace-cmd >/dev/null || skip_all "no trace-cmd"
[ "$(meminfo SwapFree)" -ge 131072 ] || skip_all "less than 128 MiB of swap"
pick_zone
need_free 256
solo
param min_age 500000
mem_start m
mem m alloc cold 128M
marks_around -40 16 32

# shellcheck disable=SC2317 # called by finish
tear_down() {
	trace-cmd reset >/dev/null 2>&1
}

# sum FIELD - over the events darc_evict
sum() {
	sed -n "s/.* darc_evict: .* $1=\([0-9]*\).*/\1/p" "$SCRATCH/report" |
		awk '{ s += $1 } END { print s + 0 }'
}

check "trace-cmd starts the events" \
	sh -c "trace-cmd start -b 8192 -e darc >$SCRATCH/start 2>&1"
on
check "pages are evicted" wait_for "$PATIENCE" evicted_mib 24
reaches idle
off
trace-cmd stop >/dev/null 2>&1
check "trace-cmd extracts a recording" \
	sh -c "cd $SCRATCH && trace-cmd extract -o data >extract 2>&1 && [ -s data ]"
trace-cmd report -i "$SCRATCH/data" >"$SCRATCH/report" 2>"$SCRATCH/err"
check "the decisions are in it" grep -q " darc_decide: *nid=$NID zone=$ZONE " "$SCRATCH/report"
check "tried adds up to the statistics" is $(($(sum tried) * PAGE)) "$(get stats/tried)"
check "evicted adds up to the statistics" is $(($(sum evicted) * PAGE)) "$(get stats/evicted)"
end
