#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Nobody but root can read or change anything of DARC, or see an address.
. "$(dirname "$0")/darc_lib.sh"

begin 10
pick_zone
on
reaches idle

# nobody COMMAND ARG... - as a user who owns nothing
nobody() {
	"$HERE/darc_nobody" "$@" 2>/dev/null
}

files() {
	find "$DARC" "$PARAMS" -type f
}

open_files() {
	find "$DARC" "$PARAMS" -type f \( -perm /077 -o ! -user 0 -o ! -group 0 \)
}

# nobody_can COMMAND - the files that COMMAND works on for such a user
nobody_can() {
	# shellcheck disable=SC2016 # for the other shell
	files | nobody sh -c 'while read -r file; do
		if { '"$1"'; } >/dev/null 2>&1; then echo "$file"; fi
	done'
}

none() {
	[ -z "$1" ] && return
	note "$1"
	return 1
}

# closed DIRECTORY - a file system that only root may enter
closed() {
	nobody ls "$1" >/dev/null && return 1
	[ $((0$(stat -c %a "$1") & 077)) = 0 ]
}

# closed_fs DIRECTORY - one test, skipped where nothing is mounted there
closed_fs() {
	if grep -q " $1 " /proc/mounts; then
		check "$1 is closed to all but root" closed "$1"
	else
		ktap_test_skip "$1 is closed to all but root: it is not mounted"
	fi
}

# shellcheck disable=SC2016 # for the other shell
reading='cat "$file"' writing='true >>"$file"'
check "there are files of zones and parameters" [ "$(files | wc -l)" -ge 30 ]
check "root can read all of them" [ "$(files | xargs cat | wc -l)" -ge "$(files | wc -l)" ]
check "their modes give nobody else anything" none "$(open_files)"
check "the other user of this test can read what is for all" \
	nobody grep -q "nr_free_pages" /proc/zoneinfo
check "but nothing of DARC" none "$(nobody_can "$reading")"
check "nor write any of it" none "$(nobody_can "$writing")"
closed_fs "$TRACE"
closed_fs /sys/kernel/debug

# That is for all to read where dmesg is not restricted.
put EINVAL "$Z/high" 1
put EINVAL "$PARAMS/min_nr_regions" 0
off
log_of() {
	dmesg | grep 'darc: '
}
check "what is refused is in the kernel's log" eval 'log_of | grep -q refused'
check "and no address" none "$(log_of | grep -E '0x|[a-f][0-9a-f]{7,}')"
end
