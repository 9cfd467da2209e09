# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154
# What the tools that build and test share; sourced, with $tool set, and $any_series
# by those that do something for Linux 6.1 as well.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
series=${KERNEL_SERIES:-6.12} series_suffix=''
[[ $series == 6.12 ]] || series_suffix=-$series
tree=$top/build/linux$series_suffix
# shellcheck source-path=SCRIPTDIR source=../bench/vm/arch.sh
. "$top/bench/vm/arch.sh"

say() { echo "$tool: $*" >&2; }
die() { say "$*"; exit 1; }

[[ $series == 6.12 || -n ${any_series-} ]] ||
	die "needs Linux 6.12, not KERNEL_SERIES=$series (README.md, \"Other processors, other kernels\")"

# Same bytes from the same source, wherever the checkout lies, and objects that
# are found again.
export KBUILD_BUILD_TIMESTAMP='2026-01-01 00:00:00 UTC' KBUILD_BUILD_USER=darc
export KBUILD_BUILD_HOST=darc KBUILD_BUILD_VERSION=1 LOCALVERSION=
export CCACHE_DIR=${CCACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/darc/ccache}
export CCACHE_BASEDIR=$top/build CCACHE_NOHASHDIR=1 CCACHE_MAXSIZE=${CCACHE_MAXSIZE:-5G}
# Not empty where make has built the kernel before; tools that run others pass
# it on.
export DARC_BUILT=${DARC_BUILT:-${MAKELEVEL-}}
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES

# A variant of the kernel that has a processor's name is for that processor.
set_variant() { set_arch "${1:-x86}" || set_arch x86; }

# need_kernel [VARIANT] - into $image, built where that has not been done;
# KERNEL=IMAGE takes another.
need_kernel() {
	set_variant "${1-}"
	image=${KERNEL:-$top/build/kernel${1:+-$1}/$arch_image}
	[[ -z ${KERNEL:-} && -z $DARC_BUILT ]] || return 0
	"$top/tools/deps"
	"$top/tools/kernel" ${1:+"$1"} >/dev/null
}

# One build at a time in a checkout: all of them read, and graft writes, one tree.
lock_tree() {
	mkdir -p "$top/build"
	exec 9>"$top/build/.lock"
	flock -n 9 && return
	say "waiting for another build in this checkout"
	flock 9
}

unlock_tree() { exec 9>&-; }

# The group of the command in the background, ended with its script.
job=
trap '[[ -z $job ]] || kill -TERM -- -"$job" 2>/dev/null' EXIT
trap 'exit 130' INT TERM HUP

count_objects() { grep -cE '^  (CC|AS|LD|AR|HOSTCC) ' "$1" 2>/dev/null || true; }

# run_logged LOG OBJECTS COMMAND...: COMMAND's output goes to LOG; says every
# now and then how far it is on the way to so many OBJECTS (0: not known).
run_logged() {
	local log=$1 expect=$2 start=$SECONDS every=30 next=15 t n left status=0
	shift 2
	[[ -t 2 ]] && every=1 next=1
	mkdir -p "${log%/*}"
	set -m
	"$@" >"$log" 2>&1 9>&- </dev/null &
	job=$!
	set +m
	while kill -0 "$job" 2>/dev/null; do
		sleep 0.3
		t=$((SECONDS - start))
		((t >= next)) || continue
		next=$((t + every))
		n=$(count_objects "$log")
		left=
		if ((expect > n && n > 50)); then
			left=", $((100 * n / expect)) %, about $((t * (expect - n) / n)) s left"
		fi
		if [[ -t 2 ]]; then
			printf '\r\033[K%s: %d objects in %d s%s' "$tool" "$n" "$t" "$left" >&2
		else
			say "$n objects in $t s$left"
		fi
	done
	[[ ! -t 2 ]] || printf '\r\033[K' >&2
	wait "$job" || status=$?
	job=
	return "$status"
}

# The lines of a build's log that say what went wrong.
show_errors() {
	grep -nE 'error:|warning:|Error |undefined reference|No rule' "$1" | head -n 20 >&2 ||
		tail -n 5 "$1" >&2
}

# closing PASSED FAILED [SKIPPED]: the last line of every tool that tests.
closing() {
	echo "$1 passed, $2 failed$( ((${3:-0} == 0)) || echo ", $3 skipped")"
	(($2 == 0))
}

# add_up NAME COMMAND...: runs COMMAND, and adds its closing line to passed,
# failed and skipped. What ends without such a line, or in vain, has failed.
passed=0 failed=0 skipped=0
add_up() {
	local name=$1 status=0 last start=$SECONDS
	local pattern='^([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?$'
	local out=$top/build/$tool-$name.out
	shift
	mkdir -p "$top/build"
	say "$name"
	"$@" | tee "$out" || status=${PIPESTATUS[0]}
	last=$(tail -n 1 "$out")
	if [[ $last =~ $pattern ]]; then
		passed=$((passed + BASH_REMATCH[1]))
		failed=$((failed + BASH_REMATCH[2]))
		skipped=$((skipped + ${BASH_REMATCH[4]:-0}))
		if ((status && !BASH_REMATCH[2])); then
			say "$name: ended with status $status"
			failed=$((failed + 1))
		fi
	else
		say "$name: did not come to its end (status $status)"
		failed=$((failed + 1))
	fi
	say "$name: $((SECONDS - start)) s"
}
