/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _MM_DARC_POLICY_H
#define _MM_DARC_POLICY_H

#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/types.h>

/**
 * enum darc_zone_state - what DARC does about one zone
 * @DARC_OFF:		disabled, opted out, or the zone has no memory or no room for
 *			marks
 * @DARC_BUSY:		another user holds DAMON exclusively; retried
 * @DARC_IDLE:		enough free memory; at most a slow watch runs
 * @DARC_ACTIVE:	evicting ahead of the LRU, or beside it
 * @DARC_YIELDING:	under the low mark, the LRU does the work; not met with
 *			%DARC_YIELD_NEVER
 * @DARC_RECOVERING:	under the low mark, the LRU has finished; evicting
 * @NR_DARC_STATES:	number of states
 */
enum darc_zone_state {
	DARC_OFF,
	DARC_BUSY,
	DARC_IDLE,
	DARC_ACTIVE,
	DARC_YIELDING,
	DARC_RECOVERING,
	NR_DARC_STATES,
};

/**
 * enum darc_yield - what to do under the low mark
 * @DARC_YIELD_STRICT:	leave the zone to the LRU until it is above low again
 * @DARC_YIELD_HANDBACK: leave it to the LRU until the LRU has come to rest
 * @DARC_YIELD_NEVER:	go on evicting beside the LRU, the default
 */
enum darc_yield {
	DARC_YIELD_STRICT,
	DARC_YIELD_HANDBACK,
	DARC_YIELD_NEVER,
};

#define DARC_US_PER_S		1000000ULL
/* Basis points in the whole. */
#define DARC_BP			10000

/* Counts of pages are clamped to this; a product with a second in us fits. */
#define DARC_PAGES_MAX		(4ULL << 40)

/* A deficit is to be closed in a quarter of a second. */
#define DARC_CLOSE_PER_S	4
/* Less than this is not worth a pass. */
#define DARC_MIN_PAGES		64
/* A reserve that did not hold counts for so long. */
#define DARC_LATE_US		(10 * DARC_US_PER_S)

/* Self-tuning never asks for an older region. */
#define DARC_COLD_AGE_MAX_US	(30 * DARC_US_PER_S)

/* A mark of this value follows the zone's size and floor. */
#define DARC_MARK_AUTO		0

/**
 * struct darc_marks - the three watermarks of a zone
 * @high_pages:	above it nothing is evicted
 * @mid_pages:	below it eviction starts
 * @low_pages:	end of the reserve: below it enum darc_yield says whether DARC
 *		goes on, as by default, or leaves the zone to the LRU
 *
 * All in pages.  As what was written, each may be %DARC_MARK_AUTO; as marks in
 * force, floor < low < mid < high holds.
 */
struct darc_marks {
	u64 high_pages;
	u64 mid_pages;
	u64 low_pages;
};

/**
 * struct darc_others - the reserve of other zones of a zone's node, in all
 * @room_pages:		free memory less their low marks
 * @span_pages:		what of their memory between low and high is free or could be
 * @below_pages:	free memory above the low marks of those lower than the zone
 * @alloc_pages_ps:	their allocation rates
 */
struct darc_others {
	s64 room_pages;
	u64 span_pages;
	u64 below_pages;
	u64 alloc_pages_ps;
};

/**
 * struct darc_params - the parameters of all zones
 * @wmark_scale_bp:	spread of the automatic marks above the floor in basis
 *			points of the zone's managed pages, [0, 3000]; 0: by size
 * @min_age_us:		least time without access before eviction, 0: self-tuned
 * @refault_target_bp:	tolerated refaults in basis points of evicted pages,
 *			[1, 10000]
 * @quota_bytes_ps:	cap on bytes evicted a second and zone, 0: self-tuned
 * @cpu_budget_permil:	cap on the share of one CPU that a zone's eviction may
 *			take, [1, 1000]
 * @sample_us:		time between access samples at full pressure
 * @aggr_us:		time over which samples are summed at full pressure
 * @min_nr_regions:	least number of regions of a zone's monitor
 * @max_nr_regions:	largest number of regions of a zone's monitor, see
 *			darc_most_regions()
 * @wmarks_us:		how often the marks are checked under pressure
 * @page_size:		bytes in a page; fixed, so that this file needs no MMU header
 * @yield:		what to do under the low mark
 * @skip_anon:		leave anonymous pages and shmem alone
 * @watch:		monitor slowly while idle
 * @dry_run:		do everything but the eviction
 */
