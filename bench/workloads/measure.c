// SPDX-License-Identifier: GPL-2.0
/*
 * measure [--interval MS] [--out DIR] [--memcg] [--prepare] -- PROGRAM ARGS...
 *
 * Runs a program in a cgroup of its own and writes, when it has ended,
 *
 *   DIR/samples.tsv  each zone's free memory, marks and DARC state over time
 *   DIR/metrics.tsv  what the machine did between the program's start and end
 *
 * The cgroup has no memory controller unless --memcg asks for it: 6.12 keeps
 * shadow entries of swapped pages only in proportion to the memory that belongs
 * to the root cgroup itself, so that with all memory in a child refaults are
 * neither counted nor acted upon (scan: 400 of 147,000).
 *
 * With --prepare, PROGRAM ARGS... --prepare runs first, to lay out its files,
 * and the page cache is dropped: none of that is measured.
 *
 * Exit status is the program's. All memory is taken and locked beforehand and
 * files are written at the end: the observer must not join the memory
 * pressure it observes.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab.h"
#include "meter.h"
#include "totals.h"

#define GROUP_ROOT "/sys/fs/cgroup"
#define GROUP GROUP_ROOT "/work"
#define SAMPLES_MAX 6000

struct sample {
	uint64_t time_us;
	uint64_t psi_some_us;
	uint32_t swapin_pages;
	uint32_t swapout_pages;
};

static struct sample *samples;
static struct zone_sample *zone_samples;
static unsigned int nr_samples;
static uint64_t used_max_pages;
static struct meter_file vmstat, pressure;

static void enter_group(void)
{
	if (!meter_write(GROUP "/cgroup.procs", "0"))
		lab_die(GROUP "/cgroup.procs: %s", strerror(errno));
}

static void make_group(bool memcg)
{
	/* The io controller brings memory's in by the back door. */
	if (!meter_write(GROUP_ROOT "/cgroup.subtree_control",
			 memcg ? "+memory" : "-memory -io"))
		lab_die(GROUP_ROOT ": no cgroup v2 with a memory controller");
	if (mkdir(GROUP, 0755) && errno != EEXIST)
		lab_die(GROUP ": %s", strerror(errno));
}

/* The observer comes first, or its samples come late under load. */
static void prepare(void)
{
	struct sched_param param = { .sched_priority = 1 };

	zones_init();
	samples = calloc(SAMPLES_MAX, sizeof(*samples));
	zone_samples = calloc(SAMPLES_MAX * zones_count(),
			      sizeof(*zone_samples));
	if (!samples || !zone_samples)
		lab_die("no memory for %d samples", SAMPLES_MAX);
	if (!meter_open(&vmstat, "/proc/vmstat") ||
	    !meter_open(&pressure, GROUP "/memory.pressure"))
		lab_die("/proc/vmstat or " GROUP "/memory.pressure is missing");
	if (mlockall(MCL_CURRENT | MCL_FUTURE))
		lab_die("mlockall: %s", strerror(errno));
	if (sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &param))
		lab_die("sched_setscheduler: %s", strerror(errno));
}

static void take_sample(void)
{
	struct sample *sample = &samples[nr_samples];
	const char *text;
	uint64_t used;

	threads_sample();
	if (nr_samples == SAMPLES_MAX)
		return;
	sample->time_us = lab_now_ns() / 1000;
	zones_sample(&zone_samples[nr_samples * zones_count()]);
	text = meter_read(&vmstat);
	sample->swapin_pages = meter_field(text, "pswpin");
	sample->swapout_pages = meter_field(text, "pswpout");
	used = meter_field(text, "nr_anon_pages") +
	       meter_field(text, "nr_active_file") +
	       meter_field(text, "nr_inactive_file");
	if (used > used_max_pages)
		used_max_pages = used;
	sample->psi_some_us = meter_psi_some_us(&pressure);
	nr_samples++;
}

