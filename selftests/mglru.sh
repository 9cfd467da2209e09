#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# On MGLRU as on the classic LRU, page cache that is read is in use, though it is
# mapped nowhere.
. "$(dirname "$0")/darc_lib.sh"

begin 6
[ -w "$LRU_GEN" ] || skip_all "this kernel has no MGLRU"
pick_zone
need_free 256
need_disk 120
solo

READER=
found=$(cat "$LRU_GEN")
tear_down() {
	[ -z "$READER" ] || kill "$READER"
	echo "$found" >"$LRU_GEN"
} 2>/dev/null

# read_on FILE - reads it over and over, from the page cache as long as it is there
read_on() {
	while :; do
		cat "$1" >/dev/null
		sleep 0.1
	done
}

refaulted() {
	vmstat workingset_refault_file
}

# keeps_what_is_read - the file that is read stays where another one can go
keeps_what_is_read() {
	before=$(refaulted)
	marks_around -32 $((16 + DRIFT)) $((24 + DRIFT))
	on
	check "$1: page cache that nobody reads goes" wait_for "$PATIENCE" evicted_mib 8
	check "$1: until there is enough" reaches idle
	sleep 1
	off
	after=$(refaulted)
	note "$1: $((after - before)) of $((HOT_MIB * MIB / PAGE)) pages had to be read again"
	check "$1: what is read has not gone" \
		[ $(((after - before) * 20)) -le $((HOT_MIB * MIB / PAGE)) ]
}

param skip_anon Y
param min_age 1000000
param yield never
HOT_MIB=32
disk_file hot $HOT_MIB
hot=$FILE
for lru in n y; do
	echo $lru >"$LRU_GEN"
	disk_file cold 80
	read_on "$hot" &
	READER=$!
	sleep 3
	case $lru in
	n) keeps_what_is_read "classic LRU" ;;
	y) keeps_what_is_read "MGLRU" ;;
	esac
	kill "$READER"
	wait "$READER" 2>/dev/null
	READER=
	rm -f "$FILE"
done
end
