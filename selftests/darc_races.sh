# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# Data races that a kernel with KCSAN sees. It is meant to be one where nothing but
# DARC and DAMON is instrumented (make kernel KCONFIG=kcsan), so that each is ours.
# A test sources this file after darc_lib.sh.

KCSAN=/sys/kernel/debug/kcsan

watch_races() {
	[ ! -e "$KCSAN" ] || echo on >"$KCSAN"
}

races() {
	dmesg | sed -n 's/.*BUG: KCSAN: //p' | sort | uniq -c | tr '\n' ';'
}

# check_races - one test, skipped where the kernel cannot tell
check_races() {
	if [ ! -e "$KCSAN" ]; then
		ktap_test_skip "KCSAN finds no data race: the kernel has none"
		return
	fi
	echo off >"$KCSAN"
	note "KCSAN: $(sed -n 's/^setup_watchpoints: //p' "$KCSAN") accesses watched"
	check "KCSAN finds no data race" is "$(races)" ""
}
