// SPDX-License-Identifier: GPL-2.0
/* The client of the key-value servers: what it asks for, and how long it takes. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "bursts.h"
#include "hist.h"
#include "kv.h"
#include "lab.h"
#include "scatter.h"

#define STEPS 1200
#define STEPS_PER_IMPORT 150
#define REQUESTS 50
#define THINK_NS 10000000ULL
#define HOT_PERCENT 12
#define COLD_PERCENT 40
#define IMPORT_PERCENT 8
#define BLOCK_KEYS 32
#define PIPELINE 32
#define HOT_PER_PIPELINE 3
#define CONNECT_TRIES 500

static struct {
	const struct kv_protocol *protocol;
	int fd;
	uint64_t seed;
	uint64_t random;
	uint64_t hot_blocks;
	uint64_t stride;
	uint64_t import_keys;
	uint64_t next_key;
	struct bursts imports;
	struct hist latency;
} kv;

static char message[PIPELINE * KV_MESSAGE];
static char expected[KV_MESSAGE];
static uint64_t value[KV_VALUE / sizeof(uint64_t)];

/* The server may need a moment to come up. */
static void dial(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	unsigned int i;

	strcpy(address.sun_path, KV_SOCKET);
	for (i = 0; i < CONNECT_TRIES; i++) {
		kv.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
		if (kv.fd < 0)
			lab_die("socket: %s", strerror(errno));
		if (!connect(kv.fd, (struct sockaddr *)&address,
			     sizeof(address)))
			return;
		close(kv.fd);
		lab_sleep_ns(THINK_NS);
	}
	lab_die(KV_SOCKET ": %s", strerror(errno));
}

static void send_all(const char *data, size_t size)
{
	while (size) {
		ssize_t n = write(kv.fd, data, size);

		if (n <= 0)
			lab_die("server: %s", strerror(errno));
		data += n;
		size -= n;
	}
}

static void receive_all(char *data, size_t size)
{
	while (size) {
		ssize_t n = read(kv.fd, data, size);

		if (n <= 0)
			lab_die("server: %s", n ? strerror(errno) : "gone");
		data += n;
		size -= n;
	}
}

/* A quarter of each value is random: it compresses as lab_fill()'s pages do. */
static void make_value(uint64_t key)
{
	uint64_t state = kv.seed + (key << 20);
	unsigned int i;

	for (i = 0; i < sizeof(value) / sizeof(value[0]); i++)
		value[i] = i % 16 < 4 ? lab_random(&state) : 0;
}

static size_t append_put(char *to, uint64_t key)
{
	char *start = to;

	make_value(key);
	to += kv.protocol->put(to, key);
	to = (char *)memcpy(to, value, KV_VALUE) + KV_VALUE;
	return stpcpy(to, kv.protocol->put_end) - start;
}

static void expect_stored(unsigned int count)
{
	size_t size = strlen(kv.protocol->put_reply);
	unsigned int i;

	receive_all(message, size * count);
	for (i = 0; i < count; i++)
		if (memcmp(message + i * size, kv.protocol->put_reply, size))
			lab_die("server does not store: %.40s", message);
}

static void put(uint64_t key)
{
	send_all(message, append_put(message, key));
	expect_stored(1);
}

static void get(uint64_t key)
{
	size_t head = kv.protocol->get_reply(expected, key);

	send_all(message, kv.protocol->get(message, key));
	receive_all(message, head + KV_VALUE + strlen(kv.protocol->get_end));
	if (memcmp(message, expected, head))
		lab_die("server has not what it should: %.40s", message);
}

static uint64_t pick_hot(uint64_t random)
{
	uint64_t u = random >> 32;
	uint64_t rank = (((u * u) >> 32) * kv.hot_blocks * BLOCK_KEYS) >> 32;
	uint64_t block = rank / BLOCK_KEYS * kv.stride % kv.hot_blocks;

	return block * BLOCK_KEYS + rank % BLOCK_KEYS;
}

static void ask_hot(unsigned int count)
{
	while (count--) {
		uint64_t random = lab_random(&kv.random), start;
		uint64_t key = pick_hot(random);

		start = lab_now_ns();
		if (random & 3)
			get(key);
		else
			put(key);
		hist_add(&kv.latency, lab_now_ns() - start);
	}
}

/* Returns the time that the pipelines took. */
static uint64_t import(uint64_t keys, unsigned int hot_per_pipeline)
{
	uint64_t end = kv.next_key + keys, spent = 0, start;
	unsigned int i, count;
	size_t size;

	while (kv.next_key < end) {
		count = end - kv.next_key < PIPELINE ? end - kv.next_key : PIPELINE;
		start = lab_now_ns();
		for (size = 0, i = 0; i < count; i++)
			size += append_put(message + size, kv.next_key++);
		send_all(message, size);
		expect_stored(count);
		spent += lab_now_ns() - start;
		ask_hot(hot_per_pipeline);
	}
	return spent;
}

static uint64_t percent_keys(const struct lab_opts *opts, unsigned int percent)
{
	return lab_percent_pages(opts, percent) * LAB_PAGE / kv.protocol->item_bytes;
}

static void setup(const struct lab_opts *opts)
{
	unsigned int i;

	kv.seed = opts->seed << 32;
	kv.random = opts->seed;
	kv.hot_blocks = percent_keys(opts, HOT_PERCENT) / BLOCK_KEYS;
	kv.stride = scatter_stride(kv.hot_blocks);
	kv.import_keys = percent_keys(opts, IMPORT_PERCENT);
	burst_init(&kv.imports, lab_percent_pages(opts, IMPORT_PERCENT), kv.seed);
	dial();
	import(kv.hot_blocks * BLOCK_KEYS, 0);
	for (i = 0; i < COLD_PERCENT / IMPORT_PERCENT; i++) {
		uint64_t spent = import(kv.import_keys, HOT_PER_PIPELINE);

		if (!i || spent < kv.imports.floor_ns)
			kv.imports.floor_ns = spent;
	}
}

static void run(const struct lab_opts *opts)
{
	uint64_t start = lab_now_ns(), ns;
	unsigned int nr;

	kv.latency = (struct hist){ };
	for (nr = 0; nr < STEPS; nr++) {
		ask_hot(REQUESTS);
		if (nr % STEPS_PER_IMPORT == STEPS_PER_IMPORT / 2)
			burst_note(&kv.imports,
				   import(kv.import_keys, HOT_PER_PIPELINE));
		lab_sleep_ns(THINK_NS);
	}
	ns = lab_now_ns() - start;
	lab_metric(opts, "ram_bytes", "bytes", opts->ram_bytes);
	lab_metric(opts, "work_rate", "1/s", kv.latency.count * 1e9 / ns);
}

/**
 * kv_run() - the whole client
 * @protocol: of the server that listens at KV_SOCKET
 * @argc: as main() got it
 * @argv: as main() got it
 *
 * Return: exit status
 */
int kv_run(const struct kv_protocol *protocol, int argc, char **argv)
{
	struct lab_opts opts;

	lab_options(&opts, argc, argv);
	kv.protocol = protocol;
	setup(&opts);
	run(&opts);
	burst_report(&kv.imports, &opts);
	hist_report(&kv.latency, &opts);
	return 0;
}
