#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# memory.min and memory.low of a cgroup are kept, although its memory is as
# cold as that of a cgroup without protection.
. "$(dirname "$0")/darc_lib.sh"

TREE=$CGROUPS/darc_test_tree

tear_down() {
	[ -z "${reclaims-}" ] || kill "$reclaims" 2>/dev/null
	[ -z "${OPTS-}" ] || mount -o "remount,$OPTS" "$CGROUPS"
	[ ! -d "$TREE/leaf" ] || wait_for 5 rmdir "$TREE/leaf" 2>/dev/null
}

begin 10
grep -qw memory "$CGROUPS/cgroup.controllers" 2>/dev/null ||
	skip_all "no memory controller in $CGROUPS"
need_swap 256
pick_zone
need_free 320
solo
param min_age 500000
echo +memory >"$CGROUPS/cgroup.subtree_control"
for g in kept open; do
	mkdir "$CGROUPS/darc_test_$g"
	mem_start $g darc_test_$g
	mem $g alloc cold 96M
done

# gone SERVER - how much of its memory is in swap, in MiB
gone() {
	pages "$1" cold
	echo $((SWAPPED * PAGE / MIB))
}

press() {
	marks_around -64 48 60
	on
	wait_for "$PATIENCE" state_is active
	wait_for "$PATIENCE" state_is idle
	off
}

for p in min low; do
	echo 128M >"$CGROUPS/darc_test_kept/memory.$p"
	press
	note "memory.$p: $(gone kept) MiB gone of the protected, $(gone open) of the other"
	check "memory.$p: unprotected memory goes" [ "$(gone open)" -ge 32 ]
	check "memory.$p: protected memory stays" is "$(gone kept)" 0
	check "memory.$p: it was looked at and skipped" [ "$(get stats/skipped)" -gt 0 ]
	echo 0 >"$CGROUPS/darc_test_kept/memory.$p"
	mem open touch cold
	sleep 1
done

# Half of it is protected: the other half may go, and not much more.
echo 48M >"$CGROUPS/darc_test_kept/memory.min"
mem open free cold
marks_around -64 64 80
on
kept_gone() {
	[ "$(gone kept)" -ge "$1" ]
}
wait_for "$PATIENCE" kept_gone 40
stays 5 true
off
note "memory.min=48M of 96M: $(gone kept) MiB gone"
check "what exceeds memory.min may go" [ "$(gone kept)" -ge 32 ]
check "down to it and no further" \
	[ "$(cat "$CGROUPS/darc_test_kept/memory.current")" -ge $((47 * MIB)) ]

echo 0 >"$CGROUPS/darc_test_kept/memory.min"
mem kept touch cold
press
check "without protection the same memory goes" [ "$(gone kept)" -ge 32 ]

# Reclaim within a group computes what is protected in it as if there was nothing above,
# and leaves that behind; with a swappiness of 0 that is all it does here.
mem_stop kept
OPTS=$(awk -v dir="$CGROUPS" '$2 == dir { print $4 }' /proc/mounts)
mkdir -p "$TREE/leaf"
echo +memory >"$TREE/cgroup.subtree_control"
mem_start leaf darc_test_tree/leaf
mem leaf alloc cold 96M
mem open alloc cold 96M
echo 128M >"$TREE/memory.low"
if mount -o "remount,$OPTS,memory_recursiveprot" "$CGROUPS" 2>/dev/null &&
	put EAGAIN "$TREE/memory.reclaim" "64K swappiness=0"; then
	while sleep 0.02; do
		echo "64K swappiness=0" >"$TREE/memory.reclaim"
	done 2>/dev/null &
	reclaims=$!
	press
	kill "$reclaims"
	reclaims=
	note "a leaf of a group with memory.low: $(gone leaf) MiB gone, $(gone open) of the other"
	check "what a leaf has from above is kept while the group reclaims" \
		eval '[ "$(gone leaf)" -eq 0 ] && [ "$(gone open)" -ge 32 ]'
else
	ktap_test_skip "what a leaf has from above is kept: no memory_recursiveprot, or no such reclaim"
fi
end