struct darc_params {
	u64 wmark_scale_bp;
	u64 min_age_us;
	u64 refault_target_bp;
	u64 quota_bytes_ps;
	u64 cpu_budget_permil;
	u64 sample_us;
	u64 aggr_us;
	u64 min_nr_regions;
	u64 max_nr_regions;
	u64 wmarks_us;
	u64 page_size;
	enum darc_yield yield;
	bool skip_anon;
	bool watch;
	bool dry_run;
};

/**
 * struct darc_sample - what was seen of a zone at one moment
 * @now_us:		monotonic time
 * @free_pages:		free memory as kswapd's balance check counts it
 * @spare_pages:	to be added to @free_pages for a comparison with the marks;
 *			below 0 where other zones of the node are short
 * @others_span_pages:	of the zones that @spare_pages is by, see struct darc_others
 * @others_alloc_pages_ps: the same
 * @others_evicted_pages: evicted by the monitors of all other zones of the node so far
 * @others_evicted_anon_pages: anonymous pages and shmem among them
 * @others_back_anon_pages: in a dry run, what of these would have come back
 * @others_back_file_pages: file pages, likewise
 * @lower_age_us:	what is younger is left alone, as lower zones of the node evict what
 *			is older, see darc_node_lower_age(); 0: none of them does
 * @pcp_pages:		free pages on the CPUs' own lists, which the kernel's
 *			watermarks do not see
 * @pcp_usual_pages:	what is on them wherever CPUs allocate
 * @reclaimable_pages:	pages that could be evicted now: clean file pages, and
 *			anonymous ones as far as there is swap
 * @file_pages:		clean file pages
 * @dirty_pages:	file pages that must be written back first, and what is being
 *		written to a swap device
 * @evicted_pages:	evicted by this zone's monitor so far
 * @evicted_anon_pages:	anonymous pages and shmem among them
 * @writing_pages:	of @evicted_pages, on their way to a swap device, not free yet
 * @tried_pages:	looked at for eviction by this zone's monitor so far, but for what was
 *			made inactive by it, to be looked at once more
 * @passed_pages:	passed over by it without a look so far, as they cannot be swapped or
 *			must not be
 * @tried_age_us:	sum of how old @tried_pages were, in page us; none counts as older than
 *			%DARC_COLD_AGE_MAX_US
 * @second_age_us:	the part in it of @evicted_anon_pages, which went at their second
 *			look: the time since the first
 * @refaulted_pages:	refaults of the zone's node so far; nothing is decided by these,
 *			they are there to be traced
 * @anon_workingset_pages: anonymous pages of the node that came back so soon that
 *			they belonged to the workingset
 * @file_workingset_pages: file pages, likewise, counted in another way with @mglru
 * @inactive_file_pages:	clean file pages that the LRU does not take for active
 * @swappiness:		cost of reading files against that of swapping, [0, 200];
 *			100: the same
 * @allocstall:		direct reclaims of the whole system so far
 * @kswapd_awake:	the node's kswapd is at work
 * @usable:		enabled, not opted out, and the zone has memory
 * @busy:		DAMON refused the monitor at the last attempt
 * @dry_run:		as it would be had been evicted what the dry run counts
 * @blind:		a dry run in which that is no longer known
 * @mglru:		the multi-gen LRU is what kswapd takes from
 */
