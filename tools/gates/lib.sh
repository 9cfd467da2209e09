# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# What the gates share; sourced by a script that tools/check started in the
# kernel's tree with the settings of tools/lib.sh, $top and $tree exported.

set -euo pipefail
: "${top:?is set by tools/check}" "${tree:?}"

skip() { echo "$*"; exit 4; }
fail() { echo "$*"; exit 1; }
need() { command -v "$1" >/dev/null || skip "no $1 on this machine (make deps)"; }

need_qemu() { need qemu-system-x86_64; }

# have PACKAGE...: what only this gate needs is installed by it.
have() { "$top/tools/deps" "$@" || skip "not on this machine, and not to be had: $*"; }

checks=$top/build/check

# scripts SUFFIX PROGRAM: our files so named, or whose first line calls PROGRAM
# (a regular expression), each with a NUL at its end.
scripts() {
	local file
	git -C "$top" ls-files -z --cached --others --exclude-standard |
		while IFS= read -r -d '' file; do
			[[ -f $top/$file ]] || continue
			[[ $file == *."$1" ]] || head -n 1 "$top/$file" | tr -d '\0' |
				grep -qE "^#!.*[/ ]$2( |\$)" || continue
			printf '%s\0' "$file"
		done
}

# kmake DIR ARG...: quiet, so that the log has nothing but what is wrong. The
# same flags for all gates, so that one folder serves many.
kmake() {
	local dir=$1
	shift
	make -s -C "$tree" O="$checks/$dir" CC="ccache gcc" W=1 KCFLAGS=-Werror \
		-j"$(nproc)" "$@"
}

# A folder with the configuration of the kernel that is measured, and the KUnit
# tests. EXPERT, so that every option can be switched off.
prepare_x86() {
	local dir=$checks/x86 id
	id=$(sha256sum "$top/build/kernel/.config" mm/darc/Kconfig)
	[[ $(cat "$dir/.configured" 2>/dev/null) == "$id" ]] && return
	mkdir -p "$dir"
	cp "$top/build/kernel/.config" "$dir/.config"
	scripts/config --file "$dir/.config" -e EXPERT -e KUNIT -e DARC_KUNIT_TEST
	kmake x86 olddefconfig
	must_have_darc "$dir"
	echo "$id" >"$dir/.configured"
}

# The same for 32 bits, from the lines that were asked for.
prepare_i386() {
	local dir=$checks/i386 id
	# Not gcc-multilib, which Debian does not have beside a cross compiler.
	have "gcc-$(gcc -dumpversion)-multilib"
	id=$(sha256sum "$top/build/kernel/.wanted" mm/darc/Kconfig)
	[[ $(cat "$dir/.configured" 2>/dev/null) == "$id" ]] && return
	mkdir -p "$dir"
	grep -vE 'CONFIG_(64BIT|X86_64_|KUNIT)' "$top/build/kernel/.wanted" >"$dir/.wanted"
	printf 'CONFIG_%s=y\n' KUNIT DARC_KUNIT_TEST >>"$dir/.wanted"
	kmake i386 ARCH=i386 KCONFIG_ALLCONFIG="$dir/.wanted" allnoconfig
	must_have_darc "$dir"
	echo "$id" >"$dir/.configured"
}

# A folder DIR with the configuration of the kernel that is measured, for another
# compiler or processor: what is given goes to make. prepare_other DIR ARG...
prepare_other() {
	local dir=$checks/$1 id
	id=$(sha256sum "$top/build/kernel/.wanted" mm/darc/Kconfig)
	[[ $(cat "$dir/.configured" 2>/dev/null) == "$id" ]] && return
	mkdir -p "$dir"
	grep -vE 'CONFIG_(64BIT|X86_|KVM_GUEST|KUNIT)' "$top/build/kernel/.wanted" >"$dir/.wanted"
	printf 'CONFIG_%s=y\n' KUNIT DARC_KUNIT_TEST 64BIT >>"$dir/.wanted"
	kmake "$@" KCONFIG_ALLCONFIG="$dir/.wanted" allnoconfig
	must_have_darc "$dir"
	echo "$id" >"$dir/.configured"
}

must_have_darc() {
	grep -q '^CONFIG_DARC=y' "$1/.config" || fail "CONFIG_DARC was lost"
	grep -q '^CONFIG_DARC_KUNIT_TEST=y' "$1/.config" || fail "CONFIG_DARC_KUNIT_TEST was lost"
}

# Objects that must be pure: what mm/darc builds without DARC itself.
pure_objects() {
	# shellcheck disable=SC2016 # a variable of make
	sed -n 's/^obj-$(CONFIG_DARC_POLICY) += //p' mm/darc/Makefile
}
