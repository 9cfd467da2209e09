#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Enabling and disabling 200 times under load leaves nothing behind.
. "$(dirname "$0")/darc_lib.sh"
. "$(dirname "$0")/darc_leaks.sh"

begin 8
CYCLES=200
need_swap 128
pick_zone
need_free 256
solo
param min_age 200000
mem_start hot
mem hot alloc h 16M
mem hot hot h 20
mem_start m
mem m alloc cold 96M
marks_around -60 64 96

# Memory that comes and goes all the time.
churn() {
	mem_start churn
	while mem churn alloc c 8M && mem churn free c; do
		sleep 0.05
	done
}

cycles() {
	i=0
	while [ $i -lt "$1" ]; do
		i=$((i + 1))
		on || return 1
		# At once, in the first sample, and in the middle of evicting.
		case $((i % 4)) in
		0) sleep 0.3 ;;
		1) ;;
		*) sleep 0.0$((i % 4)) ;;
		esac
		off || return 1
		state_is off || return 1
	done
}

# Objects of the caches that DARC and DAMON take theirs from.  Only full slabs
# are counted well, so the others are given up first; what RCU frees needs time.
objects() {
	sleep 1
	for f in /sys/kernel/slab/*/shrink; do
		echo 1 >"$f"
	done
	awk '/^(kmalloc-[0-9]|damon|pool_workqueue|task_struct|cred_jar|pid)/ {
		print $1, $2 }' /proc/slabinfo
} 2>/dev/null

# Nothing has grown by about an object a cycle.
not_grown() {
	awk -v most=$((CYCLES * 3 / 4)) '
		NR == FNR { had[$1] = $2; next }
		$2 - had[$1] > most { print "#", $1, "from", had[$1], "to", $2; bad = 1 }
		END { exit bad }' "$SCRATCH/before" "$SCRATCH/after"
}

forget_leaks
churn &
churner=$!
# What is kept for good, such as the slabs' own reserves, is there after these.
cycles 20
objects >"$SCRATCH/before"
stacks=$(meminfo KernelStack)
check "$CYCLES times on and off under load" cycles $CYCLES
on
check "it still evicts" wait_for "$PATIENCE" evicted_mib 8
off
kill $churner 2>/dev/null
wait $churner 2>/dev/null
check "no monitor is left" is "$(threads kdamond)" 0
check "no workqueue is left" is "$(threads kworker/R-darc)" 0
objects >"$SCRATCH/after"
if [ -s "$SCRATCH/after" ]; then
	check "no cache has grown with the cycles" not_grown
else
	ktap_test_skip "no cache has grown with the cycles: no /proc/slabinfo"
fi
check "no stack is left" [ $(($(meminfo KernelStack) - stacks)) -le 256 ]
if [ ! -L /sys/kernel/slab/damon_region ] && grep -q '^damon_region ' "$SCRATCH/after"; then
	check "no region is left" is \
		"$(awk '$1 == "damon_region" { print $2 }' "$SCRATCH/after")" 0
else
	ktap_test_skip "no region is left: the cache cannot be told from others"
fi
check_leaks
end
