# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# What the tests of tracers share: something to record, and whether what was
# recorded is what the zone has counted. A test sources this file after
# darc_lib.sh.

# A tracer in the background, which ends when it is interrupted.
TRACER=
tear_down() {
	[ -z "$TRACER" ] || kill -INT "$TRACER" 2>/dev/null
}

end_tracer() {
	kill -INT "$TRACER"
	wait "$TRACER"
	TRACER=
}

# One test: enabled until the zone has what it needs, some 32 MiB, then disabled.
evict_once() {
	marks_around -40 16 32
	on
	check "pages are evicted" wait_for "$PATIENCE" evicted_mib 24
	reaches idle
	off
}

# sum_of FIELD FILE - over the events darc_evict in a tracer's text
sum_of() {
	sed -n "s/.*[ :]darc_evict: .* $1=\([0-9]*\).*/\1/p" "$2" |
		awk '{ s += $1 } END { print s + 0 }'
}

# check_sums TRIED EVICTED - two tests, of pages as the tracer has them
check_sums() {
	check "tried adds up to the statistics" is $(($1 * PAGE)) "$(get stats/tried)"
	check "evicted adds up to the statistics" is $(($2 * PAGE)) "$(get stats/evicted)"
}
