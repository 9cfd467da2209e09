// SPDX-License-Identifier: GPL-2.0
/*
 * Holds memory for the tests, and tells page by page where it is.
 *
 *	darc_mem SOCKET			serves in the background, prints its pid
 *	darc_mem SOCKET COMMAND ARG...	has the server do something
 *
 * The server answers every command with one line, "ok" or what was asked for;
 * one that starts with "error" makes the client fail. The memory belongs to the
 * server, so a test can put it into a cgroup before it allocates any.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/mempolicy.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "darc_page.h"

#define NR_REGIONS	16
#define PM_PRESENT	(1ULL << 63)
#define PM_SWAPPED	(1ULL << 62)
#define PM_FRAME	((1ULL << 55) - 1)
/* A change of access to more pages than this empties the whole TLB. */
#define FLUSH_PAGES	64

struct region {
	char name[16];
	char *mem;
	size_t len;
	bool file;
	unsigned int hot_ms;
	size_t hot_step;
};

static struct region regions[NR_REGIONS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static size_t page_size;
static char answer[256];

static void reply(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(answer, sizeof(answer), format, args);
	va_end(args);
}

static struct region *find(const char *name)
{
	for (int i = 0; i < NR_REGIONS; i++)
		if (regions[i].mem && !strcmp(regions[i].name, name))
			return &regions[i];
	return NULL;
}

static struct region *add(const char *name, char *mem, size_t len, bool file)
{
	for (int i = 0; i < NR_REGIONS; i++) {
		struct region *r = &regions[i];

		if (r->mem)
			continue;
		*r = (struct region){ .mem = mem, .len = len, .file = file };
		snprintf(r->name, sizeof(r->name), "%s", name);
		return r;
	}
	return NULL;
}

/* The first word says which page it is. */
static void fill_page(uint64_t *page, uint64_t nr)
{
	page[0] = nr;
	fill_words(page, 1, page_size / sizeof(*page), nr * 0x9e3779b97f4a7c15ULL + 1);
}

static size_t parse_size(const char *text)
{
	char *end;
	size_t size = strtoull(text, &end, 10);

	if (*end == 'M')
		size <<= 20;
	else if (*end == 'K')
		size <<= 10;
	return size;
}

static void do_alloc(int argc, char **argv)
{
	size_t len = argc > 2 ? parse_size(argv[2]) & -page_size : 0;
	unsigned long mask;
	char *mem;

	if (!len || find(argv[1]))
		return reply("error: %s NAME SIZE [NODE]", argv[0]);
	mem = mmap(NULL, len, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (mem == MAP_FAILED)
		return reply("error: %m");
	/* One page of memory is one page of the page map, if nothing else is wanted. */
	madvise(mem, len, strcmp(argv[0], "huge") ? MADV_NOHUGEPAGE : MADV_HUGEPAGE);
	if (argc > 3) {
		mask = 1UL << atoi(argv[3]);
		if (syscall(SYS_mbind, mem, len, MPOL_BIND, &mask,
			    8 * sizeof(mask), 0))
			return reply("error: mbind: %m");
	}
	for (size_t at = 0; at < len; at += page_size)
		fill_page((uint64_t *)(mem + at), at / page_size);
	if (!add(argv[1], mem, len, false))
		reply("error: too many regions");
}

static void do_map(int argc, char **argv)
{
	int fd = argc > 2 ? open(argv[2], O_RDONLY | O_CLOEXEC) : -1;
	struct stat st;
	char *mem;

	if (fd < 0 || fstat(fd, &st))
		return reply("error: map NAME FILE");
	mem = mmap(NULL, st.st_size, PROT_READ, MAP_SHARED | MAP_POPULATE, fd, 0);
	close(fd);
	if (mem == MAP_FAILED)
		return reply("error: %m");
	if (!add(argv[1], mem, st.st_size, true))
		reply("error: too many regions");
}

/* One page of each @step. */
static void touch(const struct region *r, size_t step)
{
	for (size_t at = 0; at < r->len; at += step * page_size)
		(void)*(volatile char *)(r->mem + at);
}

static void do_hot(struct region *r, const char *ms, const char *step)
{
	size_t pages = atoi(step);

	if (!pages) {
		reply("error: no such step");
		return;
	}
	r->hot_step = pages;
	r->hot_ms = atoi(ms);
}

static void do_free(struct region *r)
{
	munmap(r->mem, r->len);
	memset(r, 0, sizeof(*r));
}

/*
 * A page that waits in a pipe cannot move for as long as the server lives.
 * Replies its physical address.
 */
static void do_pin(const struct region *r)
{
	struct iovec page = { .iov_base = r->mem, .iov_len = page_size };
	off_t pos = (uintptr_t)r->mem / page_size * sizeof(uint64_t);
	int pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	uint64_t entry = 0;
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) || vmsplice(fds[1], &page, 1, 0) < 0)
		reply("error: %m");
	else if (pread(pagemap, &entry, sizeof(entry), pos) < 0 ||
		 !(entry & PM_PRESENT))
		reply("error: the page is not present");
	else
		reply("%llu", (entry & PM_FRAME) * page_size);
	close(pagemap);
}

/* Prints how many pages there are, how many present and how many in swap. */
static void do_pages(const struct region *r)
{
	size_t nr = r->len / page_size, present = 0, swapped = 0;
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	uint64_t entry[512];

	for (size_t i = 0; i < nr;) {
		size_t want = nr - i < 512 ? nr - i : 512;
		off_t pos = ((uintptr_t)r->mem / page_size + i) * sizeof(*entry);
		ssize_t got = pread(fd, entry, want * sizeof(*entry), pos);

		if (got <= 0)
			break;
		got /= sizeof(*entry);
		for (ssize_t k = 0; k < got; k++) {
			present += !!(entry[k] & PM_PRESENT);
			swapped += !!(entry[k] & PM_SWAPPED);
		}
		i += got;
	}
	close(fd);
	reply("%zu %zu %zu", nr, present, swapped);
}

