#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# redis - redis-server, Debian's, whose memory fills up with keys gone cold.
#
# The client is kv_redis; kv.h has what it asks for. The server neither saves
# nor expires anything, and is spoken to through a socket.
set -eu
# shellcheck source=bench/images/lab.sh
. /mnt/pmem/lab.sh

if [ -n "$prepare" ]; then
	link_folders
	exit
fi

/mnt/pmem/usr/bin/redis-server --port 0 --unixsocket /tmp/kv.sock --save '' \
	--appendonly no --loglevel warning --daemonize no &
server=$!
kv_redis --seed "$seed" --ram "$ram" --out "$out"
kill -KILL $server
