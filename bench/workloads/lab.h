/* SPDX-License-Identifier: GPL-2.0 */
/* What every workload of the lab shares: clock, random numbers, memory, output. */
#ifndef LAB_H
#define LAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LAB_PAGE 4096ULL

/**
 * struct lab_opts - the options every workload takes
 * @ram_bytes: memory the workload's percentages refer to (--ram, MemTotal)
 * @ram_given: whether @ram_bytes is from --ram
 * @seed: start of every random sequence (--seed, 1)
 * @out: directory for results (--out, /out)
 * @prepare: lay out files and leave (--prepare); measure asks for it
 */
struct lab_opts {
	uint64_t ram_bytes;
	bool ram_given;
	uint64_t seed;
	const char *out;
	bool prepare;
};

void lab_options(struct lab_opts *opts, int argc, char **argv);
uint64_t lab_percent_pages(const struct lab_opts *opts, unsigned int percent);

uint64_t lab_now_ns(void);
void lab_sleep_ns(uint64_t ns);

/**
 * lab_random() - next number of a splitmix64 sequence
 * @state: the sequence; any value is a valid seed
 *
 * Inline because the price of a hot access must not be a call.
 */
static inline uint64_t lab_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

/**
 * lab_trace() - note an access in a build for the oracle, nothing else
 * @address: where
 */
#ifdef LAB_TRACE
void lab_trace(const volatile void *address);
#else
static inline void lab_trace(const volatile void *address)
{
	(void)address;
}
#endif

void *lab_map(uint64_t pages);
void lab_unmap(void *base, uint64_t pages);
void lab_fill(void *base, uint64_t first, uint64_t count, uint64_t seed);

void lab_metric(const struct lab_opts *opts, const char *name,
		const char *unit, double value);

void lab_die(const char *format, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

#endif
