#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# bpftrace attaches to the tracepoints of DARC, and its sums are those of the zone's
# statistics.
. "$(dirname "$0")/darc_lib.sh"
. "$(dirname "$0")/darc_tracer.sh"

begin 5
command -v bpftrace >/dev/null || skip_all "no bpftrace"
if [ -r /proc/config.gz ]; then
	zcat /proc/config.gz | grep -qx CONFIG_BPF_EVENTS=y ||
		skip_all "a kernel without CONFIG_BPF_EVENTS"
fi
[ -e /sys/kernel/btf/vmlinux ] || [ -e /usr/include/linux/types.h ] ||
	skip_all "neither BTF nor the kernel's headers"
cold_zone
OUT=$SCRATCH/out

attached() {
	grep -q '^attached$' "$OUT" 2>/dev/null
}

# total NAME - the map of that name, as printed at the end
total() {
	sed -n "s/^@$1: //p" "$OUT" | grep . || echo 0
}

# What BTF would tell of the fields' types.
types=
[ -e /sys/kernel/btf/vmlinux ] || types='#define u64 unsigned long long'

bpftrace -e "$types"'
	tracepoint:darc:darc_evict {
		@tried = sum(args->tried);
		@evicted = sum(args->evicted);
		@zone[str(args->zone)] = count();
	}
	BEGIN { printf("attached\n"); }' >"$OUT" 2>"$SCRATCH/err" &
TRACER=$!
check "bpftrace attaches" wait_for 120 attached
attached || note "$(head -n 1 "$SCRATCH/err")"
sleep 1
evict_once
end_tracer
check "the zone has its name" grep -q "^@zone\[$ZONE\]: [1-9]" "$OUT"
check_sums "$(total tried)" "$(total evicted)"
end