struct darc_sample {
	u64 now_us;
	u64 free_pages;
	s64 spare_pages;
	u64 others_span_pages;
	u64 others_alloc_pages_ps;
	u64 others_evicted_pages;
	u64 others_evicted_anon_pages;
	u64 others_back_anon_pages;
	u64 others_back_file_pages;
	u64 lower_age_us;
	u64 pcp_pages;
	u64 pcp_usual_pages;
	u64 reclaimable_pages;
	u64 file_pages;
	u64 dirty_pages;
	u64 evicted_pages;
	u64 evicted_anon_pages;
	u64 writing_pages;
	u64 tried_pages;
	u64 passed_pages;
	u64 tried_age_us;
	u64 second_age_us;
	u64 refaulted_pages;
	u64 anon_workingset_pages;
	u64 file_workingset_pages;
	u64 inactive_file_pages;
	u64 allocstall;
	unsigned int swappiness;
	bool kswapd_awake;
	bool usable;
	bool busy;
	bool dry_run;
	bool blind;
	bool mglru;
};

/**
 * struct darc_dry - what a dry run would have changed
 * @out_anon_pages:	anonymous pages and shmem that would be in swap now
 * @out_file_pages:	pages of files that would have been dropped
 * @back_anon_pages:	what would have come back from swap so far
 * @back_file_pages:	what would have been read again so far
 * @compressed:		what goes to swap stays in memory, compressed
 */
struct darc_dry {
	u64 out_anon_pages;
	u64 out_file_pages;
	u64 back_anon_pages;
	u64 back_file_pages;
	bool compressed;
};

/**
 * struct darc_dry_time - CPU time that eviction would have needed
 * @owed_ns:	so much of it there was no time for yet; below 0: there was more
 * @own_ns:	CPU time that the monitor has really used since
 */
struct darc_dry_time {
	s64 owed_ns;
	u64 own_ns;
};

/* Of several nodes it is not known whose kswapd began to reclaim. */
#define DARC_RUNS_UNKNOWN	U64_MAX

/**
 * struct darc_dry_watch - does a dry run still know what would have been
 * @begun:		it has seen a sample
 * @lost:		it does not
 * @allocstall:		direct reclaims of the whole system so far
 * @kswapd_runs:	times that kswapd began to reclaim so far, or %DARC_RUNS_UNKNOWN
 */
struct darc_dry_watch {
	bool begun;
	bool lost;
	u64 allocstall;
	u64 kswapd_runs;
};

/**
 * struct darc_toll - how much of what was evicted came back, of late
 * @out_pages:	evicted, older ones counting less
 * @back_pages:	came back to the workingset, older ones counting less
 * @left_pages:	of what was evicted of late, most that may still come back
 */
struct darc_toll {
	u64 out_pages;
	u64 back_pages;
	u64 left_pages;
};

/**
 * struct darc_balance - what evicting each class of memory costs
 * @anon:	anonymous pages and shmem
 * @file:	pages of files
 */
struct darc_balance {
	struct darc_toll anon;
	struct darc_toll file;
};

/**
 * struct darc_state - what the policy remembers of a zone between samples
 * @state:		where the zone's state machine stands
 * @marks:		marks in force; written by the caller before each decision
 * @last:		the previous sample
 * @alloc_pages_ps:	allocation rate, net of frees, pages a second
 * @cold_age_us:	time without access after which a region may go
 * @tried_age_us:	mean age of what was looked at in the last window in which anything
 *			was, at second looks what is known of the first; 0 before its end
 * @gone_pages:		what was evicted in the last window
 * @window:		sample at which the running refault window began
 * @balance:		what evicting each class of memory costs
 * @throttle_shift:	the quota is divided by two to this power
 * @calm_checks:	checks since the LRU was last seen at work
 * @kswapd_us:		how long kswapd was awake of the last %DARC_LATE_US, older
 *			times counting less
 * @lru_us:		when the LRU last had more than a little to do, 0: never
 * @harm:		for how long nothing is evicted that nobody waits for; set at
 *			each window that did harm, one less each in which nothing goes
 *		or no harm is done
 * @last_harm:		what @harm was set to, doubled each time, one less for each
 *		window that did no harm
 * @trust:		windows that did no harm since the last that did, one in a second at
 *		most
 * @trust_us:		when the last that counted ended
 * @file_misses:	times that the page cache alone had next to nothing to evict,
 *		while memory is short
 * @file_us:	from when on it is looked for the next of them
 * @file_evicted_pages: what had been evicted then
 * @file_only:		anonymous memory was left alone since the last decision
 * @busy_us:		length of the present back-off after %DARC_BUSY
 * @busy_until_us:	when DAMON is asked again
 */
