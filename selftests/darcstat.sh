#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# darcstat: every way to show DARC tells what sysfs does at the same time, says
# why when it cannot, and leaves nothing behind.
. "$(dirname "$0")/darc_lib.sh"

STAT=$HERE/darcstat
[ -x "$STAT" ] || STAT=$(command -v darcstat)
begin 48
[ -n "$STAT" ] || skip_all "darcstat is not built"
need_swap 256
pick_zone
need_free 320
OUT=$SCRATCH/out
ERR=$SCRATCH/err

# run STATUS ARG... - darcstat ends so; what it wrote is in OUT and ERR
run() {
	want=$1
	shift
	"$STAT" "$@" >"$OUT" 2>"$ERR"
	status=$?
	[ $status -eq "$want" ] && return
	note "darcstat $*: status $status, not $want: $(head -n 1 "$ERR")"
	return 1
}

# silent_but WORD - nothing was shown, and one line says why
silent_but() {
	[ ! -s "$OUT" ] && [ "$(wc -l <"$ERR")" -eq 1 ] && grep -q "$1" "$ERR"
}

has() {
	grep -q -- "$1" "$OUT"
}

# on_terminal WANTED_END ARG... - as darc_pty runs it, into OUT
on_terminal() {
	want=$1
	shift
	"$HERE/darc_pty" "$@" >"$OUT" 2>/dev/null
	is "$(tail -n 1 "$OUT")" "$want" && return
	note "ended with $(tail -n 1 "$OUT")"
	return 1
}

# Every line is one JSON value: what is whole becomes V until nothing else is left.
json_ok() {
	awk '{
		gsub(/"[^"\\]*"/, "S")
		gsub(/-?[0-9]+(\.[0-9]+)?|true|false|null/, "V")
		do {
			n = gsub(/\{(S:[SV](,S:[SV])*)?\}/, "V")
			n += gsub(/\[([SV](,[SV])*)?\]/, "V")
		} while (n)
		if ($0 != "V")
			bad = 1
	} END { exit bad || !NR }' "$OUT"
}

# of_zone NAME - from each JSON line, the value of zone Z
of_zone() {
	sed -n "s/.*{\"node\":$NID,\"zone\":\"$ZONE\",\([^}]*\)}.*/,\1,/p" "$OUT" |
		sed -n "s/.*,\"$1\":\"*\([^,\"]*\)\"*,.*/\1/p"
}

# of_system NAME - the same, of the node or the system
of_system() {
	sed "s/\"zones\":.*//; s/.*[,{]\"$1\":\([^,}]*\).*/\1/" "$OUT"
}

# prom NAME - its value for zone Z
prom() {
	sed -n "s/^$1{node=\"$NID\",zone=\"$ZONE\"} //p" "$OUT"
}

# Samples are "name{labels} value", each after one HELP and one TYPE of its name;
# those of counters end in _total, those of gauges do not.
prom_ok() {
	awk '
	function bad() { if (!failed++) print "# bad line: " $0 }
	/^# HELP / { if (NF < 4 || help[$3]++) bad(); next }
	/^# TYPE / {
		if (NF != 4 || type[$3] || !help[$3] || $4 !~ /^(gauge|counter)$/ ||
		    ($4 == "counter") != ($3 ~ /_total$/))
			bad()
		type[$3] = $4
		next
	}
	{
		name = $1
		sub(/\{.*/, "", name)
		pair = "[a-z]+=\"[A-Za-z0-9]+\""
		labels = "(\\{" pair "(," pair ")*\\})?"
		if ($0 !~ "^darc_[a-z_]+" labels " [0-9]+(\\.[0-9]+)?$" ||
		    !type[name] || seen[$1]++)
			bad()
		n++
	}
	END { exit failed || !n }' "$OUT"
}

KEPT="dry_run max_nr_regions min_nr_regions sample_interval watch enabled"

# unchanged - parameters and trace instances are as they were
unchanged() {
	for f in $KEPT; do
		is "$(cat "$PARAMS/$f")" "$(sed -n "s|.*/$f ||p" "$SCRATCH/was")" || return 1
	done
	for f in "$TRACE"/instances/darcstat.*; do
		[ ! -e "$f" ] || return 1
	done
}

remember() {
	for f in $KEPT; do
		echo "$PARAMS/$f $(cat "$PARAMS/$f")"
	done >"$SCRATCH/was"
}

# Refusals
mkdir "$SCRATCH/empty"
check "no DARC: status 2" run 2 --root "$SCRATCH/empty"
check "no DARC: says so" silent_but "no DARC"
check "off: status 3" run 3
check "off: says how to switch it on" silent_but "$PARAMS/enabled"
check "off: JSON has nothing to tell either" run 3 --json --once
check "off: Prometheus' status is 3" run 3 --prometheus
check "off: Prometheus is told" has '^darc_enabled 0$'
on
check "not permitted: status 4" on_terminal "#exit 4 same" -u 65534 -- "$STAT" --once
check "not permitted: says so" has "must be run as root"
check "an option that is none is refused" run 1 --nonsense
check "a delay that is none is refused" run 1 1x
check "two ways to show it are refused" run 1 --json --top
check "help" run 0 --help
off

