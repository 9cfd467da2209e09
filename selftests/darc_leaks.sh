# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# What a debug kernel knows of memory that nobody has freed. A test sources this
# file after darc_lib.sh.

LEAK=/sys/kernel/debug/kmemleak

# What is found from here on counts.
forget_leaks() {
	[ ! -e "$LEAK" ] || echo clear >"$LEAK"
}

leaks() {
	echo scan >"$LEAK"
	sleep 6
	echo scan >"$LEAK"
	grep -cE 'darc_|damon_' "$LEAK"
}

# check_leaks - one test, skipped where the kernel cannot tell
check_leaks() {
	if [ -e "$LEAK" ]; then
		check "kmemleak finds nothing" is "$(leaks)" 0
	else
		ktap_test_skip "kmemleak finds nothing: the kernel has none"
	fi
}