struct darc_state {
	enum darc_zone_state state;
	struct darc_marks marks;
	struct darc_sample last;
	struct darc_sample window;
	struct darc_balance balance;
	u64 alloc_pages_ps;
	u64 cold_age_us;
	u64 tried_age_us;
	u64 gone_pages;
	u64 kswapd_us;
	u64 lru_us;
	u64 busy_us;
	u64 busy_until_us;
	unsigned int throttle_shift;
	unsigned int calm_checks;
	unsigned int harm;
	unsigned int last_harm;
	unsigned int trust;
	unsigned int file_misses;
	u64 trust_us;
	u64 file_us;
	u64 file_evicted_pages;
	bool file_only;
};

/**
 * struct darc_action - what is to be done about a zone until the next decision
 * @state:		the zone's state from now on
 * @monitor:		a monitor is to run
 * @evict:		the monitor is to evict
 * @warm:		regions with accesses may go as well, the rarest first
 * @file_only:		leave anonymous pages and shmem alone for now
 * @drain:		the CPUs' own lists are to be emptied into the zone
 * @flush:		nothing can go before dirty file pages were written back
 * @pace:		sample and aggregation intervals are multiplied by this
 * @nice:		of the monitor's thread
 * @cold_age_us:	least time without access of a region to be evicted
 * @target_pages:	free memory at which a pass has done its work
 * @quota_pages_ps:	pages to evict a second, as of the decision
 * @alloc_pages_ps:	allocations to keep up with, pages a second
 * @cap_pages_ps:	never evict more a second
 * @throttle_shift:	the quota is divided by two to this power
 * @next_us:		time until the next decision is due
 */
struct darc_action {
	enum darc_zone_state state;
	bool monitor;
	bool evict;
	bool warm;
	bool file_only;
	bool drain;
	bool flush;
	unsigned int pace;
	int nice;
	u64 cold_age_us;
	u64 target_pages;
	u64 quota_pages_ps;
	u64 alloc_pages_ps;
	u64 cap_pages_ps;
	unsigned int throttle_shift;
	u64 next_us;
};

/**
 * struct darc_budget - CPU time of a monitor
 * @wall_ns:	time up to which it was credited
 * @credit_ns:	CPU time that may be spent, less than 0 where too much was
 */
struct darc_budget {
	u64 wall_ns;
	s64 credit_ns;
};

static inline u64 darc_sub(u64 a, u64 b)
{
	return a > b ? a - b : 0;
}

/* A zone is as full as its node is. */
static inline u64 darc_effective_free(const struct darc_sample *s)
{
	s64 most = DARC_PAGES_MAX;
	s64 free = min(s->free_pages, DARC_PAGES_MAX);

	return max(free + clamp(s->spare_pages, -most, most), 0);
}

/* Time without access after which memory is old enough to go, in us. */
static inline u64 darc_cold_age(const struct darc_state *st, const struct darc_params *p,
				const struct darc_sample *s)
{
	return p->min_age_us ?: max(st->cold_age_us, s->lower_age_us);
}

/* Half way from mid to low: what is evicted now had better be enough. */
static inline bool darc_short_of_memory(const struct darc_state *st, u64 free)
{
	return free < (st->marks.low_pages + st->marks.mid_pages) / 2;
}

static inline bool darc_evicting(enum darc_zone_state state)
{
	return state == DARC_ACTIVE || state == DARC_RECOVERING;
}

/* Slowest watch: intervals at full pressure times this. */
#define DARC_PACE_MAX		32
/* Pages that a pass may look at for each one that it wants to evict. */
#define DARC_TRIES_MAX		16
/* Less than what it takes, so that a pass gets past anonymous memory to page cache. */
#define DARC_GLANCES_PER_LOOK	64
/* Less than a batch is left for the next pass. */
#define DARC_PASS_MIN_PAGES	32

