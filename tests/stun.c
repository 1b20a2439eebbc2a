/* SPDX-License-Identifier: BSD-2-Clause */
#include "stun.h"

#include "put.h"

/* RFC 8489 5, 14, 18.3; RFC 8445 16.1 */
enum {
	COOKIE = 0x2112a442,
	HEADER = 20,
	MAX_SIZE = 1024,
	MAX_USERNAME = 513,
	USERNAME = 0x0006,
	MESSAGE_INTEGRITY = 0x0008,
	ERROR_CODE = 0x0009,
	XOR_MAPPED_ADDRESS = 0x0020,
	PRIORITY = 0x0024,
	USE_CANDIDATE = 0x0025,
	FINGERPRINT = 0x8028,
	ICE_CONTROLLED = 0x8029,
	ICE_CONTROLLING = 0x802a,
	HASH_SIZE = 20,
};

#define FINGERPRINT_XOR 0x5354554eu

static uint8_t *put_attribute(uint8_t *at, unsigned type, const void *value, size_t size)
{
	at = put_bytes(put16(put16(at, type), (uint32_t)size), value, size);
	for (; size % 4; size++)
		at = put8(at, 0);
	return at;
}

static uint32_t crc32_of(const uint8_t *bytes, size_t size)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < size; i++) {
		crc ^= bytes[i];
		for (unsigned bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
	}
	return ~crc;
}

static uint8_t *put_request(uint8_t *at, const struct stun_words *words)
{
	static const uint8_t priority[] = {0x6e, 0x00, 0x1e, 0xff}, tie_breaker[8] = {1, 2, 3, 4, 5, 6, 7, 8};

	if (words->username.n)
		at = put_attribute(at, USERNAME, words->username.p,
		                   words->username.n < MAX_USERNAME ? words->username.n : MAX_USERNAME);
	at = put_attribute(at, words->controls ? ICE_CONTROLLING : ICE_CONTROLLED, tie_breaker, sizeof(tie_breaker));
	if (words->nominates)
		at = put_attribute(at, USE_CANDIDATE, "", 0);
	return put_attribute(at, PRIORITY, priority, sizeof(priority));
}

static uint8_t *put_mapped(uint8_t *at, const struct stun_words *words)
{
	at = put16(put16(put16(at, XOR_MAPPED_ADDRESS), 8), 1);
	return put32(put16(at, words->mapped_port ^ COOKIE >> 16), words->mapped ^ COOKIE);
}

static uint8_t *put_error(uint8_t *at, const struct stun_words *words)
{
	static const char reason[] = "Not this time";
	uint8_t value[4 + sizeof(reason) - 1] = {0, 0, (uint8_t)(words->code / 100), (uint8_t)(words->code % 100)};

	put_bytes(value + 4, reason, sizeof(reason) - 1);
	return put_attribute(at, ERROR_CODE, value, sizeof(value));
}

/* The key of an integrity that could be checked is not told to anybody. Both count themselves among the size. */
static uint8_t *put_end(uint8_t *start, uint8_t *at)
{
	static const uint8_t hash[HASH_SIZE] = "ladderladderladder!";

	at = put_attribute(at, MESSAGE_INTEGRITY, hash, sizeof(hash));
	put16(start + 2, (uint32_t)(at - start) - HEADER + 8);
	return put32(put16(put16(at, FINGERPRINT), 4), crc32_of(start, (size_t)(at - start)) ^ FINGERPRINT_XOR);
}

struct str stun_compose(struct arena *arena, const struct stun_words *words)
{
	static const unsigned types[] = {0x0001, 0x0011, 0x0101, 0x0111};
	uint8_t *start = arena_alloc(arena, MAX_SIZE), *at = put32(put32(start, types[words->kind] << 16), COOKIE);

	at = put32(put32(put32(at, 0x6c616464), 0x65720000), words->transaction);
	if (words->kind == STUN_KIND_REQUEST)
		at = put_request(at, words);
	else if (words->kind == STUN_KIND_SUCCESS)
		at = put_mapped(at, words);
	else if (words->kind == STUN_KIND_ERROR)
		at = put_error(at, words);
	at = put_end(start, at);
	return (struct str){(const char *)start, (size_t)(at - start)};
}
