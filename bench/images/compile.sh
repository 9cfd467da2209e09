# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154 # a part of bench/image
# The compiler is the host's. The sources are those of the kernel's dtc and
# kconfig, as far as the preprocessor brings them: the guest needs no headers.
packages=''
megabytes=160
tarball=/usr/src/linux-source-6.12.tar.xz
sources='
dtc/checks dtc/data dtc/dtc dtc/flattree dtc/livetree dtc/srcpos dtc/treesource
dtc/util dtc/libfdt/fdt_overlay dtc/libfdt/fdt_ro dtc/libfdt/fdt_rw
dtc/libfdt/fdt_sw kconfig/confdata kconfig/expr kconfig/menu kconfig/preprocess
kconfig/symbol
'

fill() {
	local scripts=$work/source/scripts name
	[[ -f $tarball ]] || die "no $tarball (run 'make deps')"
	mkdir "$work/source" "$root/source"
	tar -xJf "$tarball" -C "$work/source" --strip-components=1 --wildcards \
		'*/scripts/kconfig/*.[ch]' '*/scripts/dtc/*.[ch]' '*/scripts/include/*'
	for name in $sources; do
		gcc -E -P -fmacro-prefix-map="$work/source=" -I "$scripts/include" \
			-I "$scripts/${name%/*}" -I "$scripts/dtc/libfdt" \
			-o "$root/source/${name//\//-}.i" "$scripts/$name.c" ||
			die "$name.c does not go through the preprocessor"
	done
	add_program "$(command -v gcc)" "$(gcc -print-prog-name=cc1)" "$(command -v as)"
}
