# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# DAMON's sysfs for schemes on one process, as DAMON's authors ran them: sampling
# 5 ms, aggregation 100 ms, update 1 s, 10 to 1000 regions.

admin=/sys/kernel/mm/damon/admin/kdamonds
context=$admin/0/contexts/0

put() {
	echo "$2" >"$1"
}

# watch_process PID NR_SCHEMES
watch_process() {
	put $admin/nr_kdamonds 1
	put $admin/0/contexts/nr_contexts 1
	put $context/operations vaddr
	put $context/monitoring_attrs/intervals/sample_us 5000
	put $context/monitoring_attrs/intervals/aggr_us 100000
	put $context/monitoring_attrs/intervals/update_us 1000000
	put $context/monitoring_attrs/nr_regions/min 10
	put $context/monitoring_attrs/nr_regions/max 1000
	put $context/targets/nr_targets 1
	put $context/targets/0/pid_target "$1"
	put $context/schemes/nr_schemes "$2"
}

# scheme NUMBER MIN_BYTES MIN_ACCESSES MAX_ACCESSES MIN_AGE_MS ACTION, accesses
# being those of the 20 samples of an aggregation
scheme() {
	dir=$context/schemes/$1
	put "$dir/action" "$6"
	put "$dir/access_pattern/sz/min" "$2"
	put "$dir/access_pattern/sz/max" 18446744073709551615
	put "$dir/access_pattern/nr_accesses/min" "$3"
	put "$dir/access_pattern/nr_accesses/max" "$4"
	put "$dir/access_pattern/age/min" $(($5 / 100))
	put "$dir/access_pattern/age/max" 4294967295
}

watch_on() {
	put $admin/0/state on
	grep -q on $admin/0/state
}

# darc_on HIGH_PERCENT MID_PERCENT: marks of each zone that DARC takes care of
darc_on() {
	put /sys/module/damon_darc/parameters/enabled Y
	for zone in /sys/kernel/mm/darc/node*/*/; do
		grep -q Y "$zone/enabled" || continue
		managed=$(awk -v name="$(basename "$zone")" '
			/^Node/ { found = $4 == name }
			found && $1 == "managed" { print $2 * 4096; exit }' /proc/zoneinfo)
		put "$zone/high" $((managed * $1 / 100))
		put "$zone/mid" $((managed * $2 / 100))
	done
	grep -q Y /sys/module/damon_darc/parameters/enabled
}
