# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# The virtual machine's hardware: QEMU's arguments out of the options of
# bench/vm/run, and memory plugged in while it runs.
# shellcheck disable=SC2154 # the options are run's variables

# Bytes of SIZE, which is a number with K, M or G, or of mebibytes.
size_bytes() {
	local n
	[[ $2 =~ ^([0-9]{1,8})([KMG]?)$ ]] || die "$1 $2: not a size such as 512M or 1G"
	n=$((10#${BASH_REMATCH[1]}))
	case ${BASH_REMATCH[2]} in
	K) n=$((n << 10)) ;;
	G) n=$((n << 30)) ;;
	*) n=$((n << 20)) ;;
	esac
	echo "$n"
}

add_arg() { qemu_args+=("$@"); }

# Memory under test is [0, --mem) as if there were no pmem: that lies above
# 4 GiB, where only very large guests have memory of their own.
pmem_args() {
	local low start
	pmem_bytes=0
	[[ $pmem != 0 ]] || return 0
	if [[ -f $pmem ]]; then pmem_bytes=$(stat -Lc %s "$pmem"); else pmem_bytes=$(size_bytes --pmem "$pmem"); fi
	((pmem_bytes >= 16 * mib && pmem_bytes % (2 * mib) == 0)) ||
		die "--pmem $pmem: must be 16M or more, in steps of 2M"
	if [[ $arch != x86 ]]; then disk_args; return; fi
	low=$((bytes < 3 * gib ? bytes : 3 * gib))
	machine+=",max-ram-below-4g=$low"
	start=$((4 * gib + bytes - low))
	append+=" memmap=$pmem_bytes!$start darc_pmem=1"
	if [[ -f $pmem ]]; then
		add_arg -device "loader,file=${pmem//,/,,},addr=$start,force-raw=on"
	fi
}

# memmap= is of x86; elsewhere a disk has to do. The programs of this host do not
# run in such a guest, so the file system is made here.
disk_args() {
	local image=$work/disk
	if [[ -f $pmem ]]; then
		image=$pmem
	else
		truncate -s "$pmem_bytes" "$image"
		[[ $swap == pmem ]] || PATH=$PATH:/sbin:/usr/sbin mke2fs -q -F -t ext4 "$image" ||
			die "mke2fs failed on this host (run 'make deps')"
	fi
	pmem_bytes=0
	append+=" darc_pmem=1"
	add_arg -drive "file=${image//,/,,},if=none,id=disk,format=raw,snapshot=on"
	add_arg -device virtio-blk-pci,drive=disk
}

