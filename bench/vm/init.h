/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DARC_VM_INIT_H
#define DARC_VM_INIT_H

#include <stddef.h>

#define PORTS "/dev/virtio-ports"
#ifdef __aarch64__
#define CONSOLE "/dev/ttyAMA0"
#define DISK "/dev/vda"
#else
#define CONSOLE "/dev/ttyS0"
#define DISK "/dev/pmem0"
#endif

void power_off(void);
void write_all(int fd, const char *data, size_t len);
void tell_host(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void exec_child(char *const argv[], int out, int err);

/* Runs the guest's command; returns its exit status as a shell would. */
int run_command(char *const argv[]);

#define fail(fmt, ...)						\
	do {							\
		tell_host("fail " fmt "\n", ##__VA_ARGS__);	\
		power_off();					\
	} while (0)

#endif
