#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# pgbench - PostgreSQL, Debian's, with a database larger than memory.
#
# The first accounts of a database of pgbench are used, so many that their table
# takes 150 % of RAM. It lies on persistent memory, and is read through the page
# cache and shared buffers of a sixth of RAM. Four clients do 1,500 transactions
# each, 300 a second in total as pgbench's --rate and --random-seed have them. Of
# 40, 34 read 200 accounts in a row, 5 update one account, and one adds up 10,000
# in a row, from anywhere. Otherwise accounts are picked exponentially, in rows of
# 200 that are scattered over the table: a twentieth of them takes two thirds, and
# two thirds of them take next to nothing.
#
# hot_* are latencies of transactions from the time when each was due. Nothing
# is vacuumed, and no checkpoint is due.
set -eu
# shellcheck source=bench/images/lab.sh
. /mnt/pmem/lab.sh

data=/mnt/pmem/data
bin=/usr/lib/postgresql/15/bin
clients=4 transactions=1500 rate=300
# Rows of 134 bytes.
row=200
rows=$((ram * 3 / 2 / 134 / row))

# PostgreSQL refuses to run as root.
as_user() { su -s /bin/sh postgres -c "exec $*"; }

write_scripts() {
	cat >/tmp/read.sql <<-END
		\set n random_exponential(0, $rows - 1, 20)
		\set aid permute(:n, $rows) * $row
		SELECT sum(abalance) FROM pgbench_accounts WHERE aid > :aid AND aid <= :aid + $row;
	END
	cat >/tmp/update.sql <<-END
		\set n random_exponential(0, $rows - 1, 20)
		\set aid permute(:n, $rows) * $row + random(1, $row)
		\set delta random(-5000, 5000)
		UPDATE pgbench_accounts SET abalance = abalance + :delta WHERE aid = :aid;
	END
	cat >/tmp/sum.sql <<-END
		\set aid random(0, $((rows * row - 10000)))
		SELECT sum(abalance) FROM pgbench_accounts WHERE aid > :aid AND aid <= :aid + 10000;
	END
}

if [ -n "$prepare" ]; then
	link_folders
	accounts=$(($(cat /mnt/pmem/scale) * 100000))
	[ $((rows * row)) -le "$accounts" ] ||
		die "the database has $accounts accounts, too few for this memory"
	echo 'postgres:x:65534:65534::/tmp:/bin/sh' >>/etc/passwd
	chown -R 65534:65534 $data
	cat >>$data/postgresql.conf <<-END
		listen_addresses = ''
		unix_socket_directories = '/tmp'
		shared_buffers = $((ram / 6 / 8192))
		autovacuum = off
		jit = off
		max_parallel_workers_per_gather = 0
		timezone = 'GMT'
		log_timezone = 'GMT'
	END
	exit
fi

write_scripts
as_user $bin/pg_ctl -D $data -l /tmp/server.log -w start >/dev/null ||
	die "the server does not start: $(tail -n 1 /tmp/server.log)"
$bin/pgbench -n -h /tmp -U postgres -M prepared -c $clients -t $transactions -R $rate \
	--random-seed="$seed" -l --log-prefix=/tmp/latency \
	-f /tmp/read.sql@34 -f /tmp/update.sql@5 -f /tmp/sum.sql@1 postgres >"$out/pgbench.log" 2>&1 ||
	die "$(tail -n 3 "$out/pgbench.log")"
kill -KILL "$(head -n 1 $data/postmaster.pid)"

metric ram_bytes bytes "$ram"
metric work_rate 1/s "$(sed -n 's/^tps = \([0-9.]*\).*/\1/p' "$out/pgbench.log")"
awk '{ print $3 }' /tmp/latency.* | latencies --out "$out"
