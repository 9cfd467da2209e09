// SPDX-License-Identifier: GPL-2.0
/*
 * /sys/kernel/mm/darc: node<N>/<Zone>/ with one value a file.
 *
 * Directories stay when a zone loses its memory, as its record does: what was
 * written by hand is still there when the memory comes back.
 */
#define pr_fmt(fmt) "darc: " fmt

#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "parse.h"
#include "sample.h"
#include "sysfs.h"
#include "zones.h"

/**
 * struct darc_node_dir - the directory of a node
 * @kobj:	the directory
 * @list:	in the list of all
 * @nid:	the node
 */
struct darc_node_dir {
	struct kobject kobj;
	struct list_head list;
	int nid;
};

/**
 * struct darc_zone_dir - the directory of a zone
 * @kobj:	the directory
 * @zone:	the zone's record
 */
struct darc_zone_dir {
	struct kobject kobj;
	struct darc_zone *zone;
};

static struct kobject *darc_kobj;
/* Zones are added one at a time. */
static LIST_HEAD(darc_nodes);

static const char *const state_names[NR_DARC_STATES] = {
	[DARC_OFF] = "off",
	[DARC_BUSY] = "busy",
	[DARC_IDLE] = "idle",
	[DARC_ACTIVE] = "active",
	[DARC_YIELDING] = "yielding",
	[DARC_RECOVERING] = "recovering",
};

static struct darc_zone *zone_of(struct kobject *kobj)
{
	return container_of(kobj, struct darc_zone_dir, kobj)->zone;
}

static ssize_t emit_pages(char *buf, u64 pages)
{
	return sysfs_emit(buf, "%llu\n", pages << PAGE_SHIFT);
}

static ssize_t emit_u64(char *buf, u64 val)
{
	return sysfs_emit(buf, "%llu\n", val);
}

/* A file that shows one value of a zone. */
#define DARC_SHOW(_name, _emit)						\
static ssize_t _name##_show(struct kobject *kobj,			\
			    struct kobj_attribute *attr, char *buf)	\
{									\
	struct darc_zone_info info;					\
									\
	darc_zone_info(zone_of(kobj), &info);				\
	return _emit;							\
}

#define DARC_RO(_name, _emit)						\
	DARC_SHOW(_name, _emit)						\
	static struct kobj_attribute _name##_attr = __ATTR_RO_MODE(_name, 0400)

static ssize_t emit_mark(char *buf, u64 bytes)
{
	if (bytes == DARC_MARK_AUTO)
		return sysfs_emit(buf, "auto\n");
	return emit_u64(buf, bytes);
}

/* A write that fills the page may be a piece of a longer one. */
static bool whole(size_t count)
{
	return count < PAGE_SIZE;
}

static ssize_t store_mark(struct kobject *kobj, const char *name,
			  enum darc_mark which, const char *buf, size_t count)
{
	static const char *const words[] = { "auto" };
	struct darc_zone *z = zone_of(kobj);
	u64 bytes = DARC_MARK_AUTO;
	int err = 0;

	if (!whole(count))
		return -EINVAL;
	if (darc_parse_word(buf, count, words, ARRAY_SIZE(words)) < 0) {
		err = darc_parse_bytes(buf, count, &bytes);
		if (err)
			return err;
		if (bytes == DARC_MARK_AUTO)
			err = -EINVAL;
	}
	if (!err)
		err = darc_zone_set_mark(z, which, bytes);
	if (err)
		pr_info_ratelimited("node%d/%s/%s: %llu refused, floor < low < mid < high must hold\n",
				    zone_to_nid(z->zone), z->zone->name, name,
				    bytes);
	return err ?: count;
}

