# SPDX-License-Identifier: GPL-2.0
# What a person types. Each verb does its own setup; the work is in tools/
# and bench/.

KCONFIG ?=
export LC_ALL := C.UTF-8

# For Linux 6.1 no more than its DAMON allows.
with_6.1 := help deps kunit tools clean distclean
ifneq ($(or $(KERNEL_SERIES),6.12),6.12)
$(foreach verb,$(filter-out $(with_6.1),$(MAKECMDGOALS)),$(error $(verb): needs Linux 6.12, \
not KERNEL_SERIES=$(KERNEL_SERIES) (README.md, "Other processors, other kernels")))
endif
export KERNEL_SERIES

help:		## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 18

deps:		## install missing Debian packages
	@tools/deps

kernel: deps	## build the kernel with DARC in it; KCONFIG=debug, kcsan or arm64
	@tools/kernel $(KCONFIG)

demo: kernel	## growth under LRU, MGLRU and DARC: table and pictures in build/demo
	@bench/demo

tools: deps	## build darcstat, the live view, in build/tools
	@$(MAKE) --no-print-directory -s -C tools/mm
	@echo build/tools/darcstat

bench: kernel	## workloads under policies; QUICK=1, WORKLOADS=, POLICIES=, REFERENCES=, SEEDS=, MEMS=
	@bench/bench

bench-selfcheck: deps	## the bench against a policy that is bad on purpose
	@bench/broken/run

try: kernel	## a tour: a load, darcstat beside it, and keys to change things; AUTO=1
	@tools/try $(if $(AUTO),--auto)

deb: deps	## Debian packages in build/deb; CONFIG=/boot/config-..., FLAVOUR=small
	@tools/deb

deb-test: kernel	## installs the small packages in a Debian and boots it, in a VM
	@FLAVOUR=small CONFIG= tools/deb
	@tools/deb-test

vm: kernel	## a shell in a DARC kernel
	@bench/vm/run --clock real --shell

test: kernel	## KUnit and selftests
	@tools/test

kunit: deps	## KUnit tests of the policy, on UML; KERNEL_SERIES=6.1
	@tools/kunit

selftest: kernel	## selftests in the VM
	@tools/selftest

torture: kernel	## random operations on DARC in a VM; MINUTES=n, SEED=n, KCONFIG=debug|kcsan
	@tools/torture

check: kernel	## style, warnings, static checks
	@tools/check

check-all: kernel	## those, and all that takes long: other compilers, VMs, debug kernels...
	@tools/check --all

fuzz: deps	## fuzz the policy and the parsers on this host; SECONDS=n, SEED=n
	@tools/fuzz/run $(SECONDS)

docs:		## the documents as HTML in build/docs; RUN=1 runs their commands in a VM
	@tools/doc-html
	@$(if $(filter 1,$(RUN)),MAKELEVEL= tools/doc-commands)

patches: deps	## the series for the mailing lists in build/series; VERIFY=1 to build each
	@tools/patches

clean:		## remove build/ except the unpacked kernel source
	@find build -mindepth 1 -maxdepth 1 \( ! -name 'linux*' -o -type f \) -exec rm -rf {} + 2>/dev/null || true

distclean:	## remove build/
	@rm -rf build

.PHONY: help deps kernel demo tools bench bench-selfcheck try deb deb-test vm test kunit selftest torture check check-all fuzz patches clean distclean docs