# Numbers under load
param min_age 500000
mem_start m
mem m alloc cold 192M
solo
marks_around -40 16 32
# JSON has to see the end of it, and a debug kernel evicts slowly.
delay=0.2
[ "$COST" = 1 ] || delay=0.8
on
"$STAT" 0.5 40 >"$SCRATCH/lines" 2>&1 &
lines=$!
"$STAT" --json "$delay" 60 >"$SCRATCH/json" 2>&1 &
json=$!

# Each count lies between what sysfs says just before and just after.
between() {
	for n in 1 2 3 4 5 6 7 8; do
		for f in evicted tried cpu_time active_time; do
			get "stats/$f" >"$SCRATCH/before.$f"
		done
		run 0 --json --once && json_ok || return 1
		for f in evicted:evicted_bytes tried:tried_bytes cpu_time:cpu_us \
			active_time:active_us; do
			value=$(of_zone "${f#*:}_total")
			f=${f%:*}
			within "$value" "$(cat "$SCRATCH/before.$f")" "$(get "stats/$f")" ||
				return 1
		done
		sleep 0.1
	done
}

check "JSON: counts agree with sysfs while they grow" between
check "pages are evicted" wait_for "$PATIENCE" evicted_mib 24
reaches idle
wait $json
wait $lines
cp "$SCRATCH/json" "$OUT"
check "JSON: every line is an object" json_ok
check "JSON: as many as asked for" is "$(wc -l <"$OUT")" 60

# What each object adds is the difference of the totals.
adds_up() {
	of_zone evicted_bytes_total >"$SCRATCH/totals"
	of_zone evicted_bytes >"$SCRATCH/parts"
	is "$(head -n 1 "$SCRATCH/parts")" null || return 1
	first=$(head -n 1 "$SCRATCH/totals")
	sum=$(awk -v s="$first" 'NR > 1 { s += $1 } END { printf "%.0f", s }' "$SCRATCH/parts")
	last=$(tail -n 1 "$SCRATCH/totals")
	note "evicted: $first at first, $sum in sum, $last at last, now $(get stats/evicted)"
	is "$sum" "$last" && is "$sum" "$(get stats/evicted)" && [ "$sum" -gt "$first" ]
}
check "JSON: evicted adds up to the statistics" adds_up
check "JSON: it was seen to be active" eval 'of_zone state | grep -qx active'
check "JSON: the intervals are those asked for" [ "$(of_system interval_s |
	awk 'NR > 1 && ($1 < 0.15 || $1 > 0.5)' | wc -l)" -le $((COST > 1 ? 60 : 3)) ]
cp "$SCRATCH/lines" "$OUT"
check "lines: one header, plain text, as many as asked for" [ "$(grep -c '^zone' "$OUT") \
$(grep -c . "$OUT") $(grep -c "$(printf '\033')" "$OUT")" = "1 41 0" ]
amount='([0-9.]+[KMG]|0)'
line="$NID/$ZONE +(idle|active) +\[[ =lmh>]{12}\] +([0-9.]+[KMGT]?|0)"
line="$line +$amount +$amount +[0-9.]+(ms|s|min|h) +(-|[0-9.]+) +[0-9]+"
check "lines: zone, state, bar and columns" [ "$(grep -cE "^$line$" "$OUT")" = 40 ]
check "lines: what was evicted shows" [ "$(awk '$2 == "active"' "$OUT" | grep -c M)" -ge 1 ]

# At rest all values are the same for a while.
same_as_sysfs() {
	run 0 --json --once && json_ok || return 1
	for f in high mid low floor; do
		is "$(of_zone "${f}_bytes")" "$(get "$f")" || return 1
	done
	is "$(of_zone state)" "$(get state)" &&
		is "$(of_zone kdamond_pid)" "$(get kdamond_pid)" &&
		is "$(of_zone cold_age_us)" "$(get cold_age)" &&
		is "$(of_zone activations_total)" "$(get stats/activations)" &&
		is "$(of_zone skipped_bytes_total)" "$(get stats/skipped)" &&
		is "$(of_system refaulted_bytes_total)" "$(cat "$Z/../refaulted")" &&
		is "$(of_system allocstall_total)" \
			"$(awk '/^allocstall/ { n += $2 } END { print n }' /proc/vmstat)" &&
		within "$(of_zone free_bytes)" $(($(get free) - 4 * MIB)) \
			$(($(get free) + 4 * MIB))
}
check "JSON: all values agree with sysfs at rest" wait_for 10 same_as_sysfs

prom_same() {
	run 0 --prometheus &&
		is "$(prom darc_zone_evicted_bytes_total)" "$(get stats/evicted)" &&
		is "$(prom darc_zone_tried_bytes_total)" "$(get stats/tried)" &&
		is "$(prom darc_zone_high_bytes)" "$(get high)" &&
		is "$(prom darc_zone_cold_age_seconds)" 0.500000 &&
		has "^darc_zone_state{node=\"$NID\",zone=\"$ZONE\",state=\"$(get state)\"} 1$" &&
		has '^darc_enabled 1$'
}
check "Prometheus: values agree with sysfs" wait_for 10 prom_same
check "Prometheus: the format" prom_ok
mkdir "$SCRATCH/textfiles"
run 0 --prometheus --output "$SCRATCH/textfiles/darc.prom" 0.2 3
cp "$SCRATCH/textfiles/darc.prom" "$OUT"
check "Prometheus: a file, and no other" is "$(ls "$SCRATCH/textfiles")" darc.prom
check "Prometheus: the file is whole" prom_ok

