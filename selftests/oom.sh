#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Where memory runs out: what just fits without DARC fits with it, DARC leaves half of
# the emergency reserve alone, kswapd gets on beside it, and where all is hot it
# stands back.
# shellcheck disable=SC2154 # what seen() tells is set by eval
. "$(dirname "$0")/darc_lib.sh"

begin 17
[ "$(meminfo MemTotal)" -le 2097152 ] || skip_all "a large machine"
grep -q '^/dev/zram' /proc/swaps || skip_all "no swap on zram"
need_swap 256
pick_zone
need_free 128
solo
SIZE=$(($(zoneinfo managed) * PAGE / MIB))

# A batch of pages, with which DARC's passes end under half of the min mark.
BATCH=32
WATCH=
BOOST=/proc/sys/vm/watermark_boost_factor
boost_found=$(cat "$BOOST")
boost_set() {
	echo "$1" >"$BOOST"
}
EVENTS="kmem/mm_page_alloc vmscan/mm_vmscan_write_folio"
tear_down() {
	boost_set "$boost_found"
	[ -z "$WATCH" ] || kill "$WATCH"
	for f in $EVENTS; do
		echo 0 >"$TRACE/events/$f/enable"
		echo 0 >"$TRACE/events/$f/filter"
	done
} 2>/dev/null

# What just fits

ended() {
	[ ! -d "/proc/$1" ]
}

# fits MIB - so much is allocated and read back, and nobody is killed for it
fits() {
	kills=$(vmstat oom_kill)
	mem_start big
	holder=$mem_pid
	mem big alloc a "$1M" 2>/dev/null && mem big verify a 2>/dev/null
	whole=$?
	mem_stop big
	wait_for "$PATIENCE" ended "$holder"
	is "$whole $(($(vmstat oom_kill) - kills))" "0 0"
}

# just_fits - three tests, with the most that fits in steps of an eighth of the zone.
# Whether the marks are boosted, which takes up to one and a half of the high mark, goes
# by how memory happens to be fragmented: with and without DARC they are not.
just_fits() {
	step=$((SIZE / 8))
	most=$((SIZE * 2))
	boost_set 0
	check "twice the zone fits without DARC" fits $most
	while fits $((most + step)); do
		most=$((most + step))
	done
	note "$most MiB fit in a zone of $SIZE MiB and $(($(meminfo SwapTotal) / 1024))" \
		"MiB of swap, $((most + step)) MiB do not"
	on
	check "what just fits without DARC fits with it" fits $most
	check "DARC had its part in it" evicted_mib 16
	off
	boost_set "$boost_found"
}

if [ "${SLOW:-1}" = 1 ]; then
	just_fits
else
	for f in 1 2 3; do
		ktap_test_skip "what just fits: this kernel is slow by design"
	done
fi

# The emergency reserve, and kswapd

pid_of() {
	for f in /proc/[0-9]*/comm; do
		[ "$(cat "$f")" != "$1" ] || echo "$f"
	done 2>/dev/null | cut -d / -f 3
}
KSWAPD=$(pid_of "kswapd$NID")

# stat_of PID FIELD - of /proc/PID/stat, from the third on
stat_of() {
	sed 's/.*) //' "/proc/$1/stat" | cut -d ' ' -f $(($2 - 2))
}

# watch PID - notes the zone, kswapd and this thread's nice value in the trace,
# and what the thread allocates and writes to swap
watch() {
	for f in $EVENTS; do
		echo "common_pid == $1" >"$TRACE/events/$f/filter"
		echo 1 >"$TRACE/events/$f/enable"
	done
	"$HERE/darc_watch" "$NID" "$ZONE" "$KSWAPD" "$1" &
	WATCH=$!
}

# watched FILE - what was noted
watched() {
	tear_down
	WATCH=
	trace_off
	cat "$TRACE/trace" >"$1"
}

# Memory is eaten quickly by two at once, half of it more than there is, and given
# back.
eat() {
	for f in 1 2; do
		mem hog alloc h $((SIZE / 2))M &
		eater=$!
		mem hog2 alloc h $((SIZE / 2))M
		wait $eater
		sleep 0.2
		mem hog free h
		mem hog2 free h
		sleep 0.2
	done
}

# seen FILE - figures of what was noted, as variables of the shell:
# lowest: free pages; min: the mark; short, half: ms under it, and under half of it;
# beside: what the thread wrote to swap under it, in pages; wrote, took: what it wrote
# and allocated in one pass at most, all the while under half of it
seen() {
	awk -v late=$((${SLOW:-1} * 200)) '
	function pages(order) {
		return order > 0 ? 2 * pages(order - 1) : 1
	}
	function number(name) {
		return match($0, " " name "=[0-9]+") ? \
			substr($0, RSTART + length(name) + 2, RLENGTH - length(name) - 2) + 0 : 0
	}
	/ darc_watch: free=/ {
		ms++
		free = number("free")
		min = number("min")
		if (ms == 1 || free < lowest)
			lowest = free
		short += free < min
		near = free < min / 2
		halves += near
		if (!near)
			wrote = took = 0
		now = $0
		sub(/: tracing_mark_write:.*/, "", now)
		sub(/.* /, "", now)
		awake = !/ kswapd=S/
		if (awake && !was_awake)
			since = now
		was_awake = awake
		awakes += awake
		if (awake && (now - since) * 1000 > late && / nice=[1-9]/)
			inverted++
		if (/ nice=-/)
			first++
	}
	/ mm_vmscan_write_folio: / && free < min { beside++ }
	/ mm_vmscan_write_folio: / && near && ++wrote > most_wrote { most_wrote = wrote }
	/ mm_page_alloc: / && near {
		took += pages(number("order"))
		if (took > most_took)
			most_took = took
	}
	/ darc_evict: / { wrote = took = 0 }
	END {
		printf "ms=%d lowest=%d min=%d ", ms, lowest, min
		printf "short=%d half=%d ", short, halves
		printf "beside=%d wrote=%d took=%d ", beside, most_wrote, most_took
		printf "awake=%d first=%d inverted=%d\n", awakes, first, inverted
	}' "$1"
}

