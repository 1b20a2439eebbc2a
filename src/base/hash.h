/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keyed hashing: every key comes from strangers, so the hash has a secret drawn when the program
 * starts. Nothing that is printed may depend on a hash value or on the order of a table.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/str.h"

struct hash_key {
	uint64_t a, b;
};

struct hash_key hash_key_random(void);                          /* from the kernel's random numbers */
uint64_t hash_str(const struct hash_key *key, struct str text); /* SipHash-1-3 */

/* For short fixed-size keys on the hot path: a folded 64x64->128 bit product with the secret. */
static inline uint64_t hash_words(const struct hash_key *key, uint64_t x, uint64_t y, uint64_t z)
{
	__extension__ typedef unsigned __int128 wide;
	wide m = (wide)(x ^ key->a) * (y ^ key->b ^ 0x9e3779b97f4a7c15u);
	uint64_t folded = (uint64_t)m ^ (uint64_t)(m >> 64);

	m = (wide)(folded ^ z ^ key->b) * (key->a | 1);
	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

/*
 * For telling many bytes from others, not for finding them in a table: a folded product each 16 bytes, a fifth of
 * SipHash's cost.
 */
uint64_t hash_bytes(const struct hash_key *key, struct str bytes);

#endif
