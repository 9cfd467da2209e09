// SPDX-License-Identifier: GPL-2.0
/* Latency histogram: what is read from it when the run is over. */
#include <limits.h>
#include <stdio.h>

#include "hist.h"
#include "lab.h"

/* The middle of the values that fall in bucket @index. */
static uint64_t bucket_ns(unsigned int index)
{
	unsigned int exponent;

	if (index < 2 * HIST_SUB)
		return index;
	exponent = index / HIST_SUB - 1;
	return ((uint64_t)(index - exponent * HIST_SUB) << exponent) +
	       ((1ULL << exponent) >> 1);
}

/**
 * hist_merge() - add all values of another distribution
 * @hist: the distribution that grows
 * @other: the other
 */
void hist_merge(struct hist *hist, const struct hist *other)
{
	unsigned int i;

	hist->count += other->count;
	hist->sum_ns += other->sum_ns;
	if (other->max_ns > hist->max_ns)
		hist->max_ns = other->max_ns;
	for (i = 0; i < HIST_BUCKETS; i++)
		hist->bucket[i] += other->bucket[i];
}

/**
 * hist_mean_ns() - exact mean
 * @hist: the distribution
 *
 * Return: nanoseconds, 0 without values
 */
double hist_mean_ns(const struct hist *hist)
{
	return hist->count ? (double)hist->sum_ns / hist->count : 0;
}

/**
 * hist_quantile_ns() - nearest-rank quantile
 * @hist: the distribution
 * @quantile: 0 < @quantile <= 1
 *
 * Return: nanoseconds within 1.6 %, never above the largest value
 */
uint64_t hist_quantile_ns(const struct hist *hist, double quantile)
{
	double rank = quantile * hist->count;
	uint64_t seen = 0;
	unsigned int i;

	for (i = 0; i < HIST_BUCKETS; i++) {
		seen += hist->bucket[i];
		if (seen && seen >= rank)
			return bucket_ns(i) < hist->max_ns ? bucket_ns(i) :
							     hist->max_ns;
	}
	return hist->max_ns;
}

/**
 * hist_write() - write the whole distribution
 * @hist: the distribution
 * @path: of the file: a line for each bucket that has values
 */
void hist_write(const struct hist *hist, const char *path)
{
	FILE *file = fopen(path, "w");
	unsigned int i;

	if (!file)
		lab_die("%s cannot be written", path);
	fprintf(file, "latency_ns\tcount\n");
	for (i = 0; i < HIST_BUCKETS; i++)
		if (hist->bucket[i])
			fprintf(file, "%llu\t%u\n",
				(unsigned long long)bucket_ns(i),
				hist->bucket[i]);
	if (fclose(file))
		lab_die("%s cannot be written", path);
}

/**
 * hist_report() - write latencies to work.tsv and hot.tsv
 * @hist: the distribution
 * @opts: the workload's options
 */
void hist_report(const struct hist *hist, const struct lab_opts *opts)
{
	char path[PATH_MAX];

	lab_metric(opts, "hot_mean_ns", "ns", hist_mean_ns(hist));
	lab_metric(opts, "hot_p50_ns", "ns", hist_quantile_ns(hist, 0.5));
	lab_metric(opts, "hot_p99_ns", "ns", hist_quantile_ns(hist, 0.99));
	lab_metric(opts, "hot_p999_ns", "ns", hist_quantile_ns(hist, 0.999));
	lab_metric(opts, "hot_max_ns", "ns", hist->max_ns);
	snprintf(path, sizeof(path), "%s/hot.tsv", opts->out);
	hist_write(hist, path);
}
