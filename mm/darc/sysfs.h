/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _MM_DARC_SYSFS_H
#define _MM_DARC_SYSFS_H

struct darc_zone;

#ifdef CONFIG_SYSFS
int darc_sysfs_init(void);
void darc_sysfs_exit(void);
int darc_sysfs_add_zone(struct darc_zone *z);
#else
static inline int darc_sysfs_init(void)
{
	return 0;
}

static inline void darc_sysfs_exit(void)
{
}

static inline int darc_sysfs_add_zone(struct darc_zone *z)
{
	return 0;
}
#endif

#endif /* _MM_DARC_SYSFS_H */
