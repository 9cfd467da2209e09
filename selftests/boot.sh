#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# DARC is on from boot where damon_darc.enabled=Y says so, and else is not
# there: no thread, no work, no state. Bad boot parameters are refused.
. "$(dirname "$0")/darc_lib.sh"

begin 8 as-found

given() {
	tr ' ' '\n' </proc/cmdline | sed -n "s/^damon_darc\.$1=//p" | tail -n 1
}

all_zones() {
	for f in "$DARC"/node*/*/; do
		use_zone "${f%/}"
		"$@" || return 1
	done
}

off_here() {
	state_is off && is "$(get kdamond_pid)" -1 && is "$(get quota)" 0
}

on_here() {
	is "$(get enabled)" N && { state_is off; return; }
	! state_is off && [ "$(cat "/proc/$(get kdamond_pid)/comm")" != "" ]
}

refused() {
	[ "$(cat "$PARAMS/$1")" = "$2" ] || return 1
	dmesg | grep -q "invalid for parameter .damon_darc\.$1'"
}

started=$(cat "$PARAMS/enabled")
case $(given enabled) in
Y)
	check "enabled reads Y" is "$started" Y
	check "zones that take part have left off" all_zones on_here
	check "the controller has its rescuer" is "$(threads kworker/R-darc)" 1
	check "a zone has its monitor" [ "$(threads kdamond)" -ge 1 ]
	off
	;;
*)
	if [ "$started" = Y ]; then
		for f in 1 2 3 4; do
			ktap_test_skip "off at boot: somebody has switched DARC on"
		done
	else
		check "enabled reads N" is "$started" N
		check "all zones are off" all_zones off_here
		check "no workqueue" is "$(threads kworker/R-darc)" 0
		check "no monitor" is "$(threads kdamond)" 0
	fi
	;;
esac
Z=

# Where all memory is one zone, as on arm64, none may be small.
seen=
small_off() {
	[ $(($(zoneinfo managed) * PAGE)) -lt $((64 * MIB)) ] || return 0
	seen=1
	is "$(get enabled)" N
}
if all_zones small_off && [ -z "$seen" ]; then
	ktap_test_skip "small zones take no part by default: there is none"
else
	check "small zones take no part by default" all_zones small_off
fi
if [ -n "$(given wmark_scale)" ]; then
	check "a number out of range is refused" refused wmark_scale 0
	check "a number with trailing junk is refused" refused sample_interval 40000
	check "a good one is taken" is "$(cat "$PARAMS/min_nr_regions")" \
		"$(given min_nr_regions)"
else
	for f in 1 2 3; do
		ktap_test_skip "bad boot parameters: none were given"
	done
fi
end
