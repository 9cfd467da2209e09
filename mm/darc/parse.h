/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _MM_DARC_PARSE_H
#define _MM_DARC_PARSE_H

#include <linux/types.h>

int darc_parse_u64(const char *buf, size_t len, u64 *val);
int darc_parse_bytes(const char *buf, size_t len, u64 *val);
int darc_parse_bool(const char *buf, size_t len, bool *val);
int darc_parse_word(const char *buf, size_t len, const char *const *words,
		    unsigned int nr_words);

#endif /* _MM_DARC_PARSE_H */
