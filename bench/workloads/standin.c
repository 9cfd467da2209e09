// SPDX-License-Identifier: GPL-2.0
/* Programs of fixed work that stand in for those of PARSEC3 and SPLASH-2x. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "standin.h"

#define THINK_NS 10000000ULL
#define ACCESSES 1000
#define SCRATCH_STEPS 50
#define SPARSE_EVERY 4
#define HUGE (2ULL << 20)

/**
 * struct area - memory that may become huge pages
 * @base: its address, at the start of a huge page
 * @pages: its size
 */
struct area {
	char *base;
	uint64_t pages;
};

static struct area data, sparse, scratch;
static uint64_t random_state;
static volatile uint64_t result;

static void map(struct area *area, const struct lab_opts *opts,
		unsigned int percent)
{
	char *base;

	area->pages = lab_percent_pages(opts, percent);
	if (!percent)
		return;
	base = mmap(NULL, area->pages * LAB_PAGE + HUGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (base == MAP_FAILED)
		lab_die("mmap: %s", strerror(errno));
	area->base = base + (-(uintptr_t)base & (HUGE - 1));
}

static void use(const struct standin *s, unsigned int step)
{
	uint64_t pages = data.pages * s->window / s->data, first = 0, i;

	if (s->window_steps)
		first = step / s->window_steps * pages %
			(data.pages - pages + 1);
	for (i = 0; i < ACCESSES; i++) {
		uint64_t random = lab_random(&random_state);
		volatile uint64_t *word = (void *)(data.base +
			(first + (random >> 32) % pages) * LAB_PAGE);

		if (random & 3)
			(void)*word;
		else
			*word = random;
	}
}

static void compute(const struct standin *s)
{
	unsigned int i;

	for (i = 0; i < s->compute; i++)
		result = lab_random(&random_state);
}

static void fill_sparse(const struct standin *s, unsigned int step,
			uint64_t *done)
{
	uint64_t due = sparse.pages / SPARSE_EVERY * (step + 1) / (s->steps / 2);

	for (; *done < due && *done < sparse.pages / SPARSE_EVERY; ++*done)
		lab_fill(sparse.base, *done * SPARSE_EVERY, 1, random_state);
}

/* As a program does that takes its arrays from malloc() for each phase. */
static void renew_scratch(unsigned int step)
{
	uint64_t i;

	if (step % SCRATCH_STEPS == 0 &&
	    madvise(scratch.base, scratch.pages * LAB_PAGE, MADV_DONTNEED))
		lab_die("madvise: %s", strerror(errno));
	for (i = 0; i < scratch.pages; i++)
		scratch.base[i * LAB_PAGE] = step;
}

/**
 * standin_run() - the whole program
 * @s: which
 * @argc: as main() got it
 * @argv: as main() got it
 *
 * Return: exit status
 */
int standin_run(const struct standin *s, int argc, char **argv)
{
	uint64_t start = lab_now_ns(), ns, filled = 0;
	struct lab_opts opts;
	unsigned int step;

	lab_options(&opts, argc, argv);
	random_state = opts.seed;
	map(&data, &opts, s->data);
	map(&sparse, &opts, s->sparse);
	map(&scratch, &opts, s->scratch);
	lab_fill(data.base, 0, data.pages, opts.seed);
	for (step = 0; step < s->steps; step++) {
		use(s, step);
		compute(s);
		if (s->sparse)
			fill_sparse(s, step, &filled);
		if (s->scratch)
			renew_scratch(step);
		lab_sleep_ns(THINK_NS);
	}
	ns = lab_now_ns() - start;
	lab_metric(&opts, "elapsed_s", "s", ns / 1e9);
	lab_metric(&opts, "busy_s", "s", (ns - s->steps * THINK_NS) / 1e9);
	return 0;
}
