# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# shellcheck disable=SC2034 # what is set here is for the tests
# What the tests of DARC share. A test sources this file, then calls
# "begin PLAN"; all it changes is put back when it ends.

DARC=/sys/kernel/mm/darc
PARAMS=/sys/module/damon_darc/parameters
TRACE=/sys/kernel/tracing
CGROUPS=/sys/fs/cgroup
LRU_GEN=/sys/kernel/mm/lru_gen/enabled
HERE=$(cd "$(dirname "$0")" && pwd)
MIB=1048576
PAGE=$(getconf PAGESIZE 2>/dev/null || echo 4096)
# What a CPU second of the plain kernel may cost here: a debug kernel's sampling
# is many times as expensive, and all of its waiting is longer.
COST=$((${SLOW:-1} > 1 ? ${SLOW:-1} * ${SLOW:-1} / 2 : 1))
# Free memory of a debug kernel may grow by so many MiB within a test, without it.
DRIFT=$((${SLOW:-1} > 1 ? 32 : 0))
# Guest seconds; nothing that passes ever waits so long.
PATIENCE=60

# shellcheck disable=SC1091 # the kernel's own
. "$HERE/../kselftest/ktap_helpers.sh"

skip_all() {
	ktap_skip_all "$@"
	exit "$KSFT_SKIP"
}

# begin PLAN [as-found] - DARC is off then, unless it is to be left as found
begin() {
	ktap_print_header
	[ "$(id -u)" = 0 ] || skip_all "must be run as root"
	[ -d "$DARC" ] || skip_all "this kernel has no DARC"
	[ -x "$HERE/darc_mem" ] || skip_all "the helpers are not built"
	[ -d "$TRACE/events/darc" ] || mount -t tracefs tracefs "$TRACE" 2>/dev/null
	SCRATCH=$(mktemp -d)
	SERVERS=
	DIRTY_FILES=
	save
	trap finish EXIT
	trap 'exit 1' INT TERM HUP
	[ "${2-}" = as-found ] || echo N >"$PARAMS/enabled"
	ktap_set_plan "$1"
}

# Every test gives back the configuration it found.
save() {
	for f in "$PARAMS"/*; do
		echo "$f $(cat "$f")"
	done >"$SCRATCH/params"
	for f in "$DARC"/node*/*/enabled; do
		echo "$f $(cat "$f")"
		for m in high mid low; do
			echo "${f%/*}/$m $(cat "${f%/*}/${m}_set")"
		done
	done >"$SCRATCH/zones"
}

# Parameters and marks depend on each other, so some go in at a later round.
restore_from() {
	for f in 1 2 3; do
		while read -r file value; do
			[ "$(cat "$file")" = "$value" ] ||
				echo "$value" >"$file"
		done <"$1" 2>/dev/null
	done
}

restore() {
	echo N >"$PARAMS/enabled"
	auto_marks
	grep -v '/enabled ' "$SCRATCH/params" >"$SCRATCH/values"
	restore_from "$SCRATCH/values"
	restore_from "$SCRATCH/zones"
	grep '/parameters/enabled Y' "$SCRATCH/params" >/dev/null &&
		echo Y >"$PARAMS/enabled"
}

finish() {
	trap - EXIT
	trace_off
	for f in $SERVERS; do
		mem_stop "$f"
	done
	for f in $DIRTY_FILES; do
		rm -f "$f"
	done
	[ -n "$(command -v tear_down)" ] && tear_down
	restore
	for f in "$CGROUPS"/darc_test_*; do
		[ ! -d "$f" ] || wait_for 5 rmdir "$f" 2>/dev/null
	done
	rm -rf "$SCRATCH"
}

# end - the last line of a test
end() {
	ktap_print_totals
	[ "$((KTAP_CNT_PASS + KTAP_CNT_SKIP))" -eq "$KSFT_NUM_TESTS" ]
	exit $?
}

note() {
	ktap_print_msg "$@"
}

# check DESCRIPTION COMMAND... - a test that passes where COMMAND succeeds
check() {
	what=$1
	shift
	if "$@"; then
		ktap_test_pass "$what"
	else
		ktap_test_fail "$what"
		note "failed: $*"
		[ -z "${Z-}" ] || note "$(describe)"
	fi
}

describe() {
	printf '%s:' "${Z#"$DARC"/}"
	for f in state free low mid high floor stats/tried stats/evicted stats/skipped; do
		printf ' %s %s' "${f#*/}" "$(cat "$Z/$f")"
	done
}

