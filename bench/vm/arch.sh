# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154 # for those that source it, with $top set
# The processors a guest can have, and what differs for each.

archs='x86 arm64'

# set_arch NAME. magic is where a kernel's image has which four bytes, elf the
# number of the processor in programs, suffix what names of folders in build/ have.
set_arch() {
	arch=$1
	case $arch in
	x86)
		arch_suffix=''
		arch_image=arch/x86/boot/bzImage
		arch_magic='514 HdrS'
		arch_cross=''
		arch_elf=62
		arch_busybox=/bin/busybox
		arch_qemu=qemu-system-x86_64
		arch_machine=pc,usb=off,vmport=off
		arch_console=ttyS0 ;;
	arm64)
		arch_suffix=-arm64
		arch_image=arch/arm64/boot/Image
		arch_magic='56 ARMd'
		arch_cross=aarch64-linux-gnu-
		arch_elf=183
		arch_busybox=$top/build/vm-arm64/busybox
		arch_qemu=qemu-system-aarch64
		arch_machine=virt
		arch_console=ttyAMA0 ;;
	*) return 1 ;;
	esac
}
