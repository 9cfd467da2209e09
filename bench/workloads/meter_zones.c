// SPDX-License-Identifier: GPL-2.0
/* Free memory, kswapd's marks, and DARC's marks and states, zone by zone. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab.h"
#include "meter.h"

#define DARC_DIR "/sys/kernel/mm/darc"
#define NAME_LEN 32

static const char *const state_names[] = {
	"-", "off", "busy", "idle", "active", "yielding", "recovering",
};
#define STATES (sizeof(state_names) / sizeof(state_names[0]))

static const char *const mark_names[DARC_MARKS] = {
	[DARC_LOW] = "low",
	[DARC_MID] = "mid",
	[DARC_HIGH] = "high",
};

static struct zone {
	char name[NAME_LEN];
	struct meter_file marks[DARC_MARKS];
	struct meter_file state;
	struct meter_file evicted;
} zones[METER_ZONES];

static unsigned int nr_zones;
static struct meter_file zoneinfo;

static void open_darc(struct zone *zone)
{
	unsigned int i;

	if (!meter_open(&zone->state, DARC_DIR "/%s/state", zone->name)) {
		zone->evicted.fd = -1;
		return;
	}
	for (i = 0; i < DARC_MARKS; i++)
		if (!meter_open(&zone->marks[i], DARC_DIR "/%s/%s",
				zone->name, mark_names[i]))
			lab_die("%s is missing", zone->marks[i].path);
	if (!meter_open(&zone->evicted, DARC_DIR "/%s/stats/evicted",
			zone->name))
		lab_die("%s is missing", zone->evicted.path);
}

static int find_zone(const char *name)
{
	unsigned int i;

	for (i = 0; i < nr_zones; i++)
		if (!strcmp(zones[i].name, name))
			return i;
	return -1;
}

static void read_value(const char *line, const char *key, uint32_t *value)
{
	size_t len = strlen(key);

	line += strspn(line, " ");
	if (!strncmp(line, key, len))
		*value = strtoul(line + len, NULL, 10);
}

/* Takes one zone off *@text; false when there is none left. */
static bool parse_zone(const char **text, struct zone_sample *sample,
		       char *name, uint32_t *managed)
{
	const char *line = strstr(*text, "Node ");
	unsigned int node;
	char word[16];

	if (!line || sscanf(line, "Node %u, zone %15s", &node, word) != 2)
		return false;
	snprintf(name, NAME_LEN, "node%u/%s", node, word);
	*sample = (struct zone_sample){ };
	*managed = 0;
	/* What follows the marks has other keys that begin like theirs. */
	while ((line = strchr(line, '\n'))) {
		line++;
		read_value(line, "pages free ", &sample->free);
		read_value(line, "min ", &sample->min);
		read_value(line, "low ", &sample->low);
		read_value(line, "high ", &sample->high);
		read_value(line, "managed ", managed);
		if (!strncmp(line + strspn(line, " "), "protection:", 11))
			break;
	}
	*text = line ? line : "";
	return true;
}

/**
 * zones_init() - find the populated zones
 *
 * Zones that are populated later are not sampled.
 */
void zones_init(void)
{
	struct zone_sample sample;
	char name[NAME_LEN];
	const char *text;
	uint32_t managed;
	unsigned int i;

	if (!meter_open(&zoneinfo, "/proc/zoneinfo"))
		lab_die("/proc/zoneinfo is missing");
	text = meter_read(&zoneinfo);
	while (text && parse_zone(&text, &sample, name, &managed)) {
		if (!managed)
			continue;
		if (nr_zones == METER_ZONES)
			lab_die("more than %d zones", METER_ZONES);
		strcpy(zones[nr_zones++].name, name);
	}
	if (!nr_zones)
		lab_die("/proc/zoneinfo shows no zone");
	for (i = 0; i < nr_zones; i++)
		open_darc(&zones[i]);
}

/**
 * zones_count() - number of populated zones
 *
 * Return: at most METER_ZONES
 */
unsigned int zones_count(void)
{
	return nr_zones;
}

/**
 * zones_name() - name of a zone
 * @zone: its index
 *
 * Return: as "node0/DMA32"
 */
const char *zones_name(unsigned int zone)
{
	return zones[zone].name;
}

/**
 * zones_state_name() - name of DARC's state
 * @state: as in struct zone_sample
 *
 * Return: the word that the state file shows, "-" without DARC
 */
const char *zones_state_name(unsigned int state)
{
	return state_names[state];
}

static unsigned int read_state(struct zone *zone)
{
	const char *word = meter_read(&zone->state);
	unsigned int i;

	if (!word)
		return 0;
	for (i = 1; i < STATES; i++)
		if (!strncmp(word, state_names[i], strlen(state_names[i])))
			return i;
	lab_die("%s: unknown state %s", zone->state.path, word);
}

static void sample_darc(struct zone *zone, struct zone_sample *sample)
{
	unsigned int i;

	sample->state = read_state(zone);
	if (!sample->state)
		return;
	for (i = 0; i < DARC_MARKS; i++)
		sample->marks[i] = meter_number(&zone->marks[i]) / LAB_PAGE;
	sample->evicted = meter_number(&zone->evicted) / LAB_PAGE;
}

/**
 * zones_sample() - read all zones
 * @samples: room for zones_count() entries, in the order of the indices
 */
void zones_sample(struct zone_sample *samples)
{
	const char *text = meter_read(&zoneinfo);
	struct zone_sample sample;
	char name[NAME_LEN];
	uint32_t managed;
	unsigned int i;
	int zone;

	while (text && parse_zone(&text, &sample, name, &managed)) {
		zone = find_zone(name);
		if (zone < 0)
			continue;
		sample.zone = zone;
		samples[zone] = sample;
	}
	for (i = 0; i < nr_zones; i++)
		sample_darc(&zones[i], &samples[i]);
}

/**
 * zones_evicted_bytes() - what DARC evicted from all zones
 *
 * Return: bytes since DARC was enabled, 0 without DARC
 */
uint64_t zones_evicted_bytes(void)
{
	uint64_t sum = 0;
	unsigned int i;

	for (i = 0; i < nr_zones; i++)
		sum += meter_number(&zones[i].evicted);
	return sum;
}
