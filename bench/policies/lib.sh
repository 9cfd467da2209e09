# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# DARC's marks for a policy that knows the system's free memory only.

# marks_permil MARK: DARC's mark, of all zones that it takes care of, and what the
# other zones have free, in permil of all memory: with that much free the system
# has as much free in these zones as DARC keeps there.
marks_permil() {
	bytes=0
	for zone in /sys/kernel/mm/darc/node*/*/; do
		file=$1
		grep -q Y "$zone/enabled" || file=free
		bytes=$((bytes + $(cat "$zone/$file")))
	done
	total=$(awk '/^MemTotal:/ { print $2 * 1024 }' /proc/meminfo)
	echo $((bytes * 1000 / total))
}
