#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# pagecache - fio, Debian's, reads two files by zipf: one mapped, one by read().
#
# Each file has the size of RAM or more, up to a power of two, and lies on
# persistent memory (pagecache.conf), laid out beforehand. Two threads read
# 600,000 blocks of 4 KiB each at random places of theirs (zipf, theta 0.8,
# repeatable by the seed), and sleep for 10 ms after 500: one through a mapping,
# one by pread(). Five in six blocks are read at least once: fio scatters ranks by
# a hash that is one to one in powers of two only. There is no anonymous
# memory to speak of: what is hot in the page cache has to be told from what is
# not. hot_* are the latencies of all reads.
#
# fio's libraries, 80 MB, would be memory that cannot be evicted where the guest
# has its programs, so they move to the persistent memory first.
set -eu

folder=/mnt/pmem
reads=600000
seed=1 out=/out prepare='' ram=''

die() { echo "pagecache: $*" >&2; exit 1; }

while [ $# -gt 0 ]; do
	case $1 in
	--prepare) prepare=1; shift; continue ;;
	--seed) seed=$2 ;;
	--ram) ram=$2 ;;
	--out) out=$2 ;;
	*) die "unknown option '$1'" ;;
	esac
	shift 2
done
[ -n "$ram" ] || ram=$(awk '/^MemTotal:/ { print $2 * 1024 }' /proc/meminfo)
size=4096
while [ $size -lt "$ram" ]; do size=$((2 * size)); done

move_libraries() {
	for lib in lib lib64; do
		cp -a /usr/$lib $folder/$lib
		rm -rf "/usr/${lib:?}"
		ln -s $folder/$lib /usr/$lib
	done
}

if [ -n "$prepare" ]; then
	move_libraries
	exec fio --name=layout --directory=$folder --filename=mapped:read --nrfiles=2 \
		--filesize=$size --rw=write --bs=1M --thread --fallocate=none \
		--clocksource=clock_gettime --eta=never --output=/dev/null
fi

fio --output="$out/fio.json" --output-format=json --eta=never --group_reporting \
	--clocksource=clock_gettime --thread --randseed="$seed" --rw=randread --bs=4k \
	--directory=$folder --filesize=$size --io_size=$((reads * 4096)) \
	--random_distribution=zipf:0.8 --norandommap --invalidate=0 \
	--thinktime=10000 --thinktime_blocks=500 --percentile_list=50:99:99.9 \
	--name=mapped --filename=mapped --ioengine=mmap \
	--name=read --filename=read --ioengine=psync

# The first section "read" with its clat_ns is that of the group.
awk -v ram="$ram" '
	function put(name, unit, value) { printf "%s\t%s\t%.3f\n", name, unit, value }
	{ key = $1; gsub("\"", "", key); value = $3; sub(",", "", value) }
	key == "read" && $3 == "{" { reading = 1 }
	key == "write" { exit }
	reading && key == "iops" { put("ram_bytes", "bytes", ram); put("work_rate", "1/s", value) }
	reading && key == "clat_ns" { latency = 1 }
	latency && key == "max" { put("hot_max_ns", "ns", value) }
	latency && key == "mean" { put("hot_mean_ns", "ns", value) }
	latency && key == "50.000000" { put("hot_p50_ns", "ns", value) }
	latency && key == "99.000000" { put("hot_p99_ns", "ns", value) }
	latency && key == "99.900000" { put("hot_p999_ns", "ns", value); latency = 0 }
' "$out/fio.json" >"$out/work.tsv"
grep -q hot_p999_ns "$out/work.tsv" || die "fio's output has no latencies"
