# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# In the guest, as /mnt/pmem/lab.sh: what the workloads with real programs share.
# shellcheck disable=SC2034 # the options are the workload's variables

name=${0##*/}
seed=1 out=/out prepare='' ram=''

die() { echo "$name: $*" >&2; exit 1; }

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

# The guest's own folders are in memory that no policy can evict, and empty but
# for this: programs find their libraries where they look for them.
link_folders() {
	for folder in lib lib64 share; do
		[ -d /mnt/pmem/usr/$folder ] || continue
		rm -rf "/usr/${folder:?}"
		ln -s /mnt/pmem/usr/$folder /usr/$folder
	done
}

# Appends a figure: NAME UNIT VALUE
metric() {
	printf '%s\t%s\t%s\n' "$@" >>"$out/work.tsv"
}
