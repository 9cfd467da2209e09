#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Random operations on DARC and on the machine around it, from a fixed seed:
# TORTURE_SECONDS of them, and TORTURE_SEED to have the same again.
. "$(dirname "$0")/darc_lib.sh"
. "$(dirname "$0")/darc_leaks.sh"
. "$(dirname "$0")/darc_races.sh"

begin 7
# CPUs, memory and swap go away, and processes are killed.
[ -n "${TORTURE_SECONDS-}" ] ||
	skip_all "only with TORTURE_SECONDS set, and on no machine that matters"
[ -x "$HERE/darc_torture" ] || skip_all "darc_torture is not built"
OUT=$SCRATCH/torture
forget_leaks
watch_races
disk() {
	[ ! -d /mnt/pmem ] || echo /mnt/pmem
}

torture() {
	# shellcheck disable=SC2046 # none or one
	"$HERE/darc_torture" "$TORTURE_SECONDS" "${TORTURE_SEED:-1}" $(disk) >"$OUT"
	status=$?
	cat "$OUT"
	return "$status"
}

# counted WORD - the number before it in the summary
counted() {
	sed -n "s/^#.* \([0-9]*\) $1.*/\1/p" "$OUT" | tail -n 1
}

check "nothing is broken in $TORTURE_SECONDS s of seed ${TORTURE_SEED:-1}" torture
check "operations were done" [ "$(counted operations || echo 0)" -ge "$TORTURE_SECONDS" ]
check "memory was evicted all along" \
	[ "$(counted "MiB evicted" || echo 0)" -ge $((TORTURE_SECONDS / (COST > 1 ? 8 : 2))) ]
check "every page was verified" [ "$(counted "whole passes" || echo 0)" -ge 2 ]
check_leaks
check_races
# A warning panics, but not everything of importance is a warning.
complaints() {
	dmesg | grep -E -f "$HERE/darc_complaints" | grep -v 'BUG: KCSAN' | tr '\n' ';'
}
check "the kernel has nothing to complain about" is "$(complaints)" ""
end
