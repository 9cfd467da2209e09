// SPDX-License-Identifier: GPL-2.0
/*
 * The guest's first process: sets the machine up, runs one command, hands
 * back its output, its exit status and /out, and switches the machine off.
 *
 * What to do comes in two ways. The command is a file in the image, /command,
 * one NUL-terminated string an argument. Everything that differs between runs
 * to be compared (policy, swap) comes as environment from the kernel's command
 * line, so that such runs share one image to the byte.
 *
 * Channels: CONSOLE is the kernel's. ttyS1 and ttyS2 carry the command's
 * output; a UART hands each byte over at once, so that a guest under virtual
 * time never waits for the host. The virtio ports are used only after the
 * command, or when it asks for something itself.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>

#include "init.h"

void power_off(void)
{
	sync();
	reboot(RB_POWER_OFF);
	_exit(1);
}

void write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		data += n;
		len -= n;
	}
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	write_all(fd, text, strlen(text));
	close(fd);
}

void tell_host(const char *fmt, ...)
{
	char line[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	write_file(PORTS "/darc.ctl", line);
	write_file("/dev/kmsg", line);
}

static void mount_all(void)
{
	static const struct { const char *type, *dir; } fs[] = {
		{ "proc", "/proc" },
		{ "sysfs", "/sys" },
		{ "devtmpfs", "/dev" },
		{ "devpts", "/dev/pts" },
		{ "tmpfs", "/dev/shm" },
		{ "debugfs", "/sys/kernel/debug" },
		{ "tracefs", "/sys/kernel/tracing" },
		{ "cgroup2", "/sys/fs/cgroup" },
	};

	for (size_t i = 0; i < sizeof(fs) / sizeof(*fs); i++) {
		mkdir(fs[i].dir, 0755);
		mount(fs[i].type, fs[i].dir, fs[i].type, 0, NULL);
	}
	/* /tmp and /out stay on the root: the image may hold files there. */
	chmod("/tmp", 01777);
	chmod("/dev/shm", 01777);
	symlink("/proc/self/fd", "/dev/fd");
	write_file("/sys/fs/cgroup/cgroup.subtree_control",
		   "+cpuset +memory +io +pids");
}

/* What udev would do: find the ports by the names QEMU gave them. */
static void name_ports(void)
{
	DIR *dir = opendir("/sys/class/virtio-ports");
	char path[512], name[64], dev[512];
	struct dirent *e;
	FILE *f;

	mkdir(PORTS, 0755);
	while (dir && (e = readdir(dir))) {
		snprintf(path, sizeof(path), "/sys/class/virtio-ports/%s/name",
			 e->d_name);
		f = fopen(path, "re");
		if (!f)
			continue;
		if (fscanf(f, "%63s", name) == 1) {
			snprintf(path, sizeof(path), PORTS "/%s", name);
			snprintf(dev, sizeof(dev), "/dev/%s", e->d_name);
			symlink(dev, path);
		}
		fclose(f);
	}
	if (dir)
		closedir(dir);
}

static void loopback_up(void)
{
	struct ifreq ifr = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	ioctl(fd, SIOCSIFFLAGS, &ifr);
	close(fd);
}

/* Waits for one child, burying all others that end meanwhile. */
static int wait_for(pid_t pid)
{
	int status;
	pid_t got;

	do {
		got = waitpid(-1, &status, 0);
	} while (got != pid && (got > 0 || errno == EINTR));
	if (got != pid)
		return 255;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

void exec_child(char *const argv[], int out, int err)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
	if (out >= 0)
		dup2(out, 1);
	if (err >= 0)
		dup2(err, 2);
	execvp(argv[0], argv);
	dprintf(2, "cannot run %s: %s\n", argv[0], strerror(errno));
	_exit(errno == ENOENT ? 127 : 126);
}

static int run(char *const argv[], int out)
{
	pid_t pid = fork();

	if (!pid)
		exec_child(argv, out, -1);
	return wait_for(pid);
}

#define RUN(...) run((char *[]){ __VA_ARGS__, NULL }, -1)

static void swap_on(char *dev)
{
	if (RUN("/bin/mkswap", dev) || swapon(dev, 0))
		fail("guest cannot swap on %s", dev);
}

