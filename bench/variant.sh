# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154
# A kernel that is for the bench alone: a copy of this checkout with a patch to
# DARC, so that nothing of it gets near the product. Sourced, with $top, $tool and
# $workloads.

variant_die() { echo "$tool: $*" >&2; exit 2; }

# variant_copy PATCH - into $copy
variant_copy() {
	copy=$top/build/$tool
	mkdir -p "$copy"
	exec 8>"$top/build/$tool.lock"
	flock -n 8 || variant_die "$copy is in use by another run"
	rsync -a --delete --exclude=/build --exclude=/.git "$top/" "$copy/"
	patch -d "$copy" -p1 -F0 -N -s --no-backup-if-mismatch <"$1" ||
		variant_die "${1##*/} does not apply to mm/darc any more"
	COMMIT="$("$top/bench/commit") and ${1##*/}"
	export COMMIT
}

# The kernel's image into $kernel, and the copy's programs, real ones included.
variant_build() {
	kernel=$("$copy/tools/kernel" | tail -n 1)
	[[ -f $kernel ]] || variant_die "no kernel image $kernel"
	make -s -C "$copy/bench/workloads" O="$copy/build/bench"
	# shellcheck disable=SC2086 # a list of words
	"$copy/bench/image" $workloads
}

# variant_run ROOT <CELLS
variant_run() {
	local list
	list=$(cat)
	# In the background, for bash passes no signal on to a foreground child.
	KERNEL=$kernel PROGRAMS=$copy/build/bench "$copy/bench/runs" "$1" <<<"$list" &
	runs=$!
	trap 'variant_stop 130' INT
	trap 'variant_stop 143' TERM HUP
	wait "$runs" || variant_die "some runs failed"
	trap - INT TERM HUP
}

# shellcheck disable=SC2317 # called by trap
variant_stop() {
	trap '' INT TERM HUP
	kill -TERM "$runs" 2>/dev/null || true
	wait "$runs" || true
	exit "$1"
}