/* Runs the program with one more argument, and leaves no trace in memory. */
static void prepare_files(char **argv)
{
	unsigned int n = 0;
	char **more;
	int status;
	pid_t pid;

	while (argv[n])
		n++;
	more = calloc(n + 2, sizeof(*more));
	if (!more)
		lab_die("no memory for arguments");
	memcpy(more, argv, n * sizeof(*more));
	more[n] = "--prepare";
	pid = fork();
	if (!pid) {
		execvp(more[0], more);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
		lab_die("%s --prepare failed", argv[0]);
	free(more);
	sync();
	if (!meter_write("/proc/sys/vm/drop_caches", "3"))
		lab_die("/proc/sys/vm/drop_caches: %s", strerror(errno));
}

static pid_t start(char **argv, const sigset_t *old_mask)
{
	pid_t pid = fork();

	if (pid < 0)
		lab_die("fork: %s", strerror(errno));
	if (pid)
		return pid;
	enter_group();
	sigprocmask(SIG_SETMASK, old_mask, NULL);
	execvp(argv[0], argv);
	fprintf(stderr, "measure: %s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

/* Samples until the program ends; returns its wait status. */
static int watch(pid_t pid, const sigset_t *child, uint64_t interval_ns)
{
	uint64_t next = lab_now_ns();
	int status;

	for (;;) {
		struct timespec timeout = { };
		uint64_t now = lab_now_ns();

		if (now >= next) {
			take_sample();
			next += interval_ns;
			continue;
		}
		timeout.tv_sec = (next - now) / 1000000000ULL;
		timeout.tv_nsec = (next - now) % 1000000000ULL;
		if (sigtimedwait(child, NULL, &timeout) == SIGCHLD &&
		    waitpid(pid, &status, WNOHANG) == pid)
			return status;
	}
}

static double mem_free_mean_bytes(void)
{
	unsigned int i, n = nr_samples * zones_count();
	double sum = 0;

	for (i = 0; i < n; i++)
		sum += zone_samples[i].free;
	return nr_samples ? sum * LAB_PAGE / nr_samples : 0;
}

static void write_zone(FILE *file, const struct sample *s,
		       const struct zone_sample *z)
{
	fprintf(file, "%llu\t%s\t%llu\t%llu\t%llu\t%llu\t%s\t%llu\t%llu\t%llu\t%llu\t%u\t%u\t%llu\n",
		(unsigned long long)s->time_us, zones_name(z->zone),
		z->free * LAB_PAGE, z->min * LAB_PAGE, z->low * LAB_PAGE,
		z->high * LAB_PAGE, zones_state_name(z->state),
		z->marks[DARC_LOW] * LAB_PAGE, z->marks[DARC_MID] * LAB_PAGE,
		z->marks[DARC_HIGH] * LAB_PAGE, z->evicted * LAB_PAGE,
		s->swapin_pages, s->swapout_pages,
		(unsigned long long)s->psi_some_us);
}

static void write_samples(const char *dir)
{
	char path[PATH_MAX];
	unsigned int i;
	FILE *file;

	snprintf(path, sizeof(path), "%s/samples.tsv", dir);
	file = fopen(path, "w");
	if (!file)
		lab_die("%s: %s", path, strerror(errno));
	fprintf(file, "time_us\tzone\tfree_bytes\tmin_bytes\tlow_bytes\thigh_bytes\tdarc_state\tdarc_low_bytes\tdarc_mid_bytes\tdarc_high_bytes\tdarc_evicted_bytes\tpswpin\tpswpout\tpsi_some_us\n");
	for (i = 0; i < nr_samples * zones_count(); i++)
		write_zone(file, &samples[i / zones_count()], &zone_samples[i]);
	if (fclose(file))
		lab_die("%s: %s", path, strerror(errno));
}

static int exit_status(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
				     WEXITSTATUS(status);
}

struct options {
	uint64_t interval_ns;
	const char *out;
	bool memcg;
	bool prepare;
	char **program;
};

static void parse_options(struct options *opts, int argc, char **argv)
{
	static const struct option known[] = {
		{ "interval", required_argument, NULL, 'i' },
		{ "out", required_argument, NULL, 'o' },
		{ "memcg", no_argument, NULL, 'm' },
		{ "prepare", no_argument, NULL, 'p' },
		{ }
	};
	int c;

	*opts = (struct options){ .interval_ns = 100000000ULL, .out = "/out" };
	while ((c = getopt_long(argc, argv, "+", known, NULL)) != -1) {
		if (c == 'i')
			opts->interval_ns = strtoull(optarg, NULL, 10) * 1000000ULL;
		else if (c == 'o')
			opts->out = optarg;
		else if (c == 'm')
			opts->memcg = true;
		else if (c == 'p')
			opts->prepare = true;
		else
			exit(2);
	}
	if (optind == argc || !opts->interval_ns) {
		fprintf(stderr, "usage: measure [--interval MS] [--out DIR] [--memcg] [--prepare] -- PROGRAM ARGS...\n");
		exit(2);
	}
	opts->program = argv + optind;
}

int main(int argc, char **argv)
{
	struct totals before, after;
	struct options opts;
	sigset_t child, old;
	int status;
	pid_t pid;

	parse_options(&opts, argc, argv);
	if (opts.prepare)
		prepare_files(opts.program);
	make_group(opts.memcg);
	prepare();
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &old);

	threads_sample();
	totals_read(&before, GROUP);
	pid = start(opts.program, &old);
	status = watch(pid, &child, opts.interval_ns);
	/* No sample of zones: the program's memory is free again. */
	threads_sample();
	totals_read(&after, GROUP);

	totals_write(&before, &after,
		     &(struct memory){ mem_free_mean_bytes(),
				       used_max_pages * LAB_PAGE }, opts.out);
	write_samples(opts.out);
	if (nr_samples == SAMPLES_MAX)
		fprintf(stderr, "measure: only the first %d samples were kept\n",
			SAMPLES_MAX);
	return exit_status(status);
}