static void set_up_zram(void)
{
	struct sysinfo si;
	char size[32];

	sysinfo(&si);
	snprintf(size, sizeof(size), "%llu",
		 2ULL * si.totalram * si.mem_unit);
	write_file("/sys/block/zram0/comp_algorithm", "lz4");
	write_file("/sys/block/zram0/disksize", size);
	swap_on("/dev/zram0");
}

static void make_file_system(void)
{
	/* Journal and tables are written now, not by a thread later on. */
	if (RUN("/.tools/ld.so", "--library-path", "/.tools", "/.tools/mke2fs",
		"-q", "-F", "-t", "ext4", "-E",
		"lazy_itable_init=0,lazy_journal_init=0,hash_seed="
		"00000000-0000-4000-8000-000000000001",
		"-U", "00000000-0000-4000-8000-000000000002", DISK))
		fail("guest cannot make a file system on " DISK);
}

static void set_up_pmem(void)
{
	/* No mke2fs is packed where the host brings a file system. */
	if (!access("/.tools/mke2fs", F_OK))
		make_file_system();
	mkdir("/mnt/pmem", 0755);
	if (mount(DISK, "/mnt/pmem", "ext4", MS_NOATIME, NULL))
		fail("guest cannot mount " DISK ": %s", strerror(errno));
}

static void set_up_memory(void)
{
	const char *swap = getenv("darc_swap");

	if (swap && !strcmp(swap, "zram"))
		set_up_zram();
	if (getenv("darc_pmem")) {
		if (access(DISK, F_OK))
			fail("guest has no " DISK);
		if (swap && !strcmp(swap, "pmem"))
			swap_on(DISK);
		else
			set_up_pmem();
		RUN("/bin/rm", "-rf", "/.tools");
	}
	write_file("/proc/sys/vm/page-cluster", "0");
}

static void set_up_policy(void)
{
	char *name = getenv("darc_policy"), path[256];
	int status;

	if (!name)
		return;
	snprintf(path, sizeof(path), "/policies/%s", name);
	status = RUN("/bin/sh", path);
	if (status)
		fail("policy %s failed in the guest, exit status %d", name,
		     status);
}

static char **read_command(void)
{
	static char data[131072], *argv[4096];
	int fd = open("/command", O_RDONLY | O_CLOEXEC), n = 0;
	ssize_t len = fd < 0 ? -1 : read(fd, data, sizeof(data));

	if (len <= 0 || len == sizeof(data))
		fail("the image holds no usable command");
	close(fd);
	for (char *p = data; p < data + len && n < 4095; p += strlen(p) + 1)
		argv[n++] = p;
	return argv;
}

static int run_shell(void)
{
	pid_t pid = fork();

	if (!pid) {
		int fd;

		setenv("PS1", "darc:\\w# ", 1);
		setsid();
		fd = open(CONSOLE, O_RDWR);
		ioctl(fd, TIOCSCTTY, 0);
		for (int i = 0; i < 3; i++)
			dup2(fd, i);
		execl("/bin/sh", "-sh", (char *)NULL);
		_exit(127);
	}
	return wait_for(pid);
}

static void send_out(void)
{
	int fd;

	if (!getenv("darc_out"))
		return;
	fd = open(PORTS "/darc.out", O_WRONLY | O_CLOEXEC);
	if (fd < 0 || run((char *[]){ "/bin/tar", "-c", "-C", "/out", ".",
				      NULL }, fd))
		fail("guest cannot send /out");
	close(fd);
}

int main(void)
{
	int status;

	if (getpid() != 1) {
		fprintf(stderr, "init: made to be a virtual machine's first process\n");
		return 1;
	}
	mount_all();
	name_ports();
	loopback_up();
	setenv("PATH", "/bin:/usr/local/bin", 1);
	setenv("HOME", "/", 1);
	write_file("/dev/kmsg", "darc-init: up\n");
	set_up_memory();
	set_up_policy();
	if (getenv("darc_shell"))
		status = run_shell();
	else
		status = run_command(read_command());
	tell_host("status %d\n", status);
	send_out();
	tell_host("end\n");
	power_off();
}