# What it costs at a line a second: a share of 1 to 200 at most.
"$STAT" 1 >/dev/null 2>&1 &
pid=$!
sleep 20
read -r cpu_ns rest <"/proc/$pid/schedstat"
kill -TERM $pid
wait $pid
status=$?
note "$((cpu_ns / 20000)) us of CPU a second"
check "less than 0.5 % of a CPU" [ "$cpu_ns" -lt $((100000000 * COST)) ]
check "a signal ends it" [ $status -eq 143 ]

# On a terminal
ESC=$(printf '\033')
check "lines have colours on a terminal" on_terminal "#exit 0 same" -- "$STAT" --once
check "colours are there" has "$ESC\[3"
check "NO_COLOR" on_terminal "#exit 0 same" -- env NO_COLOR=1 "$STAT" --once
check "no colours are there" eval '! has "$ESC"'
check "top: Ctrl-C leaves the terminal as it was" on_terminal "#signal 2 same" \
	1500 "size 30 120" 1500 int -- "$STAT" --top 0.5
check "top: the screen is taken and given back" \
	eval 'has "$ESC\[?1049h" && has "$ESC\[?1049l" && has "$ESC\[?25h"'
widths() {
	sed -n 's/^  free [^[]*//p' "$OUT" | sed "s/$ESC\[[0-9;]*[mKJH]//g" | tr -d '\r' |
		awk '{ print length($0) }' | sort -un | paste -s -d ' '
}
check "top: it follows the size of the window" is "$(widths)" "60 100"
check "top: q ends it" on_terminal "#exit 0 same" 500 "key q" -- "$STAT" --top
run 0 --top 0.2 2
check "top: plain text in a pipe" eval '! has "$ESC" && has "^node $NID $ZONE" && has kdamond'

# Heat: a hot region. Pages that eviction has freed one by one would have cold
# ones between them, and no region is hot as a whole then.
mem m free cold
mem_start h
mem h alloc hot 48M
mem h hot hot 20
sleep 3
remember
seen=
hot_seen() {
	run 0 --heat --once || return 1
	# The key of the only zone: characters and sizes.
	hot=$(sed -n 's/^ *# \([0-9]*\)\.[0-9]M .*/\1/p' "$OUT")
	seen="$seen ${hot:-none}"
	[ -n "$hot" ] && within "$hot" 32 96
}
check "heat: the hot memory shows" wait_for $((PATIENCE * (COST > 1 ? 3 : 1))) hot_seen
note "hot, in MiB:$seen"
check "heat: it leaves no trace instance" unchanged
check "heat: nor does Ctrl-C" on_terminal "#signal 2 same" 3000 int -- "$STAT" --heat
check "heat: really none" unchanged
off
auto_marks
mem m alloc more 96M

# Advice: what was off or on before is so afterwards, and nothing leaves memory.
marks_around -40 12 28
remember
before=$(vmstat pswpout)
# Free memory gains or loses a little by itself meanwhile.
note_missing() {
	while :; do
		echo $((($(get high) - $(get free)) / MIB))
		sleep 0.2
	done >"$SCRATCH/missing"
}
note_missing &
noting=$!
check "advise: it ends well" run 0 advise --duration $((COST > 1 ? 60 : 20))
kill $noting
wait $noting 2>/dev/null
check "advise: all is as it was" unchanged
check "advise: nothing was evicted" is "$(vmstat pswpout)" "$before"
# Most of the 96 MiB that are left alone, and not the 48 MiB that are hot; and
# what is missing to high, 28 MiB unless free memory moves, with the third of it that
# would have stayed in zram.
advised() {
	sort -n "$SCRATCH/missing" | awk -v out="$OUT" -v drift="$DRIFT" '
	NR == 1 { least = $1 } { most = $1 }
	END {
		while ((getline <out) > 0) {
			if (/^  anonymous/)
				cold = $3
			if (/would have started/)
				amount = $(NF)
		}
		print "# cold " cold ", missing " least "M to " most "M, would evict " amount
		exit !(cold ~ /M$/ && cold + 0 >= 64 && cold + 0 <= 120 &&
		       amount ~ /M,$/ && least >= 8 &&
		       amount + 0 >= 24 - drift && amount + 0 <= 48 + drift &&
		       amount + 0 >= least && amount + 0 <= most * 1.5 + 4)
	}' && has '^Not known'
}
check "advise: it finds the cold memory, and what would have gone" advised
auto_marks
on
remember
check "advise: Ctrl-C puts all back too" eval \
	'on_terminal "#signal 2 same" 2000 int -- "$STAT" advise && unchanged'
end
