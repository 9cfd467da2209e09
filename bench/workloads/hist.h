/* SPDX-License-Identifier: GPL-2.0 */
/* Latency histogram: powers of two, each in HIST_SUB linear steps (3 %). */
#ifndef LAB_HIST_H
#define LAB_HIST_H

#include <stdint.h>

struct lab_opts;

#define HIST_SUB_BITS 5
#define HIST_SUB (1u << HIST_SUB_BITS)
#define HIST_BUCKETS ((64 - HIST_SUB_BITS + 1) * HIST_SUB)

/**
 * struct hist - a distribution of nanoseconds
 * @count: values seen
 * @sum_ns: their sum
 * @max_ns: the largest
 * @bucket: values below HIST_SUB are exact, larger ones within 1/HIST_SUB
 */
struct hist {
	uint64_t count;
	uint64_t sum_ns;
	uint64_t max_ns;
	uint32_t bucket[HIST_BUCKETS];
};

static inline unsigned int hist_index(uint64_t ns)
{
	unsigned int exponent;

	if (ns < HIST_SUB)
		return ns;
	exponent = 63 - __builtin_clzll(ns) - HIST_SUB_BITS;
	return exponent * HIST_SUB + (ns >> exponent);
}

/**
 * hist_add() - count one value
 * @hist: the distribution
 * @ns: the value
 */
static inline void hist_add(struct hist *hist, uint64_t ns)
{
	hist->count++;
	hist->sum_ns += ns;
	if (ns > hist->max_ns)
		hist->max_ns = ns;
	hist->bucket[hist_index(ns)]++;
}

void hist_merge(struct hist *hist, const struct hist *other);
double hist_mean_ns(const struct hist *hist);
void hist_write(const struct hist *hist, const char *path);
void hist_report(const struct hist *hist, const struct lab_opts *opts);
uint64_t hist_quantile_ns(const struct hist *hist, double quantile);

#endif
