/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What measure reads from the kernel. One header for three rooms:
 * meter_file.c re-reads small files, meter_zones.c samples the zones,
 * meter_threads.c follows the CPU time of kernel threads.
 */
#ifndef LAB_METER_H
#define LAB_METER_H

#include <stdbool.h>
#include <stdint.h>

/* meter_file.c */

/**
 * struct meter_file - a file kept open and read again and again
 * @fd: descriptor, -1 when the kernel does not have the file
 * @path: for messages
 */
struct meter_file {
	int fd;
	char path[128];
};

bool meter_open(struct meter_file *file, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
const char *meter_read(struct meter_file *file);
uint64_t meter_number(struct meter_file *file);
uint64_t meter_field(const char *text, const char *key);
uint64_t meter_field_prefix(const char *text, const char *prefix);
uint64_t meter_psi_some_us(struct meter_file *file);
bool meter_write(const char *path, const char *text);

/* meter_zones.c */

#define METER_ZONES 16

/**
 * enum darc_mark - indices of DARC's marks
 */
enum darc_mark { DARC_LOW, DARC_MID, DARC_HIGH, DARC_MARKS };

/**
 * struct zone_sample - one zone at one moment
 * @free: pages
 * @min: kswapd's min mark in force, pages
 * @low: low mark, pages
 * @high: high mark, pages
 * @marks: DARC's marks, pages, 0 without DARC
 * @evicted: by DARC since it was enabled, pages
 * @state: index for zones_state_name(), 0 without DARC
 * @zone: index for zones_name()
 */
struct zone_sample {
	uint32_t free;
	uint32_t min;
	uint32_t low;
	uint32_t high;
	uint32_t marks[DARC_MARKS];
	uint32_t evicted;
	uint8_t state;
	uint8_t zone;
};

void zones_init(void);
unsigned int zones_count(void);
const char *zones_name(unsigned int zone);
const char *zones_state_name(unsigned int state);
void zones_sample(struct zone_sample *samples);
uint64_t zones_evicted_bytes(void);

/* meter_threads.c */

enum thread_kind { THREAD_KSWAPD, THREAD_KDAMOND, THREAD_KINDS };

/**
 * struct threads_total - what the kernel threads of one kind used
 * @run_ns: CPU time
 * @switches: times that one of them was put on a CPU
 */
struct threads_total {
	uint64_t run_ns;
	uint64_t switches;
};

void threads_sample(void);
struct threads_total threads_total(enum thread_kind kind);

#endif
