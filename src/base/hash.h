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

/* The upper half of a 64x64->128 bit product xored with the lower. */
static inline uint64_t hash_fold(uint64_t x, uint64_t y)
{
#ifdef __SIZEOF_INT128__
	__extension__ typedef unsigned __int128 wide;
	wide product = (wide)x * y;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
#else /* machines of 32 bits: four products of halves */
	uint64_t low = (x & UINT32_MAX) * (y & UINT32_MAX), left = (x >> 32) * (y & UINT32_MAX) + (low >> 32);
	uint64_t right = (x & UINT32_MAX) * (y >> 32) + (left & UINT32_MAX);

	return (x * y) ^ ((x >> 32) * (y >> 32) + (left >> 32) + (right >> 32));
#endif
}

/* For short fixed-size keys on the hot path: folded products with the secret. */
static inline uint64_t hash_words(const struct hash_key *key, uint64_t x, uint64_t y, uint64_t z)
{
	uint64_t folded = hash_fold(x ^ key->a, y ^ key->b ^ 0x9e3779b97f4a7c15u);

	return hash_fold(folded ^ z ^ key->b, key->a | 1);
}

/*
 * For telling many bytes from others, not for finding them in a table: a folded product each 16 bytes, a fifth of
 * SipHash's cost.
 */
uint64_t hash_bytes(const struct hash_key *key, struct str bytes);

#endif
