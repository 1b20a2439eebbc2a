/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/hash.h"

#include "tests/test.h"

/* The key and the messages of the SipHash paper, appendix A: 00 01 02 ... */
static const struct hash_key key = {0x0706050403020100, 0x0f0e0d0c0b0a0908};

TEST(text_is_hashed_as_siphash_1_3_says)
{
	const struct {
		size_t n;
		uint64_t hash;
	} known[] = {
		{0, 0xabac0158050fc4dc}, {1, 0xc9f49bf37d57ca93},  {7, 0xd3927d989bb11140},
		{8, 0x369095118d299a8e}, {15, 0xd320d86d2a519956}, {16, 0xcc4fdd1a7d908b66},
	};
	char text[16];

	for (unsigned i = 0; i < sizeof(text); i++)
		text[i] = (char)i;
	for (unsigned i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		EXPECT(hash_str(&key, (struct str){text, known[i].n}) == known[i].hash);
	EXPECT(hash_str(&key, STR_NONE) == known[0].hash);
}

TEST(bytes_that_differ_anywhere_hash_differently)
{
	char text[40] = {0};

	for (size_t n = 0; n < sizeof(text); n++) {
		uint64_t all = hash_bytes(&key, (struct str){text, n});

		EXPECT(all == hash_bytes(&key, (struct str){text, n}));
		EXPECT(all != hash_bytes(&key, (struct str){text, n + 1})); /* one zero more */
		for (size_t i = 0; i < n; i++) {
			text[i] ^= 0x40;
			EXPECT(all != hash_bytes(&key, (struct str){text, n}));
			text[i] ^= 0x40;
		}
	}
}

TEST(another_key_gives_other_hashes)
{
	const struct hash_key other = {key.a ^ 1, key.b};

	EXPECT(hash_str(&key, STR("a")) != hash_str(&other, STR("a")));
	EXPECT(hash_words(&key, 1, 2, 3) != hash_words(&other, 1, 2, 3));
}

TEST(keys_are_drawn_anew)
{
	struct hash_key one = hash_key_random(), two = hash_key_random();

	EXPECT(one.a != two.a || one.b != two.b);
	EXPECT(one.a != one.b);
}

/* Addresses and ports that count up, as in a capture: the low bits pick the slot of a table. */
TEST(words_that_count_up_are_spread_over_slots)
{
	enum {
		SLOTS = 1024,
		WORDS = 64 * SLOTS
	};
	static unsigned slots[SLOTS];
	unsigned most = 0, least = WORDS;

	for (uint64_t i = 0; i < WORDS; i++)
		slots[hash_words(&key, 0, 0x0000000affff0000 | (i / 64) << 32, 30000 + 2 * (i % 64)) % SLOTS]++;
	for (unsigned i = 0; i < SLOTS; i++) {
		most = slots[i] > most ? slots[i] : most;
		least = slots[i] < least ? slots[i] : least;
	}
	EXPECT(most < 64 * 2 && least > 64 / 3);
}

TEST(each_word_counts)
{
	uint64_t all = hash_words(&key, 1, 2, 3);

	for (unsigned bit = 0; bit < 64; bit++) {
		EXPECT(all != hash_words(&key, 1 ^ 1ull << bit, 2, 3));
		EXPECT(all != hash_words(&key, 1, 2 ^ 1ull << bit, 3));
		EXPECT(all != hash_words(&key, 1, 2, 3 ^ 1ull << bit));
	}
}

TEST_MAIN
