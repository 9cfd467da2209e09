#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Dirty file pages cannot be evicted before they are written back: DARC wakes
# those who write, stands back meanwhile, and then evicts them.
. "$(dirname "$0")/darc_lib.sh"

begin 8
[ "$(meminfo SwapTotal)" = 0 ] || skip_all "there is swap"
pick_zone
need_free 256
# ext4 writes back by itself what would take half of the room that is left.
need_disk 224
solo
param min_age 500000
sync
echo 3 >/proc/sys/vm/drop_caches

# Nobody but DARC shall have the pages written back.
VM=/proc/sys/vm
dev=$(stat -c %d "$DISK")
{
	echo $VM/dirty_ratio 90
	echo $VM/dirty_background_ratio 80
	echo $VM/dirty_writeback_centisecs 0
	echo "/sys/class/bdi/$((dev / 256)):$((dev % 256))/min_ratio" 90
} >"$SCRATCH/knobs"
while read -r file value; do
	[ -w "$file" ] || continue
	echo "$file $(cat "$file")"
	echo "$value" >"$file"
done <"$SCRATCH/knobs" >"$SCRATCH/found"
tear_down() {
	restore_from "$SCRATCH/found"
}

FILE=$DISK/darc_test_dirty
DIRTY_FILES=$FILE
dd if=/dev/urandom of="$FILE" bs=1048576 count=64 2>/dev/null
sum=$(md5sum <"$FILE")
dirty=$(meminfo Dirty)
check "the file is dirty" [ "$dirty" -ge 49152 ]
sleep 2
check "and stays so without DARC" [ "$(meminfo Dirty)" -ge $((dirty - 4096)) ]

# flushed VALUE [MORE] - an event in which DARC was active with flush so
flushed() {
	grep "zone=$ZONE .*state=active .*flush=$1" "$TRACE/trace" | grep -q "${2-.}"
}

trace_on decide
marks_around -64 $((32 + DRIFT / 2)) $((40 + DRIFT / 2))
on
check "DARC asks for them to be written back" wait_for "$PATIENCE" flushed 1
check "and evicts nothing as long" eval '! flushed 1 evict=1'
written() {
	[ "$(meminfo Dirty)" -le 8192 ]
}
check "they are written back" wait_for "$PATIENCE" written
check "then they go" wait_for "$PATIENCE" evicted_mib 24
check "until there is enough" reaches idle
off
echo 3 >$VM/drop_caches
check "what was written is what comes back" is "$(md5sum <"$FILE")" "$sum"
end