#define DARC_MARK_RW(_name, _which)					\
	DARC_SHOW(_name, emit_pages(buf, info.marks._name##_pages))	\
	static ssize_t _name##_store(struct kobject *kobj,		\
				     struct kobj_attribute *attr,	\
				     const char *buf, size_t count)	\
	{								\
		return store_mark(kobj, attr->attr.name, _which, buf,	\
				  count);				\
	}								\
	static struct kobj_attribute _name##_attr =			\
		__ATTR_RW_MODE(_name, 0600);				\
	DARC_RO(_name##_set, emit_mark(buf, info.set_bytes[_which]))

DARC_MARK_RW(high, DARC_HIGH);
DARC_MARK_RW(mid, DARC_MID);
DARC_MARK_RW(low, DARC_LOW);

DARC_SHOW(enabled, sysfs_emit(buf, "%c\n", info.enabled ? 'Y' : 'N'))
static ssize_t enabled_store(struct kobject *kobj, struct kobj_attribute *attr,
			     const char *buf, size_t count)
{
	bool on;
	int err = whole(count) ? darc_parse_bool(buf, count, &on) : -EINVAL;

	if (err)
		return err;
	darc_zone_set_enabled(zone_of(kobj), on);
	return count;
}

static struct kobj_attribute enabled_attr = __ATTR_RW_MODE(enabled, 0600);

DARC_RO(state, sysfs_emit(buf, "%s\n", state_names[info.state]));
DARC_RO(free, emit_pages(buf, info.free_pages));
DARC_RO(floor, emit_pages(buf, info.floor_pages));
DARC_RO(kdamond_pid, sysfs_emit(buf, "%d\n", info.pid));
DARC_RO(cold_age, emit_u64(buf, info.cold_age_us));
DARC_RO(quota, emit_pages(buf, info.quota_pages_ps));

static struct attribute *zone_attrs[] = {
	&high_attr.attr,
	&high_set_attr.attr,
	&mid_attr.attr,
	&mid_set_attr.attr,
	&low_attr.attr,
	&low_set_attr.attr,
	&enabled_attr.attr,
	&state_attr.attr,
	&free_attr.attr,
	&floor_attr.attr,
	&kdamond_pid_attr.attr,
	&cold_age_attr.attr,
	&quota_attr.attr,
	NULL,
};

static const struct attribute_group zone_group = {
	.attrs = zone_attrs,
};

DARC_RO(activations, emit_u64(buf, info.activations));
DARC_RO(yields, emit_u64(buf, info.yields));
DARC_RO(tried, emit_pages(buf, info.counts.tried_pages));
DARC_RO(evicted, emit_pages(buf, info.counts.evicted_pages));
DARC_RO(skipped, emit_pages(buf, info.counts.skipped_pages));
DARC_RO(active_time, emit_u64(buf, info.active_us));
DARC_RO(cpu_time, emit_u64(buf, info.counts.cpu_us));

static ssize_t emit_valid(char *buf, const struct darc_zone_info *info)
{
	if (!info->dry_run)
		return sysfs_emit(buf, "off\n");
	return sysfs_emit(buf, "%c\n", info->dry_run_valid ? 'Y' : 'N');
}

DARC_RO(dry_run_valid, emit_valid(buf, &info));
DARC_RO(dry_run_refaulted, emit_pages(buf, info.dry_run_back_pages));

static struct attribute *stats_attrs[] = {
	&activations_attr.attr,
	&yields_attr.attr,
	&tried_attr.attr,
	&evicted_attr.attr,
	&skipped_attr.attr,
	&active_time_attr.attr,
	&cpu_time_attr.attr,
	&dry_run_valid_attr.attr,
	&dry_run_refaulted_attr.attr,
	NULL,
};

static const struct attribute_group stats_group = {
	.name = "stats",
	.attrs = stats_attrs,
};

static const struct attribute_group *zone_groups[] = {
	&zone_group,
	&stats_group,
	NULL,
};

static void zone_release(struct kobject *kobj)
{
	kfree(container_of(kobj, struct darc_zone_dir, kobj));
}

static const struct kobj_type zone_ktype = {
	.release = zone_release,
	.sysfs_ops = &kobj_sysfs_ops,
	.default_groups = zone_groups,
};

static ssize_t refaulted_show(struct kobject *kobj, struct kobj_attribute *attr,
			      char *buf)
{
	struct darc_node_dir *node =
		container_of(kobj, struct darc_node_dir, kobj);

	return emit_pages(buf, darc_sample_refaulted(NODE_DATA(node->nid)));
}

static struct kobj_attribute refaulted_attr = __ATTR_RO_MODE(refaulted, 0400);

static struct attribute *node_attrs[] = {
	&refaulted_attr.attr,
	NULL,
};
ATTRIBUTE_GROUPS(node);

static void node_release(struct kobject *kobj)
{
	kfree(container_of(kobj, struct darc_node_dir, kobj));
}

static const struct kobj_type node_ktype = {
	.release = node_release,
	.sysfs_ops = &kobj_sysfs_ops,
	.default_groups = node_groups,
};

static struct darc_node_dir *get_node(int nid)
{
	struct darc_node_dir *node;

	list_for_each_entry(node, &darc_nodes, list)
		if (node->nid == nid)
			return node;

	node = kzalloc(sizeof(*node), GFP_KERNEL);
	if (!node)
		return NULL;
	node->nid = nid;
	if (kobject_init_and_add(&node->kobj, &node_ktype, darc_kobj,
				 "node%d", nid)) {
		kobject_put(&node->kobj);
		return NULL;
	}
	list_add_tail(&node->list, &darc_nodes);
	return node;
}

/**
 * darc_sysfs_add_zone() - make the directory of a zone
 * @z:	the zone's record
 *
 * Context: process context; the caller serialises.
 * Return: 0 or a negative error code.
 */
int darc_sysfs_add_zone(struct darc_zone *z)
{
	struct darc_node_dir *node = get_node(zone_to_nid(z->zone));
	struct darc_zone_dir *dir;
	int err;

	if (!node)
		return -ENOMEM;
	dir = kzalloc(sizeof(*dir), GFP_KERNEL);
	if (!dir)
		return -ENOMEM;
	dir->zone = z;
	err = kobject_init_and_add(&dir->kobj, &zone_ktype, &node->kobj, "%s",
				   z->zone->name);
	if (err)
		kobject_put(&dir->kobj);
	return err;
}

/**
 * darc_sysfs_init() - make DARC's directory
 *
 * Context: process context.
 * Return: 0 or -ENOMEM.
 */
int __init darc_sysfs_init(void)
{
	darc_kobj = kobject_create_and_add("darc", mm_kobj);
	return darc_kobj ? 0 : -ENOMEM;
}

/**
 * darc_sysfs_exit() - remove DARC's directory when start-up has failed
 *
 * Context: process context.
 */
void __init darc_sysfs_exit(void)
{
	/* The zones' directories hold references to it. */
	kobject_del(darc_kobj);
	kobject_put(darc_kobj);
}