# Time in ms since boot, in NOW.
now() {
	read -r up rest </proc/uptime
	NOW=$((${up%.*} * 1000 + 1${up#*.}0 - 1000))
}

# wait_for SECONDS COMMAND... - until COMMAND succeeds
wait_for() {
	now
	until_ms=$((NOW + $1 * 1000))
	shift
	until "$@"; do
		now
		[ "$NOW" -lt "$until_ms" ] || return 1
		sleep 0.05
	done
}

# stays SECONDS COMMAND... - COMMAND succeeds all the time
stays() {
	now
	until_ms=$((NOW + $1 * 1000))
	shift
	while "$@"; do
		now
		[ "$NOW" -lt "$until_ms" ] || return 0
		sleep 0.05
	done
	return 1
}

is() {
	[ "$1" = "$2" ]
}

# within VALUE LOW HIGH
within() {
	[ "$1" -ge "$2" ] && [ "$1" -le "$3" ]
}

get() {
	cat "$Z/$1"
}

param() {
	echo "$2" >"$PARAMS/$1"
}

state_is() {
	[ "$(cat "$Z/state")" = "$1" ]
}

reaches() {
	wait_for "$PATIENCE" state_is "$1"
}

# holds STATE - for two seconds, which is many checks of the marks
holds() {
	stays 2 state_is "$1"
}

# evicted_mib MIB - so much or more since DARC was enabled
evicted_mib() {
	[ "$(get stats/evicted)" -ge $(($1 * MIB)) ]
}

# few_looks - most of what was looked at since DARC was enabled went at once
few_looks() {
	[ $(($(get stats/tried) * 2)) -le $(($(get stats/evicted) * 3)) ]
}

on() {
	echo Y >"$PARAMS/enabled"
}

off() {
	echo N >"$PARAMS/enabled"
}

# use_zone DIRECTORY - the zone Z that the functions here are about
use_zone() {
	Z=$1
	ZONE=${Z##*/}
	NID=${Z%/*}
	NID=${NID##*node}
}

# both STATE - the zones in $upper and $lower
both() {
	[ "$(cat "$upper/state")" = "$1" ] && [ "$(cat "$lower/state")" = "$1" ]
}

# two_zones - of node 0, alone to take part, into $upper and $lower, or skip the test
two_zones() {
	upper=$DARC/node0/Movable
	lower=$DARC/node0/DMA32
	if ! [ -d "$upper" ] || ! [ -d "$lower" ] || [ -d "$DARC/node0/Normal" ]; then
		skip_all "the zones of node0 are not DMA32 and Movable (movablecore=)"
	fi
	for f in "$DARC"/node*/*/enabled; do
		echo N >"$f"
	done
	echo Y >"$lower/enabled"
}

# pick_zone [NODE] - the zone of the node that has most free memory, into Z
pick_zone() {
	Z=
	most=-1
	for f in "$DARC/node${1:-0}"/*/; do
		f=${f%/}
		if [ -d "$f" ] && [ "$(cat "$f/free")" -gt "$most" ]; then
			Z=$f
			most=$(cat "$f/free")
		fi
	done
	use_zone "$Z"
}

# Only the zone Z takes part: others could serve in its place.
solo() {
	for f in "$DARC"/node*/*/enabled; do
		echo N >"$f"
	done
	echo Y >"$Z/enabled"
}

# zoneinfo KEY - of zone Z; "top" is the reserve kept from the highest class
zoneinfo() {
	awk -v nid="$NID," -v zone="$ZONE" -v key="$1" '
		/^Node/ { here = $2 == nid && $4 == zone }
		here && key == "top" && $1 == "protection:" {
			gsub(/[(),]/, ""); print $NF; exit }
		here && $1 == key { print $2; exit }' /proc/zoneinfo
}

# ordered - the marks of zone Z, between the floor and all of its memory
ordered() {
	[ "$(get floor)" -lt "$(get low)" ] && [ "$(get low)" -lt "$(get mid)" ] &&
		[ "$(get mid)" -lt "$(get high)" ] &&
		[ "$(get high)" -le $(($(zoneinfo managed) * PAGE)) ]
}

auto_marks() {
	for f in "$DARC"/node*/*; do
		[ -d "$f" ] || continue
		for m in high mid low; do
			echo auto >"$f/$m"
		done
	done
}

# marks LOW MID HIGH - sets them in whatever order is allowed
marks() {
	for f in 1 2 3; do
		echo "$3" >"$Z/high"
		echo "$2" >"$Z/mid"
		echo "$1" >"$Z/low"
	done 2>/dev/null
	[ "$(get low_set) $(get mid_set) $(get high_set)" = "$1 $2 $3" ]
}

# What was freed lately is in part on the CPUs' own lists, up to an eighth of the zone,
# and comes back by and by. Here that happens at once.
drain() {
	times=50
	while [ $((times -= 1)) -gt 0 ]; do
		read -r rest </proc/sys/vm/stat_refresh
	done
}

# marks_around LOW MID HIGH - as distances in MiB from the zone's free memory
marks_around() {
	drain
	free=$(get free)
	marks $((free + $1 * MIB)) $((free + $2 * MIB)) $((free + $3 * MIB))
}

# need_free MIB - or skip the test
need_free() {
	[ "$(get free)" -ge $(($1 * MIB)) ] ||
		skip_all "the zone ${Z#"$DARC"/} has less than $1 MiB free"
}

need_swap() {
	[ "$(meminfo SwapFree)" -ge $(($1 * 1024)) ] ||
		skip_all "less than $1 MiB of swap"
}

# mem_start NAME [CGROUP] - starts a holder of memory
mem_start() {
	mem_pid=$(
		[ $# -lt 2 ] || echo 0 >"$CGROUPS/$2/cgroup.procs"
		exec "$HERE/darc_mem" "$SCRATCH/$1"
	) || return 1
	echo "$mem_pid" >"$SCRATCH/$1.pid"
	SERVERS="$SERVERS $1"
}

mem_stop() {
	kill "$(cat "$SCRATCH/$1.pid")" 2>/dev/null
	rm -f "$SCRATCH/$1"
}

# mem_ask NAME COMMAND ARG... - see darc_mem.c
mem_ask() {
	holder=$SCRATCH/$1
	shift
	"$HERE/darc_mem" "$holder" "$@"
}

mem() {
	mem_ask "$@" >/dev/null
}

# Pages that the last holder of memory had to read back.
came_back() {
	awk '{ print $12 }' "/proc/$mem_pid/stat"
}

# pages NAME REGION - into TOTAL, PRESENT and SWAPPED
pages() {
	answer=$(mem_ask "$1" pages "$2") || answer="0 0 0"
	# shellcheck disable=SC2086 # three words
	set -- $answer
	TOTAL=$1
	PRESENT=$2
	SWAPPED=$3
}

# A zone alone, into Z, in which m holds 128 MiB that nobody uses.
cold_zone() {
	need_swap 128
	pick_zone
	need_free 256
	solo
	param min_age 500000
	mem_start m
	mem m alloc cold 128M
}

# put ERRNAME|ok FILE [TEXT] - FILE answers so to TEXT
put() {
	got=$("$HERE/darc_put" "$2" "${3-}")
	[ "$got" = "$1" ] && return
	note "$2 answers $got to '${3-}', not $1"
	return 1
}

vmstat() {
	awk -v name="$1" '$1 == name { print $2 }' /proc/vmstat
}

meminfo() {
	awk -v name="$1:" '$1 == name { print $2 }' /proc/meminfo
}

# How many threads there are whose name begins so.
threads() {
	cat /proc/[0-9]*/comm 2>/dev/null | grep -c "^$1"
}

trace_on() {
	echo 0 >"$TRACE/tracing_on"
	echo 8192 >"$TRACE/buffer_size_kb"
	: >"$TRACE/trace"
	for f in "$@"; do
		echo 1 >"$TRACE/events/darc/darc_$f/enable"
	done
	echo 1 >"$TRACE/tracing_on"
}

trace_off() {
	for f in "$TRACE"/events/darc/*/enable; do
		[ ! -e "$f" ] || echo 0 >"$f"
	done
}

# The edges that zone Z went through, one "old>new" a line.
edges() {
	sed -n "s/.*darc_state: nid=$NID zone=$ZONE old=\([a-z]*\) new=\([a-z]*\) .*/\1>\2/p" \
		"$TRACE/trace"
}

saw() {
	edges | grep -qx "$1"
}

# A directory on a disk file system, with so many MiB free, in DISK.
need_disk() {
	for DISK in /mnt/pmem /var/tmp /tmp "$HERE"; do
		[ -d "$DISK" ] || continue
		case $(stat -f -c %T "$DISK") in
		ext* | xfs | btrfs | 0x58465342 | 0x9123683e | 0xef53) ;;
		*) continue ;;
		esac
		[ "$(df -Pm "$DISK" | awk 'NR == 2 { print $4 }')" -lt "$1" ] || return 0
	done
	skip_all "no disk file system with $1 MiB free"
}

# disk_file NAME MIB - a file there with clean pages in the cache, in FILE
disk_file() {
	FILE=$DISK/darc_test_$1
	DIRTY_FILES="$DIRTY_FILES $FILE"
	dd if=/dev/urandom of="$FILE" bs=1048576 count="$2" 2>/dev/null
	sync
}
