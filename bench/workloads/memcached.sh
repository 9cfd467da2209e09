#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# memcached - memcached, Debian's, whose memory fills up with keys gone cold.
#
# The client is kv_memcached; kv.h has what it asks for. The server has one
# thread for requests, its own ones beside it, and never reaches its limit.
set -eu
# shellcheck source=bench/images/lab.sh
. /mnt/pmem/lab.sh

if [ -n "$prepare" ]; then
	link_folders
	exit
fi

/mnt/pmem/usr/bin/memcached -u root -s /tmp/kv.sock -t 1 -m $((ram * 2 >> 20)) -M &
server=$!
kv_memcached --seed "$seed" --ram "$ram" --out "$out"
kill -KILL $server