static void do_verify(const struct region *r)
{
	uint64_t *want = malloc(page_size);
	size_t bad = 0;

	for (size_t at = 0; at < r->len; at += page_size) {
		fill_page(want, at / page_size);
		bad += !!memcmp(want, r->mem + at, page_size);
	}
	free(want);
	if (bad)
		reply("error: %zu pages differ", bad);
}

/*
 * Accesses that hit the TLB leave no mark in the page table; what makes a hot
 * set look hot on a busy machine is that the TLB does not keep it.
 */
static void empty_tlb(char *area)
{
	mprotect(area, FLUSH_PAGES * page_size, PROT_READ);
	mprotect(area, FLUSH_PAGES * page_size, PROT_READ | PROT_WRITE);
	memset(area, 1, FLUSH_PAGES * page_size);
}

static void *keep_hot(void *arg)
{
	char *area = mmap(NULL, FLUSH_PAGES * page_size, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	for (;;) {
		unsigned int ms = 1000;

		pthread_mutex_lock(&lock);
		for (int i = 0; i < NR_REGIONS; i++) {
			struct region *r = &regions[i];

			if (!r->hot_ms)
				continue;
			touch(r, r->hot_step);
			if (r->hot_ms < ms)
				ms = r->hot_ms;
		}
		pthread_mutex_unlock(&lock);
		if (area != MAP_FAILED)
			empty_tlb(area);
		usleep(ms * 1000);
	}
	return arg;
}

static void command(int argc, char **argv)
{
	struct region *r = argc > 1 ? find(argv[1]) : NULL;
	const char *what = argc ? argv[0] : "";

	reply("ok");
	if (!strcmp(what, "alloc") || !strcmp(what, "huge"))
		do_alloc(argc, argv);
	else if (!strcmp(what, "map"))
		do_map(argc, argv);
	else if (!r)
		reply("error: no such region or command");
	else if (!strcmp(what, "free"))
		do_free(r);
	else if (!strcmp(what, "touch"))
		touch(r, 1);
	else if (!strcmp(what, "hot") && argc > 2)
		do_hot(r, argv[2], argc > 3 ? argv[3] : "1");
	else if (!strcmp(what, "pages"))
		do_pages(r);
	else if (!strcmp(what, "pin"))
		do_pin(r);
	else if (!strcmp(what, "verify") && !r->file)
		do_verify(r);
	else
		reply("error: no such command");
}

static void serve_one(int fd)
{
	char line[512], *argv[8], *save = NULL, *word;
	ssize_t len = read(fd, line, sizeof(line) - 1);
	int argc = 0;

	if (len > 0) {
		line[len] = 0;
		for (word = strtok_r(line, " ", &save); word && argc < 8;
		     word = strtok_r(NULL, " ", &save))
			argv[argc++] = word;
		pthread_mutex_lock(&lock);
		command(argc, argv);
		pthread_mutex_unlock(&lock);
		if (write(fd, answer, strlen(answer)) < 0)
			perror("darc_mem");
	}
	close(fd);
}

static void to_background(void)
{
	pid_t pid = fork();
	int null = open("/dev/null", O_RDWR);

	if (pid < 0 || null < 0)
		exit(2);
	if (pid) {
		printf("%d\n", pid);
		exit(0);
	}
	setsid();
	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
}

/* The test and its shell shall survive when memory does run out. */
static void be_victim(void)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, "1000", 4) < 0)
		perror("darc_mem: oom_score_adj");
	if (fd >= 0)
		close(fd);
}

static int serve(int sock, const struct sockaddr_un *addr)
{
	pthread_t thread;

	if (bind(sock, (const struct sockaddr *)addr, sizeof(*addr)) ||
	    listen(sock, 8)) {
		perror("darc_mem");
		return 2;
	}
	be_victim();
	to_background();
	signal(SIGPIPE, SIG_IGN);
	if (pthread_create(&thread, NULL, keep_hot, NULL))
		return 2;
	for (;;) {
		int fd = accept(sock, NULL, NULL);

		if (fd >= 0)
			serve_one(fd);
	}
}

static int ask(int sock, const struct sockaddr_un *addr, int argc, char **argv)
{
	char line[512] = "";
	size_t used = 0;
	ssize_t len;

	for (int i = 0; i < argc && used < sizeof(line); i++)
		used += snprintf(line + used, sizeof(line) - used, "%s%s",
				 i ? " " : "", argv[i]);
	if (connect(sock, (const struct sockaddr *)addr, sizeof(*addr)) ||
	    write(sock, line, strlen(line)) < 0) {
		perror("darc_mem");
		return 2;
	}
	len = read(sock, line, sizeof(line) - 1);
	if (len <= 0) {
		fprintf(stderr, "darc_mem: the server has gone\n");
		return 2;
	}
	line[len] = 0;
	puts(line);
	return !strncmp(line, "error", 5);
}

int main(int argc, char **argv)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int sock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	page_size = sysconf(_SC_PAGESIZE);
	if (argc < 2 || sock < 0 || strlen(argv[1]) >= sizeof(addr.sun_path)) {
		fprintf(stderr, "usage: darc_mem SOCKET [COMMAND ARG...]\n");
		return 2;
	}
	strcpy(addr.sun_path, argv[1]);
	if (argc == 2)
		return serve(sock, &addr);
	return ask(sock, &addr, argc - 2, argv + 2);
}
