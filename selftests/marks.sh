#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# A zone's marks: automatic values, order and floor, what may be written, and
# that a write that is refused changes nothing.
. "$(dirname "$0")/darc_lib.sh"

begin 37
pick_zone
min_free=$(cat /proc/sys/vm/min_free_kbytes)
tear_down() { echo "$min_free" >/proc/sys/vm/min_free_kbytes; }

near() {
	within "$1" $(($2 - PAGE)) $(($2 + PAGE))
}

all_ordered() {
	for f in "$DARC"/node*/*/enabled; do
		use_zone "${f%/*}"
		ordered || return 1
	done
}

snapshot() {
	for f in low mid high low_set mid_set high_set; do
		get "$f"
	done
}

# refused FILE TEXT [ERRNAME] - and nothing has changed
refused() {
	before=$(snapshot)
	put "${3:-EINVAL}" "$Z/$1" "$2" && is "$(snapshot)" "$before"
}

all_refused() {
	for f in low mid high; do
		refused "$f" "$@" || return 1
	done
}

reads() {
	put ok "$Z/high" "$1" && is "$(get high)" "$2" && is "$(get high_set)" "$3"
}

auto_marks
check "marks are ordered above the floor, in all zones" all_ordered
pick_zone
managed=$(zoneinfo managed)
floor=$((($(zoneinfo high) - $(zoneinfo boost) + $(zoneinfo top)) * PAGE))
check "the floor is kswapd's high mark and the reserve" is "$(get floor)" "$floor"
free=$(($(zoneinfo nr_free_pages) * PAGE))
check "free is the zone's free memory" \
	within "$(get free)" $((free - 4 * MIB)) $((free + MIB))

formula() {
	check "$1: low" near "$(get low)" $((floor + spread / 16))
	check "$1: mid" near "$(get mid)" $((floor + spread - spread / 4))
	check "$1: high" near "$(get high)" $((floor + spread))
}
# shellcheck disable=SC2017 # whole pages, as the kernel takes them
if [ $((managed * PAGE)) -le $((1024 * MIB)) ]; then
	spread=$((managed * 1000 / 10000 * PAGE))
	formula "a tenth of a zone of up to 1 GiB"
else
	for f in 1 2 3; do
		ktap_test_skip "a tenth of a zone of up to 1 GiB: it is larger"
	done
fi
param wmark_scale 500
# shellcheck disable=SC2017
spread=$((managed * 500 / 10000 * PAGE))
formula "wmark_scale=500"
param wmark_scale 0

top=$((managed * PAGE))
marks $((floor + 16 * MIB)) $((floor + 32 * MIB)) $((floor + 48 * MIB))
check "marks by hand are in force" ordered
check "marks by hand are remembered" is "$(get mid_set)" $((floor + 32 * MIB))
check "low at mid is refused" refused low "$(get mid)"
check "low at the floor is refused" refused low "$floor"
check "low under the floor is refused" refused low $((floor - PAGE))
check "mid at low is refused" refused mid "$(get low)"
check "mid at high is refused" refused mid "$(get high)"
check "high at mid is refused" refused high "$(get mid)"
check "high above the zone is refused" refused high $((top + PAGE))
check "zero is refused" all_refused 0
# Some whole MiB between mid and the zone's size.
n=$(($(get mid) / MIB + 8))
check "M is understood" reads ${n}M $((n * MIB)) $((n * MIB))
check "K is understood" reads $((n * 1024))K $((n * MIB)) $((n * MIB))
check "a newline may follow" reads "$((n * MIB))\n" $((n * MIB)) $((n * MIB))
check "G is understood, and too much here" refused high 4096G
check "bytes are remembered and whole pages in force" \
	reads $((n * MIB + 5)) $((n * MIB)) $((n * MIB + 5))
check "overflow is refused" all_refused 18446744073709551616 ERANGE
check "overflow by suffix is refused" all_refused 18014398509481984K ERANGE

garbage() {
	for text in ' ' '\n' -1 +1 64Q 64T 64MB 64MiB 'M' '64M ' ' 64M' '64M 64M' \
		'64M\n64M' '64M\n\n' '64M\x00' '\x0064M' 0x4000000 64.5M 6e7 au \
		autox 'auto auto' 'auto\x00' AUTO '\xff' "$(printf %020d 7)x"; do
		all_refused "$text" || return 1
	done
}
check "garbage is refused" garbage

page_of() {
	before=$(snapshot)
	got=$("$HERE/darc_put" -n "$1" "$Z/high" "$2" "${3-}")
	is "$got" "$4" && is "$(snapshot)" "$before"
}
check "a page full of digits is refused" page_of "$PAGE" 9 '' EINVAL
check "a page full of zeros and a good number is refused" \
	page_of $((PAGE - 8)) 0 67108864 EINVAL
check "an empty write changes nothing" page_of 0 '' '' ok
check "auto makes it automatic again" put ok "$Z/high" auto
check "and says so" is "$(get high_set)" auto

bad_switch() {
	before=$(get enabled)
	for text in '' ' ' 2 yes no true YES 'Y ' ' Y' YN '1\x00' 'Y\n\n' onn o; do
		[ -z "$text" ] || put EINVAL "$Z/enabled" "$text" || return 1
		is "$(get enabled)" "$before" || return 1
	done
}
check "a zone's switch takes whole words only" bad_switch

words() {
	for text in N Y 0 1 off on; do
		put ok "$Z/enabled" "$text" || return 1
		case $text in
		N | 0 | off) is "$(get enabled)" N || return 1 ;;
		*) is "$(get enabled)" Y || return 1 ;;
		esac
	done
}
check "and understands them" words

read_only() {
	for f in high_set mid_set low_set state free floor kdamond_pid cold_age quota \
		stats/activations stats/yields stats/tried stats/evicted \
		stats/skipped stats/active_time stats/cpu_time \
		stats/dry_run_valid stats/dry_run_refaulted ../refaulted; do
		put EACCES "$Z/$f" 1 || return 1
	done
}
check "what is only shown cannot be written" read_only

# low stands just above the floor, so a higher floor has to push it.
auto_marks
low=$((floor + MIB))
put ok "$Z/low" $low
echo $((min_free * 4)) >/proc/sys/vm/min_free_kbytes
pushed() {
	[ "$(get floor)" -gt "$low" ] && [ "$(get low)" -gt "$(get floor)" ] &&
		is "$(get low_set)" "$low" && ordered
}
check "a rising floor pushes a mark up, in effect only" pushed
echo "$min_free" >/proc/sys/vm/min_free_kbytes
check "and it returns when the floor falls" near "$(get low)" "$low"
end
