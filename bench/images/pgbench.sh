# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154 # a part of bench/image
# A database of pgbench with 9 million accounts, 1.3 GB; the workload uses as
# many of them as its memory asks for.
packages='postgresql-15 postgresql-client-15 libpq5'
megabytes=1664
scale=90

bin=/usr/lib/postgresql/15/bin

# PostgreSQL refuses to run as root.
as_user() {
	local user=()
	[[ $(id -u) -ne 0 ]] || user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	"${user[@]}" env LD_LIBRARY_PATH="$root$libs" HOME="$work" "$@" >"$work/log" 2>&1 ||
		die "pgbench: ${1##*/} failed: $(tail -n 3 "$work/log")"
}

stop_server() {
	if [[ -f $root/data/postmaster.pid ]]; then
		as_user "$root$bin/pg_ctl" -D "$root/data" -m fast -w -t 300 stop
	fi
}

fill() {
	local data=$root/data
	add_program $bin/{postgres,initdb,pg_ctl,pgbench}
	add_folder /usr/share/postgresql/15
	add_folder /usr/lib/postgresql/15/lib
	rm -rf "$root"/usr/lib/postgresql/15/lib/{bitcode,llvmjit*} "$root"/usr/share/postgresql/15/man
	mkdir "$data"
	chmod 755 "$work" "$root"
	[[ $(id -u) -ne 0 ]] || chown 65534:65534 "$data" "$work"
	as_user "$root$bin/initdb" -D "$data" --no-locale -E UTF8 -U postgres -A trust --no-sync
	cp "$data/postgresql.conf" "$work/conf"
	cat >>"$data/postgresql.conf" <<-END
		listen_addresses = ''
		unix_socket_directories = '$work'
		fsync = off
		wal_level = minimal
		max_wal_senders = 0
		max_wal_size = 128MB
		min_wal_size = 32MB
		autovacuum = off
		shared_buffers = 512MB
	END
	trap 'stop_server; rm -rf "$work" "$out"/*.img.part' EXIT
	as_user "$root$bin/pg_ctl" -D "$data" -w -t 300 -l "$work/server.log" start
	echo "image: filling a database, about a minute" >&2
	as_user "$root$bin/pgbench" -h "$work" -U postgres -i -q -s $scale postgres
	stop_server
	cp "$work/conf" "$data/postgresql.conf"
	echo $scale >"$root/scale"
}
