// SPDX-License-Identifier: GPL-2.0
/* What the machine did in total between two moments. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab.h"
#include "meter.h"
#include "totals.h"

#define STOCK "/sys/module/damon_reclaim/parameters"
#define KDAMONDS "/sys/kernel/mm/damon/admin/kdamonds"

static const char *must_read(struct meter_file *file)
{
	const char *text = meter_read(file);

	if (!text)
		lab_die("%s cannot be read", file->path);
	return text;
}

static uint64_t sum_after(const char *text, const char *key)
{
	uint64_t sum = 0;

	while ((text = strstr(text, key)))
		sum += strtoull(text += strlen(key), NULL, 10);
	return sum;
}

/*
 * /proc/stat counts idle time in steps of 10 ms, which is more than some
 * differences between policies. The timer list has nanoseconds, exact for a
 * CPU that is not idle now: the only CPU never is while it reads this.
 */
static uint64_t idle_ns(unsigned int cpus)
{
	unsigned long long idle, iowait;
	struct meter_file file;
	const char *text;
	uint64_t ns;

	if (cpus == 1 && meter_open(&file, "/proc/timer_list")) {
		text = must_read(&file);
		ns = sum_after(text, ".idle_sleeptime : ") +
		     sum_after(text, ".iowait_sleeptime: ");
		close(file.fd);
		if (ns)
			return ns;
	}
	if (!meter_open(&file, "/proc/stat"))
		lab_die("/proc/stat is missing");
	text = must_read(&file);
	if (sscanf(text, "cpu %*u %*u %*u %llu %llu", &idle, &iowait) != 2)
		lab_die("/proc/stat: no idle time");
	close(file.fd);
	return (idle + iowait) * (1000000000ULL / sysconf(_SC_CLK_TCK));
}

static void read_vmstat(uint64_t *value)
{
	struct meter_file file;
	const char *text;

	if (!meter_open(&file, "/proc/vmstat"))
		lab_die("/proc/vmstat is missing");
	text = must_read(&file);
	value[TOTAL_ALLOCSTALL] = meter_field_prefix(text, "allocstall_");
	value[TOTAL_REFAULT] = meter_field(text, "workingset_refault_anon") +
			       meter_field(text, "workingset_refault_file");
	value[TOTAL_EVICTED_BYTES] = (meter_field(text, "pgsteal_anon") +
				      meter_field(text, "pgsteal_file")) *
				     LAB_PAGE;
	value[TOTAL_SWAPIN] = meter_field(text, "pswpin");
	value[TOTAL_SWAPOUT] = meter_field(text, "pswpout");
	value[TOTAL_MAJFAULT] = meter_field(text, "pgmajfault");
	close(file.fd);
}

static void read_group(uint64_t *value, const char *group)
{
	struct meter_file file;

	if (!meter_open(&file, "%s/cpu.stat", group))
		lab_die("%s is missing", file.path);
	value[TOTAL_WORK_US] = meter_field(must_read(&file), "usage_usec");
	close(file.fd);
	if (!meter_open(&file, "%s/memory.pressure", group))
		lab_die("%s is missing", file.path);
	value[TOTAL_PSI_SOME_US] = meter_psi_some_us(&file);
	close(file.fd);
}

/* The first scheme is the only one that the lab's policies set up. */
static uint64_t damon_sysfs_evicted_bytes(void)
{
	struct meter_file file;
	uint64_t bytes;

	if (!meter_open(&file, KDAMONDS "/0/contexts/0/schemes/0/stats/sz_applied"))
		return 0;
	meter_write(KDAMONDS "/0/state", "update_schemes_stats");
	bytes = meter_number(&file);
	close(file.fd);
	return bytes;
}

static uint64_t stock_bytes(const char *name)
{
	struct meter_file file;
	uint64_t bytes;

	if (!meter_open(&file, STOCK "/%s", name))
		return 0;
	bytes = meter_number(&file);
	close(file.fd);
	return bytes;
}

/**
 * totals_read() - read all counters
 * @totals: result
 * @group: directory of the workload's cgroup
 *
 * CPU times of kernel threads are those of the last threads_sample().
 */
