/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _FUZZ_LINUX_PRANDOM_H
#define _FUZZ_LINUX_PRANDOM_H

#include <linux/types.h>

struct rnd_state {
	__u32 s1, s2, s3, s4;
};

/* xorshift128 */
static inline u32 prandom_u32_state(struct rnd_state *state)
{
	u32 t = state->s1 ^ state->s1 << 11;

	state->s1 = state->s2;
	state->s2 = state->s3;
	state->s3 = state->s4;
	state->s4 ^= state->s4 >> 19 ^ t ^ t >> 8;
	return state->s4;
}

static inline void prandom_seed_state(struct rnd_state *state, u64 seed)
{
	*state = (struct rnd_state) { (u32)seed, (u32)(seed >> 32), 0x9e3779b9, 1 };
	for (int i = 0; i < 16; i++)
		prandom_u32_state(state);
}

#endif
