// SPDX-License-Identifier: GPL-2.0
/* kv_memcached - the client of the workload memcached: kv.h has what it does. */
#include <stdio.h>

#include "kv.h"

static int put(char *to, uint64_t key)
{
	return sprintf(to, "set k%08llx 0 0 %d\r\n", (unsigned long long)key,
		       KV_VALUE);
}

static int get(char *to, uint64_t key)
{
	return sprintf(to, "get k%08llx\r\n", (unsigned long long)key);
}

static int get_reply(char *to, uint64_t key)
{
	return sprintf(to, "VALUE k%08llx 0 %d\r\n", (unsigned long long)key,
		       KV_VALUE);
}

int main(int argc, char **argv)
{
	static const struct kv_protocol memcached = {
		.item_bytes = 2370,
		.put = put,
		.put_end = "\r\n",
		.put_reply = "STORED\r\n",
		.get = get,
		.get_reply = get_reply,
		.get_end = "\r\nEND\r\n",
	};

	return kv_run(&memcached, argc, argv);
}