# Of the time in which it could run, the percentage in which kswapd did.
kswapd_share() {
	read -r ran waited rest <"/proc/$KSWAPD/schedstat"
	echo $(((ran - $1) * 100 / (ran - $1 + waited - $2 + 1)))
}

is_nice() {
	[ "$(stat_of "$(get kdamond_pid)" 19)" -gt 0 ]
}

kswapd_sleeps() {
	is "$(stat_of "$KSWAPD" 3)" S
}

mem_start cold
mem_start hog
mem_start hog2
mem cold alloc c $((SIZE / 2))M
trace_on evict
watch "$KSWAPD"
eat
watched "$SCRATCH/without"
note "without DARC: $(seen "$SCRATCH/without")"

param yield never
trace_on evict
on
# So long the LRU has to be at rest before DARC is nice.
sleep 11
# Free memory is nearer to mid than to low as it is: how much is left to evict is chance.
marks_around -64 48 64
check "DARC is nice as long as its reserve holds" wait_for "$PATIENCE" is_nice
auto_marks
reaches idle
watch "$(get kdamond_pid)"
stolen=$(vmstat pgsteal_kswapd)
read -r ran waited rest <"/proc/$KSWAPD/schedstat"
for round in 1 2; do
	eat
done
share=$(kswapd_share "$ran" "$waited")
stolen=$(($(vmstat pgsteal_kswapd) - stolen))
# Who eats at the priority of the monitor's thread is not outrun by it.  How deep the zone
# falls is chance: until DARC has evicted there.
for server in hog hog2; do
	renice -n -4 -p "$(cat "$SCRATCH/$server.pid")" >/dev/null
done
for round in 3 4 5 6 7 8; do
	eat
	cat "$TRACE/trace" >"$SCRATCH/with"
	eval "$(seen "$SCRATCH/with")"
	[ "$short" -lt 100 ] || [ "$beside" -lt $((1000 / COST)) ] || break
done
watched "$SCRATCH/with"
figures=$(seen "$SCRATCH/with")
note "with DARC, $round rounds: $figures"
eval "$figures"
if [ "$short" -ge 100 ]; then
	check "DARC evicts under the min mark as well" [ "$beside" -gt 0 ]
else
	ktap_test_skip "eviction under the min mark: the zone was hardly there"
fi
check "under half of it a pass evicts two batches at most" [ "$wrote" -le $((2 * BATCH)) ]
check "and allocates no more than that" [ "$took" -le $((2 * BATCH)) ]
# Four want to run: it, DARC and those who eat.
note "kswapd: $stolen pages, $share % of the time it wanted to run"
check "kswapd reclaims beside it" [ "$stolen" -gt 0 ]
check "it gets its part of the CPU" [ "$share" -ge 15 ]
check "DARC is not nice while kswapd is awake" is "$inverted" 0
check "it goes first once the reserve did not hold" [ "$first" -gt 0 ]
check "kswapd goes back to sleep" wait_for "$PATIENCE" stays 1 kswapd_sleeps
off
check "all that is left is what was written" mem cold verify c
mem cold free c

# All is hot, and DARC would like a part of it.

# Megabytes in a tmpfs, and cold.
rm "$SCRATCH/with" "$SCRATCH/without"
mem_start hot
mem hot alloc h $((SIZE / 2))M
mem hot hot h 1000
# More than what else there is that may be cold.
marks_around -32 48 64
on
reaches active
sleep 60
evicted=$(get stats/evicted)
refaulted=$(cat "$Z/../refaulted")
cpu=$(get stats/cpu_time)
now
began=$NOW
sleep 60
now
ms=$((NOW - began))
evicted=$((($(get stats/evicted) - evicted) / PAGE))
refaulted=$((($(cat "$Z/../refaulted") - refaulted) / PAGE))
permyriad=$((($(get stats/cpu_time) - cpu) * 10 / ms))
note "all hot: in $ms ms evicted $evicted pages, $refaulted came back," \
	"$permyriad/10000 of a CPU"
check "all hot: it is active" state_is active
check "all hot: it hardly evicts" [ $((evicted * 1000)) -le $((ms * 100)) ]
check "all hot: little has to come back" [ $((refaulted * 1000)) -le $((ms * 100)) ]
check "all hot: it takes no more than 1/100 of a CPU" [ $permyriad -le $((100 * COST)) ]
end
