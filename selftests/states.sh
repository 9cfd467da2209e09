#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The state machine of a zone, edge by edge, seen in sysfs and in the
# tracepoint. Nothing is evicted (quota_sz), so that free memory is the test's.
. "$(dirname "$0")/darc_lib.sh"

begin 34
pick_zone
need_free 320
solo
param quota_sz 1
mem_start m
free=$(get free)
low=$((free - 160 * MIB))
mid=$((free - 80 * MIB))
high=$((free - 40 * MIB))

# edge OLD NEW - seen in both places
edge() {
	reaches "$2" && saw "$1>$2"
}

# The next edges only; what was seen before does not count.
forget() {
	: >"$TRACE/trace"
}

take() {
	mem m alloc "$1" "$2"
}

give() {
	for f in "$@"; do
		mem m free "$f"
	done
}

no_monitor() {
	[ "$(get kdamond_pid)" = -1 ]
}

trace_on state
param yield handback
check "marks are set by hand" marks $low $mid $high
check "off before it is enabled" state_is off
on
check "off > idle" edge off idle
check "idle has a monitor, as watch is on" \
	[ "$(cat "/proc/$(get kdamond_pid)/comm" 2>/dev/null)" != "" ]
take a 60M
check "idle stays so between mid and high" holds idle
take b 60M
check "idle > active" edge idle active
give a
check "active stays so between mid and high" holds active
forget
give b
check "active > idle" edge active idle
take a 120M
reaches active
forget
take b 80M
check "active > yielding > recovering" edge yielding recovering
check "active > yielding" saw 'active>yielding'
check "recovering stays so under low" holds recovering
give b
check "recovering > active" edge recovering active

param yield strict
forget
take b 80M
check "strict: active > yielding" edge active yielding
check "strict: yielding stays so under low" holds yielding
give b
check "strict: yielding > active" edge yielding active
take b 80M
reaches yielding
# With low just under mid, free memory jumps over what lies between them.
echo $((mid - 65536)) >"$Z/low"
forget
give a b
check "strict: yielding > idle" edge yielding idle
check "and not by way of active" eval '! saw "yielding>active"'
forget
take a 120M
check "strict: idle > yielding" edge idle yielding
give a
reaches idle
echo $low >"$Z/low"

take a 200M
reaches yielding
forget
param yield handback
check "yielding > recovering when handback is chosen" edge yielding recovering
forget
param yield strict
check "recovering > yielding when strict is chosen" edge recovering yielding
param yield handback
reaches recovering
forget
param yield never
check "recovering > active when never is chosen" edge recovering active
check "never: active stays so under low" holds active
param yield strict
reaches yielding
forget
param yield never
check "never: yielding > active" edge yielding active
give a
reaches idle
forget
take a 200M
check "never: idle > active under low" edge idle active
check "never: no yielding" eval '! edges | grep -q yielding'

forget
echo N >"$Z/enabled"
check "opted out: active > off" edge active off
check "no monitor for a zone that is opted out" no_monitor
echo Y >"$Z/enabled"
check "opted in: off > idle > active" edge idle active
give a
reaches idle

# The LRU has to be put to work, for which memory has to run out.
param yield handback
if [ "$(meminfo MemTotal)" -le 2097152 ] && [ "$(meminfo SwapFree)" -ge 262144 ]; then
	take a 200M
	reaches recovering
	forget
	take b $((($(get free) - $(get floor)) / MIB + 48))M
	check "recovering > yielding when the LRU is at work" wait_for "$PATIENCE" \
		saw 'recovering>yielding'
	check "yielding > recovering when it has finished" reaches recovering
	give a b
	reaches idle
else
	ktap_test_skip "recovering > yielding: a large machine, or no swap"
	ktap_test_skip "yielding > recovering: a large machine, or no swap"
fi

# counted NAME EDGES - the statistics count what the tracepoint shows
counted() {
	[ "$(get "stats/$1")" -gt 0 ] &&
		is "$(get "stats/$1")" "$(edges | grep -cE "$2")"
}

off
forget
on
take a 120M
reaches active
take b 80M
reaches recovering
give a b
reaches idle
check "activations are counted" counted activations \
	'(idle|off|yielding)>(active|recovering)'
check "yields are counted" counted yields '>yielding'
param watch N
check "without watch idle has no monitor" wait_for "$PATIENCE" \
	no_monitor
take a 120M
reaches active
forget
off
check "disabled: active > off" edge active off
end
