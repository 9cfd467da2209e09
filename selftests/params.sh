#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Module parameters: nonsense is refused with an errno and leaves the old
# value, good values act and can be read back.
. "$(dirname "$0")/darc_lib.sh"

NUMBERS="wmark_scale min_age refault_target quota_sz cpu_budget sample_interval \
	aggr_interval min_nr_regions max_nr_regions wmarks_interval"
SWITCHES="enabled skip_anon watch dry_run"

begin 32

# refused NAME TEXT [ERRNAME] - and the old value stays
refused() {
	before=$(cat "$PARAMS/$1")
	put "${3:-EINVAL}" "$PARAMS/$1" "$2" && is "$(cat "$PARAMS/$1")" "$before"
}

# The kernel hands a parameter over as a string, so a NUL ends it: only one in
# front can be told from the end.
garbage() {
	for text in ' ' '\n' -1 +1 1x 'x' '20000 ' ' 20000' '20000 20000' \
		'20000\n20000' '20000\n\n' '\x0020000' 0x4e20 2e4 20000.5 '\xff'; do
		refused "$1" "$text" || return 1
	done
	refused "$1" 18446744073709551616 ERANGE
}

long() {
	before=$(cat "$PARAMS/$1")
	got=$("$HERE/darc_put" -n "$PAGE" "$PARAMS/$1" 9)
	[ "$got" != ok ] && is "$(cat "$PARAMS/$1")" "$before" || return 1
	got=$("$HERE/darc_put" -n $((PAGE - ${#before})) "$PARAMS/$1" 0 "$before")
	is "$got" EINVAL || { note "a page of zeros and $before: $got"; return 1; }
	got=$("$HERE/darc_put" "$PARAMS/$1")
	is "$(cat "$PARAMS/$1")" "$before"
}

long_numbers() {
	for f in $NUMBERS; do
		long "$f" || return 1
	done
}

for p in $NUMBERS; do
	check "$p: garbage is refused" garbage "$p"
done
check "a page full of digits is refused, nothing written changes nothing" long_numbers

switch_garbage() {
	for text in ' ' '\n' 2 yes no true 'Y ' ' Y' YN 'Y\n\n' onn '\xff' -1; do
		refused "$1" "$text" || return 1
	done
}
for p in $SWITCHES; do
	check "$p: garbage is refused" switch_garbage "$p"
done

switch_words() {
	for text in N Y 0 1 off on N; do
		put ok "$PARAMS/$1" "$text" || return 1
		case $text in
		N | 0 | off) want=N ;;
		*) want=Y ;;
		esac
		is "$(cat "$PARAMS/$1")" "$want" || return 1
	done
}
for p in $SWITCHES; do
	check "$p: words are understood" switch_words "$p"
done

yield_garbage() {
	for text in ' ' 0 1 Strict 'strict ' 'never never' stric neverx '\xff'; do
		refused yield "$text" || return 1
	done
}
yield_words() {
	for text in strict never 'handback\n'; do
		put ok "$PARAMS/yield" "$text" || return 1
		is "$(cat "$PARAMS/yield")" "${text%\\n}" || return 1
	done
}
check "yield: garbage is refused" yield_garbage
check "yield: words are understood" yield_words

# bounds NAME LEAST MOST
bounds() {
	old=$(cat "$PARAMS/$1")
	[ "$2" = 0 ] || refused "$1" $(($2 - 1)) || return 1
	refused "$1" $(($3 + 1)) || return 1
	put ok "$PARAMS/$1" "$2" && is "$(cat "$PARAMS/$1")" "$2" &&
		put ok "$PARAMS/$1" "$3" && is "$(cat "$PARAMS/$1")" "$3"
	ok=$?
	echo "$old" >"$PARAMS/$1"
	return "$ok"
}
check "wmark_scale: bounds" bounds wmark_scale 0 3000
check "refault_target: bounds" bounds refault_target 1 10000
check "cpu_budget: bounds" bounds cpu_budget 1 1000
check "wmarks_interval: bounds" bounds wmarks_interval 1000 10000000
check "sample_interval: up to aggr_interval" bounds sample_interval 1000 \
	"$(cat "$PARAMS/aggr_interval")"
check "aggr_interval: from sample_interval" bounds aggr_interval \
	"$(cat "$PARAMS/sample_interval")" 10000000
check "min_nr_regions: up to max_nr_regions" bounds min_nr_regions 10 \
	"$(cat "$PARAMS/max_nr_regions")"
check "max_nr_regions: from min_nr_regions" bounds max_nr_regions \
	"$(cat "$PARAMS/min_nr_regions")" 100000

sizes() {
	put ok "$PARAMS/quota_sz" 3M && is "$(cat "$PARAMS/quota_sz")" $((3 * MIB)) &&
		put ok "$PARAMS/quota_sz" 5K && is "$(cat "$PARAMS/quota_sz")" 5120 &&
		put ok "$PARAMS/quota_sz" 0 && refused quota_sz 3T &&
		refused quota_sz 18014398509481984K ERANGE
}
check "quota_sz: suffixes" sizes

everywhere() {
	on
	for p in $NUMBERS yield skip_anon watch dry_run; do
		put ok "$PARAMS/$p" "$(cat "$PARAMS/$p")" || return 1
	done
	refused sample_interval 0 && refused enabled maybe && is "$(cat "$PARAMS/enabled")" Y
	ok=$?
	off
	return "$ok"
}
check "the same while DARC runs" everywhere
check "disabled again, no monitor is left" is "$(threads kdamond)" 0
end
