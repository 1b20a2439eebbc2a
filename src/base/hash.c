/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/hash.h"

#include <string.h>
#include <sys/random.h>
#include <unistd.h>

struct hash_key hash_key_random(void)
{
	struct hash_key key;

	/* Only a kernel without the call fails here; an address is then better than a constant. */
	if (getrandom(&key, sizeof(key), 0) != (ssize_t)sizeof(key))
		key = (struct hash_key){(uint64_t)(uintptr_t)&key, (uint64_t)getpid()};
	return key;
}

static uint64_t rotl(uint64_t x, int bits)
{
	return x << bits | x >> (64 - bits);
}

static void sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[1] = rotl(v[1], 13) ^ v[0];
	v[0] = rotl(v[0], 32);
	v[2] += v[3];
	v[3] = rotl(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = rotl(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = rotl(v[1], 17) ^ v[2];
	v[2] = rotl(v[2], 32);
}

/* SipHash (Aumasson, Bernstein 2012) with one compression and three finalization rounds. */
uint64_t hash_str(const struct hash_key *key, struct str text)
{
	uint64_t v[4] = {
		key->a ^ 0x736f6d6570736575u,
		key->b ^ 0x646f72616e646f6du,
		key->a ^ 0x6c7967656e657261u,
		key->b ^ 0x7465646279746573u,
	};
	uint64_t word = 0;
	size_t i;

	for (i = 0; i + 8 <= text.n; i += 8) {
		memcpy(&word, text.p + i, 8);
		v[3] ^= word;
		sip_round(v);
		v[0] ^= word;
	}
	word = 0;
	if (i < text.n)
		memcpy(&word, text.p + i, text.n - i);
	word |= (uint64_t)text.n << 56;
	v[3] ^= word;
	sip_round(v);
	v[0] ^= word;
	v[2] ^= 0xff;
	for (int n = 0; n < 3; n++)
		sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static uint64_t word_at(const char *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
	return word;
}

/* All of fewer than 16 bytes, as two words. */
static void short_words(struct str bytes, uint64_t words[2])
{
	size_t i = 0;

	words[0] = words[1] = 0;
	if (bytes.n >= 8)
		words[0] = word_at(bytes.p), i = 8;
	for (; i < bytes.n; i++)
		words[1] = words[1] << 8 | (unsigned char)bytes.p[i];
}

uint64_t hash_bytes(const struct hash_key *key, struct str bytes)
{
	uint64_t hash = bytes.n ^ key->b, words[2];
	size_t i = 0;

	for (; i + 16 <= bytes.n; i += 16)
		hash = hash_fold(word_at(bytes.p + i) ^ hash, word_at(bytes.p + i + 8) ^ key->a);
	if (i && i < bytes.n) /* the last ones again, with those before them */
		hash = hash_fold(word_at(bytes.p + bytes.n - 16) ^ hash, word_at(bytes.p + bytes.n - 8) ^ key->a);
	if (i == 0) {
		short_words(bytes, words);
		hash = hash_fold(words[0] ^ hash, words[1] ^ key->a);
	}
	return hash_fold(hash ^ key->a, key->b | 1);
}
