/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The client of the key-value servers: workloads redis and memcached.
 *
 * R is the RAM under test, a key's share of it is KV_VALUE bytes and what the
 * server adds. Setup stores hot keys of 12 % of R, and cold keys of 40 % in
 * imports of 8 %; the quickest of them is the floor. Then come 1200 steps: 50
 * requests for hot keys, one after the other, three in four a read; 10 ms of
 * sleep. In the middle of every 150 steps another 8 % of R are imported in
 * pipelines of 32 keys, with three requests for hot keys after each. Nobody asks
 * for an imported key again: the server grows from 52 % of R to 116 % and most
 * of its keys go cold.
 *
 * hot_* are the latencies of requests, burst_* those of imports without the
 * requests in between. The sequence of requests depends on R and the seed
 * alone. Hot keys are picked by the square of a uniform number, in blocks of 32
 * keys that were stored one after the other, scattered over the set.
 */
#ifndef LAB_KV_H
#define LAB_KV_H

#include <stddef.h>
#include <stdint.h>

#define KV_SOCKET "/tmp/kv.sock"
#define KV_VALUE 2000
/* Room for a value with whatever a protocol puts around it. */
#define KV_MESSAGE (KV_VALUE + 128)

/**
 * struct kv_protocol - how a server is spoken to
 * @item_bytes: what a key takes of the server's memory, all in all
 * @put: writes the request that stores a value, without the value and what
 *	follows it; returns its length
 * @put_end: what follows the value
 * @put_reply: the whole answer
 * @get: writes the request for a value; returns its length
 * @get_reply: writes the answer up to the value; returns its length
 * @get_end: what follows the value
 */
struct kv_protocol {
	unsigned int item_bytes;
	int (*put)(char *to, uint64_t key);
	const char *put_end;
	const char *put_reply;
	int (*get)(char *to, uint64_t key);
	int (*get_reply)(char *to, uint64_t key);
	const char *get_end;
};

int kv_run(const struct kv_protocol *protocol, int argc, char **argv);

#endif