memory_args() {
	local bytes pmem_bytes per node i total dimm size maxmem last_node
	local gib=$((1 << 30)) mib=$((1 << 20))
	bytes=$(size_bytes --mem "$mem")
	((bytes >= 64 * mib && bytes % mib == 0)) || die "--mem $mem: must be 64M or more, in whole MiB"
	((bytes <= 64 * gib)) || die "--mem $mem: more than 64G"
	pmem_args
	total=$((bytes + pmem_bytes)) maxmem=$total last_node=$((nodes - 1))
	dimm_size=() dimm_node=()
	for dimm in "${dimms[@]}"; do
		size=$(size_bytes --dimm "${dimm%%:*}")
		((size > 0 && size % (128 * mib) == 0)) || die "--dimm $dimm: must be in steps of 128M"
		node=0
		if [[ $dimm == *:* ]]; then node=${dimm#*:}; fi
		number "--dimm $dimm: node" "$node" 0 7
		dimm_size+=("$size") dimm_node+=("$node")
		maxmem=$((maxmem + size))
		((node <= last_node)) || last_node=$node
	done
	add_arg -m "size=$((total / mib))M${dimms:+,slots=${#dimms[@]},maxmem=$((maxmem / mib))M}"
	((last_node > 0 || ${#dimms[@]} > 0)) || { large_memory_args; return 0; }
	per=$((bytes / nodes / mib * mib))
	for ((i = 0; i < nodes; i++)); do
		size=$per
		((i < nodes - 1)) || size=$((total - per * (nodes - 1)))
		add_arg -object "memory-backend-ram,id=ram$i,size=$size"
		add_arg -numa "node,nodeid=$i,memdev=ram$i$(node_cpus "$i")"
	done
	for ((; i <= last_node; i++)); do
		add_arg -numa "node,nodeid=$i"
	done
}

# A guest may be larger than the host if it leaves most of its memory alone;
# the host has to be told not to set it all aside.
large_memory_args() {
	local host_kib
	host_kib=$(awk '$1 == "MemTotal:" { print $2 }' /proc/meminfo)
	((total >> 10 > host_kib)) || return 0
	machine+=",memory-backend=ram"
	add_arg -object "memory-backend-ram,id=ram,size=$total,reserve=off"
}

node_cpus() {
	local cpu
	for ((cpu = $1; cpu < smp; cpu += nodes)); do
		printf ',cpus=%d' "$cpu"
	done
}

clock_args() {
	if [[ $clock == virtual ]]; then
		add_arg -accel tcg -icount shift=0,sleep=off -cpu max
		add_arg -rtc clock=vm,base=2026-01-01
		append="nokaslr norandmaps random.trust_cpu=off tsc=reliable $append"
	elif [[ $arch == x86 ]] && "$here/accel" "$kernel"; then
		add_arg -accel kvm -cpu host -rtc base=utc
	else
		echo "run: KVM does not work here; the clock runs with QEMU's emulation, so seconds mean little" >&2
		add_arg -accel tcg,thread=multi -cpu max -rtc base=utc
	fi
}

# UARTs go to plain files, which take a byte at once; a pipe could make the
# guest wait for its reader.
channel_args() {
	local i irq=(4 3 5 7) names=(console.log stdout stderr)
	if [[ -n $shell ]]; then
		add_arg -chardev stdio,id=tty0,mux=on,signal=off -mon chardev=tty0
	else
		add_arg -chardev "file,id=tty0,path=$work/console.log"
	fi
	for i in 1 2; do
		add_arg -chardev "file,id=tty$i,path=$work/${names[i]}"
	done
	if [[ $arch == x86 ]]; then
		for i in 0 1 2; do
			add_arg -device "isa-serial,chardev=tty$i,index=$i,irq=${irq[i]}"
		done
	else
		# The machine has one UART. The card's first is ttyS0, which nobody uses.
		add_arg -serial chardev:tty0 -device pci-serial-4x,chardev2=tty1,chardev3=tty2
	fi
	add_arg -chardev "pipe,id=ctl,path=$work/ctl,logfile=$work/ctl.log" -chardev "file,id=out,path=$work/out.tar"
	add_arg -device virtio-serial-pci,ioeventfd=off
	add_arg -device virtserialport,chardev=ctl,name=darc.ctl
	add_arg -device virtserialport,chardev=out,name=darc.out
	add_arg -chardev "pipe,id=qmp,path=$work/qmp" -mon chardev=qmp,mode=control
}

make_qemu_args() {
	local machine=$arch_machine
	qemu_args=()
	memory_args
	clock_args
	channel_args
	append+=" darc_swap=$swap${out:+ darc_out=1}${shell:+ darc_shell=1}"
	add_arg -M "$machine" -smp "cpus=$smp,sockets=$smp,cores=1,threads=1" -seed "$seed"
	add_arg -nodefaults -no-user-config -display none -no-reboot
	add_arg -kernel "$kernel" -initrd "$work/initrd"
	add_arg -append "console=$arch_console oops=panic panic_on_warn=1 panic=-1 $append"
}

# Sends one command to QEMU and waits for its answer.
qmp() {
	local answer
	echo "$1" >&5
	while read -r -t 10 -u 6 answer; do
		case $answer in
		*'"return"'*) return 0 ;;
		*'"error"'*)
			answer=${answer##*\"desc\": \"}
			qmp_error=${answer%%\"*}
			return 1 ;;
		esac
	done
	qmp_error="no answer from QEMU"
	return 1
}

# Prints the answer for the guest.
plug() {
	local n=$1 size node
	if [[ ! $n =~ ^[0-9]+$ ]] || ((n >= ${#dimms[@]})); then
		echo "no DIMM $n: the machine was given ${#dimms[@]}"
		return
	fi
	size=${dimm_size[n]} node=${dimm_node[n]}
	if qmp "{\"execute\":\"object-add\",\"arguments\":{\"qom-type\":\"memory-backend-ram\",\"id\":\"dimmram$n\",\"size\":$size}}" &&
		qmp "{\"execute\":\"device_add\",\"arguments\":{\"driver\":\"pc-dimm\",\"id\":\"dimm$n\",\"memdev\":\"dimmram$n\",\"node\":$node}}"; then
		echo ok
	else
		echo "DIMM $n cannot be plugged in: $qmp_error"
	fi
}
