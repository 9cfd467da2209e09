#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The tracepoints darc_decide and darc_evict tell the truth: their values are
# sane and add up to what the zone's statistics say.
. "$(dirname "$0")/darc_lib.sh"
. "$(dirname "$0")/darc_tracer.sh"

begin 10
cold_zone
trace_on state decide evict
evict_once
trace_off
cat "$TRACE/trace" >"$SCRATCH/trace"

# fields EVENT PROGRAM - awk over the event's fields as v["name"]; bad() fails
fields() {
	awk -v event="darc_$1:" -v page="$PAGE" '
	function bad(why) {
		if (!failed++)
			print "# " why ": " $0
	}
	index($0, " " event) {
		n++
		delete v
		for (i = 1; i <= NF; i++)
			if (split($i, part, "=") == 2)
				v[part[1]] = part[2]
		'"$2"'
	}
	END { exit failed || !n }' "$SCRATCH/trace"
}

nothing_lost() {
	for f in "$TRACE"/per_cpu/cpu*/stats; do
		grep -qx 'overrun: 0' "$f" || return 1
	done
}

check "no event was lost" nothing_lost
check "decide: the zones and states are known" fields decide '
	if (v["nid"] !~ /^[0-9]+$/ || v["zone"] !~ /^(DMA|DMA32|Normal|HighMem|Movable|Device)$/ ||
	    v["state"] !~ /^(off|busy|idle|active|yielding|recovering)$/)
		bad("unknown")'
check "decide: marks are ordered" fields decide '
	if (v["state"] != "off" &&
	    !(v["low"] + 0 < v["mid"] + 0 && v["mid"] + 0 < v["high"] + 0))
		bad("marks")'
check "decide: actions follow the state" fields decide '
	if (v["evict"] == 1 && v["state"] !~ /^(active|recovering)$/)
		bad("evicts")
	if (v["state"] == "active" && v["monitor"] != 1)
		bad("no monitor")
	if (v["evict"] == 0 && v["quota_ps"] != 0)
		bad("quota")
	if (v["pace"] < 1 || v["pace"] > 32 || v["next_us"] < 1000 || v["next_us"] > 10000000)
		bad("pace")
	if (v["evict"] == 1 && (v["cold_age_us"] != 500000 || v["target"] > v["high"] + 64))
		bad("age or target")'
check "decide: time and counts do not run backwards" fields decide '
	key = v["nid"] v["zone"]
	split("now_us tried evicted refaulted allocstall", name, " ")
	for (i in name) {
		if (v[name[i]] + 0 < last[key, name[i]] + 0)
			bad(name[i])
		last[key, name[i]] = v[name[i]]
	}'
check "decide: no more evicted than tried" fields decide '
	if (v["evicted"] + 0 > v["tried"] + 0)
		bad("evicted")'
check "evict: regions, scores and ages are sane" fields evict '
	split(v["region"], end, "-")
	if (length(end[1]) > length(end[2]) ||
	    (length(end[1]) == length(end[2]) && "x" end[1] >= "x" end[2]))
		bad("region")
	if (v["score"] < 41 || v["score"] > 99 || v["nr_accesses"] != 0 || v["age"] < 2)
		bad("not cold")
	if (v["evicted"] + 0 > v["tried"] + 0)
		bad("evicted")'
check_sums "$(sum_of tried "$SCRATCH/trace")" "$(sum_of evicted "$SCRATCH/trace")"
end
