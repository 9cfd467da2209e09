# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154 # a part of bench/image
packages=memcached
megabytes=64

fill() {
	add_program /usr/bin/memcached
}