void darc_params_init(struct darc_params *p);
int darc_params_check(const struct darc_params *p);
unsigned long darc_most_regions(const struct darc_params *p, u64 zone_pages);

void darc_marks_resolve(struct darc_marks *marks, const struct darc_marks *set,
			const struct darc_params *p, u64 managed_pages,
			u64 floor_pages);
bool darc_marks_fit(u64 managed_pages, u64 floor_pages);
int darc_marks_check(const struct darc_marks *marks, u64 managed_pages,
		     u64 floor_pages);

s64 darc_node_room(const struct darc_marks *marks, u64 free_pages);
u64 darc_node_span(const struct darc_marks *marks, u64 free_pages,
		   u64 reclaimable_pages);
s64 darc_node_spare(const struct darc_marks *marks,
		    const struct darc_others *others, u64 free_pages);
u64 darc_node_rate(const struct darc_marks *marks, const struct darc_sample *s,
		   u64 own_pages_ps, u64 others_pages_ps);
u64 darc_node_lower_age(const struct darc_marks *marks, u64 age_us, u64 evicted_pages);
u64 darc_node_evicted(const struct darc_sample *from,
		      const struct darc_sample *to);
u64 darc_node_evicted_anon(const struct darc_sample *from,
			   const struct darc_sample *to);
u64 darc_node_back(const struct darc_sample *from, const struct darc_sample *to);
u64 darc_node_back_anon(const struct darc_sample *from,
			const struct darc_sample *to);

void darc_state_init(struct darc_state *st);
void darc_decide(struct darc_state *st, const struct darc_params *p,
		 const struct darc_sample *s, struct darc_action *out);

void darc_balance_note(struct darc_balance *b, const struct darc_sample *from,
		       const struct darc_sample *to);
u64 darc_balance_toll(const struct darc_balance *b);
bool darc_balance_file_only(const struct darc_balance *b,
			    const struct darc_sample *s, u64 enough_pages);

u64 darc_dry_gain(const struct darc_dry *d);
void darc_dry_sample(const struct darc_dry *d, struct darc_sample *s);
u64 darc_dry_cost_ns(const struct darc_dry *d, u64 look_ns, u64 anon_pages,
		     u64 file_pages);
void darc_dry_pay(struct darc_dry_time *t, u64 slept_ns, u64 idle_ns,
		  unsigned int nice);
bool darc_dry_lost(struct darc_dry_watch *w, const struct darc_dry *d,
		   const struct darc_sample *s, u64 kswapd_runs);

void darc_tune_rate(struct darc_state *st, const struct darc_sample *s);
void darc_tune_kswapd(struct darc_state *st, const struct darc_sample *s);
void darc_tune_window(struct darc_state *st, const struct darc_params *p,
		      const struct darc_sample *s, enum darc_zone_state old);
u64 darc_tune_spare_pages_ps(const struct darc_state *st);
bool darc_tune_proven(const struct darc_state *st,
		      const struct darc_params *p);

u64 darc_pass_quota(const struct darc_action *a, u64 free_pages);
u64 darc_pass_owed_us(const struct darc_action *a, u64 over_pages);
u64 darc_pass_pages(const struct darc_action *a, u64 free_pages,
		    u64 elapsed_us);
bool darc_pass_due(const struct darc_action *a, u64 free_pages, u64 want_pages);
u64 darc_pass_effort(u64 tried_pages, u64 passed_pages);
unsigned int darc_pass_yield(unsigned int yield_permil, u64 tried_pages,
			     u64 evicted_pages);
u64 darc_pass_tries(u64 want_pages, unsigned int yield_permil);
u64 darc_pass_credit(struct darc_budget *b, u64 now_ns, u64 permil);
void darc_pass_spend(struct darc_budget *b, u64 cpu_ns);
unsigned int darc_score(unsigned int nr_accesses, unsigned int max_nr_accesses,
			unsigned int age);

#endif /* _MM_DARC_POLICY_H */