void totals_read(struct totals *totals, const char *group)
{
	struct threads_total kswapd = threads_total(THREAD_KSWAPD);
	struct threads_total kdamond = threads_total(THREAD_KDAMOND);
	uint64_t *value = totals->value;

	totals->cpus = sysconf(_SC_NPROCESSORS_ONLN);
	value[TOTAL_TIME_NS] = lab_now_ns();
	value[TOTAL_IDLE_NS] = idle_ns(totals->cpus);
	value[TOTAL_KSWAPD_NS] = kswapd.run_ns;
	value[TOTAL_KDAMOND_NS] = kdamond.run_ns;
	value[TOTAL_KDAMOND_SWITCHES] = kdamond.switches;
	read_vmstat(value);
	read_group(value, group);
	value[TOTAL_EVICTED_BYTES] += zones_evicted_bytes() +
				      damon_sysfs_evicted_bytes() +
				      stock_bytes("bytes_reclaimed_regions");
	value[TOTAL_STOCK_TRIED_BYTES] =
		stock_bytes("bytes_reclaim_tried_regions");
}

static void write_values(FILE *file, const double *d, unsigned int cpus)
{
	double seconds = d[TOTAL_TIME_NS] / 1e9;
	double evicted_pages = d[TOTAL_EVICTED_BYTES] / LAB_PAGE;
	const struct {
		const char *name;
		const char *unit;
		double value;
	} metrics[] = {
		{ "elapsed_us", "us", d[TOTAL_TIME_NS] / 1e3 },
		{ "cpu_total_us", "us",
		  (d[TOTAL_TIME_NS] * cpus - d[TOTAL_IDLE_NS]) / 1e3 },
		{ "cpu_work_us", "us", d[TOTAL_WORK_US] },
		{ "cpu_kswapd_us", "us", d[TOTAL_KSWAPD_NS] / 1e3 },
		{ "cpu_kdamond_us", "us", d[TOTAL_KDAMOND_NS] / 1e3 },
		{ "wakeups_per_s", "1/s", d[TOTAL_KDAMOND_SWITCHES] / seconds },
		{ "allocstall", "count", d[TOTAL_ALLOCSTALL] },
		{ "refault", "pages", d[TOTAL_REFAULT] },
		{ "refault_per_evicted_bp", "bp", evicted_pages ?
		  d[TOTAL_REFAULT] * 10000 / evicted_pages : 0 },
		{ "evicted_bytes", "bytes", d[TOTAL_EVICTED_BYTES] },
		{ "damon_reclaim_tried_bytes", "bytes",
		  d[TOTAL_STOCK_TRIED_BYTES] },
		{ "swapin_pages", "pages", d[TOTAL_SWAPIN] },
		{ "swapout_pages", "pages", d[TOTAL_SWAPOUT] },
		{ "majfault", "count", d[TOTAL_MAJFAULT] },
		{ "psi_some_us", "us", d[TOTAL_PSI_SOME_US] },
	};
	unsigned int i;

	for (i = 0; i < sizeof(metrics) / sizeof(metrics[0]); i++)
		fprintf(file, "%s\t%s\t%.3f\n", metrics[i].name,
			metrics[i].unit, metrics[i].value);
}

/**
 * totals_write() - write metrics.tsv
 * @before: counters at the workload's start
 * @after: counters at its end
 * @memory: of the samples
 * @dir: where to
 */
void totals_write(const struct totals *before, const struct totals *after,
		  const struct memory *memory, const char *dir)
{
	double difference[TOTALS];
	char path[PATH_MAX];
	unsigned int i;
	FILE *file;

	for (i = 0; i < TOTALS; i++)
		difference[i] = (double)(after->value[i] - before->value[i]);
	snprintf(path, sizeof(path), "%s/metrics.tsv", dir);
	file = fopen(path, "w");
	if (!file)
		lab_die("%s: %s", path, strerror(errno));
	write_values(file, difference, after->cpus);
	fprintf(file, "mem_free_mean_bytes\tbytes\t%.0f\n",
		memory->free_mean_bytes);
	fprintf(file, "mem_used_max_bytes\tbytes\t%.0f\n",
		memory->used_max_bytes);
	if (fclose(file))
		lab_die("%s: %s", path, strerror(errno));
}
