#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The monitors sleep with the system: nothing is evicted while tasks are frozen.
. "$(dirname "$0")/darc_lib.sh"

begin 4
POWER=/sys/power
if ! [ -w "$POWER/state" ] || ! [ -w "$POWER/pm_test" ]; then
	skip_all "a kernel without CONFIG_SUSPEND or CONFIG_PM_DEBUG"
fi
[ "$(nproc)" -gt 1 ] || skip_all "one CPU, which pm_test keeps busy while it waits"
FROZEN=$(cat /sys/module/suspend/parameters/pm_test_delay 2>/dev/null || echo 5)
cold_zone
tear_down() {
	echo none >"$POWER/pm_test"
}

# Slow enough that it would go on all that time.
param quota_sz 2M
marks_around -48 32 48
on
reaches active
wait_for "$PATIENCE" evicted_mib 2

echo freezer >"$POWER/pm_test"
now
began=$NOW
before=$(get stats/evicted)
check "the monitor lets itself be frozen" eval 'echo freeze >"$POWER/state"'
after=$(get stats/evicted)
now
note "frozen for $FROZEN s of $((NOW - began)) ms: $((after - before)) bytes evicted"
# pm_test waits by mdelay(), which is less by the guest's clock.
check "the tasks were frozen" [ $((NOW - began)) -ge $((FROZEN * 900)) ]
# At the end of it a pass may make up for one second.
check "nothing is evicted in the meantime" [ $((after - before)) -le $((4 * MIB)) ]
check "and it goes on afterwards" \
	wait_for "$PATIENCE" evicted_mib $((after / MIB + 4))
end
