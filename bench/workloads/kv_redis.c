// SPDX-License-Identifier: GPL-2.0
/* kv_redis - the client of the workload redis: kv.h has what it does. */
#include <stdio.h>

#include "kv.h"

static int put(char *to, uint64_t key)
{
	return sprintf(to, "*3\r\n$3\r\nSET\r\n$9\r\nk%08llx\r\n$%d\r\n",
		       (unsigned long long)key, KV_VALUE);
}

static int get(char *to, uint64_t key)
{
	return sprintf(to, "*2\r\n$3\r\nGET\r\n$9\r\nk%08llx\r\n",
		       (unsigned long long)key);
}

static int get_reply(char *to, uint64_t key)
{
	(void)key;
	return sprintf(to, "$%d\r\n", KV_VALUE);
}

int main(int argc, char **argv)
{
	static const struct kv_protocol redis = {
		.item_bytes = 2240,
		.put = put,
		.put_end = "\r\n",
		.put_reply = "+OK\r\n",
		.get = get,
		.get_reply = get_reply,
		.get_end = "\r\n",
	};

	return kv_run(&redis, argc, argv);
}
