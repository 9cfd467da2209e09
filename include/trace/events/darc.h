/* SPDX-License-Identifier: GPL-2.0 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM darc

#if !defined(_TRACE_DARC_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_DARC_H

#include <linux/mmzone.h>
#include <linux/tracepoint.h>
#include <linux/types.h>

struct darc_action;
struct darc_marks;
struct darc_sample;
struct darc_state;

/* The order of enum darc_zone_state. */
#define show_darc_state(state)			\
	__print_symbolic(state,			\
		{ 0, "off" },			\
		{ 1, "busy" },			\
		{ 2, "idle" },			\
		{ 3, "active" },		\
		{ 4, "yielding" },		\
		{ 5, "recovering" })

/* A zone went from one state to another.  Pages. */
TRACE_EVENT(darc_state,

	TP_PROTO(struct zone *zone, int old, int new, u64 free,
		 const struct darc_marks *marks),

	TP_ARGS(zone, old, new, free, marks),

	TP_STRUCT__entry(
		__field(int, nid)
		__string(zone, zone->name)
		__field(int, old)
		__field(int, new)
		__field(u64, free)
		__field(u64, high)
		__field(u64, mid)
		__field(u64, low)
	),

	TP_fast_assign(
		__entry->nid = zone_to_nid(zone);
		__assign_str(zone);
		__entry->old = old;
		__entry->new = new;
		__entry->free = free;
		__entry->high = marks->high_pages;
		__entry->mid = marks->mid_pages;
		__entry->low = marks->low_pages;
	),

	TP_printk("nid=%d zone=%s old=%s new=%s free=%llu high=%llu mid=%llu low=%llu",
		  __entry->nid, __get_str(zone), show_darc_state(__entry->old),
		  show_darc_state(__entry->new), __entry->free, __entry->high,
		  __entry->mid, __entry->low)
);

/*
 * A decision: main figures that went in, and most of what came out.  Pages and us.
 * tried is without what was made inactive, and will be looked at once more.
 */
TRACE_EVENT(darc_decide,

	TP_PROTO(struct zone *zone, const struct darc_state *st,
		 const struct darc_sample *s, const struct darc_action *a),

	TP_ARGS(zone, st, s, a),

	TP_STRUCT__entry(
		__field(int, nid)
		__string(zone, zone->name)
		__field(u64, now_us)
		__field(u64, free)
		__field(s64, spare)
		__field(u64, pcp)
		__field(u64, reclaimable)
		__field(u64, dirty)
		__field(u64, evicted)
		__field(u64, tried)
		__field(u64, refaulted)
		__field(u64, allocstall)
		__field(bool, kswapd_awake)
		__field(bool, usable)
		__field(bool, busy)
		__field(u64, high)
		__field(u64, mid)
		__field(u64, low)
		__field(u64, alloc_ps)
		__field(unsigned int, throttle)
		__field(int, state)
		__field(bool, monitor)
		__field(bool, evict)
		__field(bool, warm)
		__field(bool, file_only)
		__field(bool, drain)
		__field(bool, flush)
		__field(int, nice)
		__field(unsigned int, pace)
		__field(u64, cold_age_us)
		__field(u64, target)
		__field(u64, quota_ps)
		__field(u64, next_us)
	),

	TP_fast_assign(
		__entry->nid = zone_to_nid(zone);
		__assign_str(zone);
		__entry->now_us = s->now_us;
		__entry->free = s->free_pages;
		__entry->spare = s->spare_pages;
		__entry->pcp = s->pcp_pages;
		__entry->reclaimable = s->reclaimable_pages;
		__entry->dirty = s->dirty_pages;
		__entry->evicted = s->evicted_pages;
		__entry->tried = s->tried_pages;
		__entry->refaulted = s->refaulted_pages;
		__entry->allocstall = s->allocstall;
		__entry->kswapd_awake = s->kswapd_awake;
		__entry->usable = s->usable;
		__entry->busy = s->busy;
		__entry->high = st->marks.high_pages;
		__entry->mid = st->marks.mid_pages;
		__entry->low = st->marks.low_pages;
		__entry->alloc_ps = st->alloc_pages_ps;
		__entry->throttle = st->throttle_shift;
		__entry->state = a->state;
		__entry->monitor = a->monitor;
		__entry->evict = a->evict;
		__entry->warm = a->warm;
		__entry->file_only = a->file_only;
		__entry->drain = a->drain;
		__entry->flush = a->flush;
		__entry->nice = a->nice;
		__entry->pace = a->pace;
		__entry->cold_age_us = a->cold_age_us;
		__entry->target = a->target_pages;
		__entry->quota_ps = a->quota_pages_ps;
		__entry->next_us = a->next_us;
	),

	TP_printk("nid=%d zone=%s now_us=%llu free=%llu spare=%lld pcp=%llu reclaimable=%llu dirty=%llu evicted=%llu tried=%llu refaulted=%llu allocstall=%llu kswapd_awake=%d usable=%d busy=%d high=%llu mid=%llu low=%llu alloc_ps=%llu throttle=%u state=%s monitor=%d evict=%d warm=%d file_only=%d drain=%d flush=%d nice=%d pace=%u cold_age_us=%llu target=%llu quota_ps=%llu next_us=%llu",
		  __entry->nid, __get_str(zone), __entry->now_us,
		  __entry->free, __entry->spare, __entry->pcp,
		  __entry->reclaimable, __entry->dirty, __entry->evicted, __entry->tried,
		  __entry->refaulted, __entry->allocstall,
		  __entry->kswapd_awake, __entry->usable, __entry->busy,
		  __entry->high, __entry->mid, __entry->low,
		  __entry->alloc_ps, __entry->throttle,
		  show_darc_state(__entry->state), __entry->monitor,
		  __entry->evict, __entry->warm,
		  __entry->file_only, __entry->drain, __entry->flush, __entry->nice,
		  __entry->pace,
		  __entry->cold_age_us, __entry->target,
		  __entry->quota_ps, __entry->next_us)
);

/* A cold region was acted on.  Addresses, aggregations and pages. */
TRACE_EVENT(darc_evict,

	TP_PROTO(struct zone *zone, unsigned long start, unsigned long end,
		 unsigned int nr_accesses, unsigned int age, unsigned int score,
		 u64 tried, u64 evicted, u64 cpu_ns),

	TP_ARGS(zone, start, end, nr_accesses, age, score, tried, evicted,
		cpu_ns),

	TP_STRUCT__entry(
		__field(int, nid)
		__string(zone, zone->name)
		__field(unsigned long, start)
		__field(unsigned long, end)
		__field(unsigned int, nr_accesses)
		__field(unsigned int, age)
		__field(unsigned int, score)
		__field(u64, tried)
		__field(u64, evicted)
		__field(u64, cpu_ns)
	),

	TP_fast_assign(
		__entry->nid = zone_to_nid(zone);
		__assign_str(zone);
		__entry->start = start;
		__entry->end = end;
		__entry->nr_accesses = nr_accesses;
		__entry->age = age;
		__entry->score = score;
		__entry->tried = tried;
		__entry->evicted = evicted;
		__entry->cpu_ns = cpu_ns;
	),

	TP_printk("nid=%d zone=%s region=%lx-%lx nr_accesses=%u age=%u score=%u tried=%llu evicted=%llu cpu_ns=%llu",
		  __entry->nid, __get_str(zone), __entry->start, __entry->end,
		  __entry->nr_accesses, __entry->age, __entry->score,
		  __entry->tried, __entry->evicted, __entry->cpu_ns)
);

#endif /* _TRACE_DARC_H */

/* This part must be outside protection */
#include <trace/define_trace.h>
