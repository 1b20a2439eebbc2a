/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/protection.h"

#include <assert.h>
#include <string.h>

enum {
	EXPLICIT_NONCE = 8, /* RFC 5288 3: at the beginning of each GCM or CCM record of TLS 1.2 */
	FIXED_NONCE = 4,    /* the rest of it, from the key block */
	PSEUDO_HEADER = 13, /* number, type, version, length: RFC 5246 6.2.3.1 */
	MAX_KEY_BLOCK = 2 * (DIGEST_MAX + CIPHER_MAX_KEY + CIPHER_NONCE),
	MAX_LABEL = 32,
};

/* clang-format off */
#define CBC_128(id) {id, ALGORITHM_AES_128_CBC, DIGEST_SHA256, DIGEST_SHA1, 0}
#define CBC_256(id) {id, ALGORITHM_AES_256_CBC, DIGEST_SHA256, DIGEST_SHA1, 0}
#define CBC_128_SHA256(id) {id, ALGORITHM_AES_128_CBC, DIGEST_SHA256, DIGEST_SHA256, 0}
#define CBC_256_SHA256(id) {id, ALGORITHM_AES_256_CBC, DIGEST_SHA256, DIGEST_SHA256, 0}
#define CBC_256_SHA384(id) {id, ALGORITHM_AES_256_CBC, DIGEST_SHA384, DIGEST_SHA384, 0}
#define GCM_128(id) {id, ALGORITHM_AES_128_GCM, DIGEST_SHA256, DIGEST_SHA256, 16}
#define GCM_256(id) {id, ALGORITHM_AES_256_GCM, DIGEST_SHA384, DIGEST_SHA384, 16}
#define CCM_128(id) {id, ALGORITHM_AES_128_CCM, DIGEST_SHA256, DIGEST_SHA256, 16}
#define CCM_256(id) {id, ALGORITHM_AES_256_CCM, DIGEST_SHA256, DIGEST_SHA256, 16}
#define CCM8_128(id) {id, ALGORITHM_AES_128_CCM, DIGEST_SHA256, DIGEST_SHA256, 8}
#define CCM8_256(id) {id, ALGORITHM_AES_256_CCM, DIGEST_SHA256, DIGEST_SHA256, 8}
#define CHACHA20(id) {id, ALGORITHM_CHACHA20_POLY1305, DIGEST_SHA256, DIGEST_SHA256, 16}

/* By number. How the secret was agreed upon (RSA, DHE, ECDHE, PSK ...) makes suites of their own, and no difference here. */
static const struct suite suites[] = {
	CBC_128(0x002f), CBC_128(0x0030), CBC_128(0x0031), CBC_128(0x0032), CBC_128(0x0033), CBC_128(0x0034),
	CBC_256(0x0035), CBC_256(0x0036), CBC_256(0x0037), CBC_256(0x0038), CBC_256(0x0039), CBC_256(0x003a),
	CBC_128_SHA256(0x003c), CBC_256_SHA256(0x003d), CBC_128_SHA256(0x003e), CBC_128_SHA256(0x003f),
	CBC_128_SHA256(0x0040), CBC_128_SHA256(0x0067), CBC_256_SHA256(0x0068), CBC_256_SHA256(0x0069),
	CBC_256_SHA256(0x006a), CBC_256_SHA256(0x006b), CBC_128_SHA256(0x006c), CBC_256_SHA256(0x006d),
	CBC_128(0x008c), CBC_256(0x008d), CBC_128(0x0090), CBC_256(0x0091), CBC_128(0x0094), CBC_256(0x0095),
	GCM_128(0x009c), GCM_256(0x009d), GCM_128(0x009e), GCM_256(0x009f), GCM_128(0x00a0), GCM_256(0x00a1),
	GCM_128(0x00a2), GCM_256(0x00a3), GCM_128(0x00a4), GCM_256(0x00a5), GCM_128(0x00a6), GCM_256(0x00a7),
	GCM_128(0x00a8), GCM_256(0x00a9), GCM_128(0x00aa), GCM_256(0x00ab), GCM_128(0x00ac), GCM_256(0x00ad),
	CBC_128_SHA256(0x00ae), CBC_256_SHA384(0x00af), CBC_128_SHA256(0x00b2), CBC_256_SHA384(0x00b3),
	CBC_128_SHA256(0x00b6), CBC_256_SHA384(0x00b7),
	GCM_128(0x1301), GCM_256(0x1302), CHACHA20(0x1303), CCM_128(0x1304), CCM8_128(0x1305), /* of TLS 1.3 */
	CBC_128(0xc004), CBC_256(0xc005), CBC_128(0xc009), CBC_256(0xc00a), CBC_128(0xc00e), CBC_256(0xc00f),
	CBC_128(0xc013), CBC_256(0xc014), CBC_128(0xc018), CBC_256(0xc019),
	CBC_128_SHA256(0xc023), CBC_256_SHA384(0xc024), CBC_128_SHA256(0xc025), CBC_256_SHA384(0xc026),
	CBC_128_SHA256(0xc027), CBC_256_SHA384(0xc028), CBC_128_SHA256(0xc029), CBC_256_SHA384(0xc02a),
	GCM_128(0xc02b), GCM_256(0xc02c), GCM_128(0xc02d), GCM_256(0xc02e),
	GCM_128(0xc02f), GCM_256(0xc030), GCM_128(0xc031), GCM_256(0xc032),
	CBC_128(0xc035), CBC_256(0xc036), CBC_128_SHA256(0xc037), CBC_256_SHA384(0xc038),
	CCM_128(0xc09c), CCM_256(0xc09d), CCM_128(0xc09e), CCM_256(0xc09f),
	CCM8_128(0xc0a0), CCM8_256(0xc0a1), CCM8_128(0xc0a2), CCM8_256(0xc0a3),
	CCM_128(0xc0a4), CCM_256(0xc0a5), CCM_128(0xc0a6), CCM_256(0xc0a7),
	CCM8_128(0xc0a8), CCM8_256(0xc0a9), CCM8_128(0xc0aa), CCM8_256(0xc0ab),
	CCM_128(0xc0ac), CCM_256(0xc0ad), CCM8_128(0xc0ae), CCM8_256(0xc0af),
	CHACHA20(0xcca8), CHACHA20(0xcca9), CHACHA20(0xccaa), CHACHA20(0xccab), CHACHA20(0xccac), CHACHA20(0xccad),
	CHACHA20(0xccae),
	GCM_128(0xd001), GCM_256(0xd002), CCM8_128(0xd003), CCM_128(0xd005),
};
/* clang-format on */

const struct suite *suite_find(uint16_t id)
{
	for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++)
		if (suites[i].id == id)
			return &suites[i];
	return NULL;
}

static bool is_cbc(const struct suite *suite)
{
	return suite->tag == 0;
}

static size_t key_size(enum algorithm algorithm)
{
	switch (algorithm) {
	case ALGORITHM_AES_128_CBC:
	case ALGORITHM_AES_128_GCM:
	case ALGORITHM_AES_128_CCM:
		return 16;
	case ALGORITHM_AES_256_CBC:
	case ALGORITHM_AES_256_GCM:
	case ALGORITHM_AES_256_CCM:
	case ALGORITHM_CHACHA20_POLY1305:
		break;
	}
	return 32;
}

static struct str str_of_bytes(const uint8_t *bytes, size_t n)
{
	return (struct str){(const char *)bytes, n};
}

/* P_hash of RFC 5246 5: A(i) = HMAC(secret, A(i-1)); the output is HMAC(secret, A(i) + seed) for i = 1, 2 ... */
static bool expand_master(enum digest digest, struct str secret, struct str seed, uint8_t *out, size_t n)
{
	size_t step = digest_size(digest);
	uint8_t a[DIGEST_MAX], piece[DIGEST_MAX];

	if (!digest_hmac(digest, secret, seed, STR_NONE, a))
		return false;
	for (size_t at = 0; at < n; at += step) {
		if (!digest_hmac(digest, secret, str_of_bytes(a, step), seed, piece))
			return false;
		memcpy(out + at, piece, n - at < step ? n - at : step);
		if (!digest_hmac(digest, secret, str_of_bytes(a, step), STR_NONE, a))
			return false;
	}
	return true;
}

/* HKDF-Expand-Label of RFC 8446 7.1 without context; no more than one block is ever asked of it. */
static bool expand_label(enum digest digest, struct str secret, const char *label, uint8_t *out, size_t n)
{
	uint8_t info[2 + 1 + MAX_LABEL + 2] = {0,   (uint8_t)n, (uint8_t)(6 + strlen(label)), 't', 'l', 's', '1',
	                                       '3', ' '};
	uint8_t block[DIGEST_MAX];
	size_t size = 9 + strlen(label);

	assert(n <= digest_size(digest) && strlen(label) + 6 <= MAX_LABEL);
	memcpy(info + 9, label, strlen(label));
	info[size++] = 0; /* the length of the context */
	info[size++] = 1; /* the number of the block: RFC 5869 2.3 */
	if (!digest_hmac(digest, secret, str_of_bytes(info, size), STR_NONE, block))
		return false;
	memcpy(out, block, n);
	return true;
}

static bool install(struct protection *out, const struct protection *made, const uint8_t *key)
{
	struct cipher *cipher = cipher_new(made->suite->algorithm, key);

	if (!cipher)
		return false;
	protection_done(out);
	*out = *made;
	out->cipher = cipher;
	return true;
}

/* RFC 5246 6.3: the key block holds MAC keys, keys and IVs, of each the client's before the server's. */
bool protection_of_master(struct protection *out, const struct agreement *agreement, bool client)
{
	static const char label[] = "key expansion";
	const struct suite *suite = agreement->suite;
	struct protection made = {.suite = suite, .encrypt_then_mac = agreement->encrypt_then_mac};
	size_t mac = is_cbc(suite) ? digest_size(suite->mac) : 0, key = key_size(suite->algorithm);
	size_t iv = suite->algorithm == ALGORITHM_CHACHA20_POLY1305 ? CIPHER_NONCE : is_cbc(suite) ? 0 : FIXED_NONCE;
	uint8_t seed[sizeof(label) - 1 + 2 * TLS_RANDOM], block[MAX_KEY_BLOCK];
	unsigned other = client ? 0 : 1;

	memcpy(seed, label, sizeof(label) - 1);
	memcpy(seed + sizeof(label) - 1, agreement->server_random, TLS_RANDOM);
	memcpy(seed + sizeof(label) - 1 + TLS_RANDOM, agreement->client_random, TLS_RANDOM);
	if (!expand_master(suite->digest, agreement->master, str_of_bytes(seed, sizeof(seed)), block,
	                   2 * (mac + key + iv)))
		return false;
	memcpy(made.mac_key, block + other * mac, mac);
	memcpy(made.iv, block + 2 * (mac + key) + other * iv, iv);
	return install(out, &made, block + 2 * mac + other * key);
}

/* RFC 8446 7.3 */
bool protection_of_traffic(struct protection *out, const struct suite *suite, struct str secret)
{
	struct protection made = {.suite = suite, .thirteen = true};
	uint8_t key[CIPHER_MAX_KEY];

	if (secret.n != digest_size(suite->digest))
		return false;
	memcpy(made.secret, secret.p, secret.n);
	return expand_label(suite->digest, secret, "key", key, key_size(suite->algorithm)) &&
	       expand_label(suite->digest, secret, "iv", made.iv, sizeof(made.iv)) && install(out, &made, key);
}

/* RFC 8446 7.2 */
bool protection_after(struct protection *out, const struct protection *before)
{
	const struct suite *suite = before->suite;
	size_t n = digest_size(suite->digest);
	uint8_t next[DIGEST_MAX];

	return expand_label(suite->digest, str_of_bytes(before->secret, n), "traffic upd", next, n) &&
	       protection_of_traffic(out, suite, str_of_bytes(next, n));
}

void protection_done(struct protection *protection)
{
	cipher_free(protection->cipher);
	memset(protection, 0, sizeof(*protection));
}

static void put_number(uint8_t *out, uint64_t number)
{
	for (int i = 7; i >= 0; i--, number >>= 8)
		out[i] = (uint8_t)number;
}

/* RFC 8446 5.3, RFC 7905 2: the record's number, with zeroes in front, xored with the IV. */
static void mix_nonce(const struct protection *protection, uint64_t number, uint8_t *nonce)
{
	uint8_t wide[CIPHER_NONCE] = {0};

	put_number(wide + CIPHER_NONCE - 8, number);
	for (int i = 0; i < CIPHER_NONCE; i++)
		nonce[i] = wide[i] ^ protection->iv[i];
}

/* RFC 8446 5.2: the content, its type, then zeroes. */
static bool open_13(struct protection *protection, uint64_t number, const struct sealed *sealed, uint8_t *room,
                    struct opened *out)
{
	size_t tag = protection->suite->tag, n = sealed->body.n;
	uint8_t nonce[CIPHER_NONCE];

	mix_nonce(protection, number, nonce);
	if (n <= tag || !cipher_open(protection->cipher, nonce, str_of_bytes(sealed->header, TLS_RECORD_HEADER),
	                             sealed->body, tag, room))
		return false;
	n -= tag;
	while (n && room[n - 1] == 0)
		n--;
	if (n == 0)
		return false;
	*out = (struct opened){room[n - 1], str_of_bytes(room, n - 1)};
	return true;
}

static void put_pseudo_header(uint8_t *out, uint64_t number, const struct sealed *sealed, size_t length)
{
	put_number(out, number);
	memcpy(out + 8, sealed->header, 3);
	out[11] = (uint8_t)(length >> 8);
	out[12] = (uint8_t)length;
}

static bool open_12(struct protection *protection, uint64_t number, const struct sealed *sealed, uint8_t *room,
                    struct opened *out)
{
	bool is_explicit = protection->suite->algorithm != ALGORITHM_CHACHA20_POLY1305;
	struct str body = sealed->body;
	size_t tag = protection->suite->tag, before = is_explicit ? EXPLICIT_NONCE : 0;
	uint8_t nonce[CIPHER_NONCE], extra[PSEUDO_HEADER];

	if (body.n < before + tag)
		return false;
	if (is_explicit) {
		memcpy(nonce, protection->iv, FIXED_NONCE);
		memcpy(nonce + FIXED_NONCE, body.p, EXPLICIT_NONCE);
	} else {
		mix_nonce(protection, number, nonce);
	}
	body.p += before;
	body.n -= before;
	put_pseudo_header(extra, number, sealed, body.n - tag);
	if (!cipher_open(protection->cipher, nonce, str_of_bytes(extra, sizeof(extra)), body, tag, room))
		return false;
	*out = (struct opened){sealed->header[0], str_of_bytes(room, body.n - tag)};
	return true;
}

static bool has_mac(const struct protection *protection, const uint8_t *pseudo_header, struct str text, const char *mac)
{
	enum digest digest = protection->suite->mac;
	size_t n = digest_size(digest);
	uint8_t own[DIGEST_MAX];

	return digest_hmac(digest, str_of_bytes(protection->mac_key, n), str_of_bytes(pseudo_header, PSEUDO_HEADER),
	                   text, own) &&
	       memcmp(own, mac, n) == 0;
}

/* RFC 5246 6.2.3.2: each of the last bytes says how many come before the last. True: *n is what stands before them. */
static bool strip_padding(const uint8_t *text, size_t *n)
{
	size_t padding;

	if (*n == 0)
		return false;
	padding = (size_t)text[*n - 1] + 1;
	if (padding > *n)
		return false;
	for (size_t i = *n - padding; i < *n; i++)
		if (text[i] != padding - 1)
			return false;
	*n -= padding;
	return true;
}

/* IV, then blocks of content, MAC and padding; or, as RFC 7366 has it, IV, blocks of content and padding, MAC. */
static bool open_cbc(struct protection *protection, uint64_t number, const struct sealed *sealed, uint8_t *room,
                     struct opened *out)
{
	struct str body = sealed->body;
	size_t mac = digest_size(protection->suite->mac), behind = protection->encrypt_then_mac ? mac : 0, n;
	uint8_t header[PSEUDO_HEADER];
	const uint8_t *vector = (const uint8_t *)body.p;

	if (body.n < CIPHER_BLOCK + behind)
		return false;
	body.n -= behind;
	put_pseudo_header(header, number, sealed, body.n);
	if (behind && !has_mac(protection, header, body, body.p + body.n))
		return false;
	body = str_from(body, CIPHER_BLOCK);
	n = body.n;
	if (!cipher_blocks(protection->cipher, vector, body, room) || !strip_padding(room, &n))
		return false;
	if (!behind) {
		if (n < mac)
			return false;
		n -= mac;
		put_pseudo_header(header, number, sealed, n);
		if (!has_mac(protection, header, str_of_bytes(room, n), (const char *)room + n))
			return false;
	}
	*out = (struct opened){sealed->header[0], str_of_bytes(room, n)};
	return true;
}

bool protection_open(struct protection *protection, uint64_t number, const struct sealed *sealed, uint8_t *room,
                     struct opened *out)
{
	if (!protection->cipher || sealed->body.n > TLS_MAX_RECORD)
		return false;
	if (protection->thirteen)
		return open_13(protection, number, sealed, room, out);
	return is_cbc(protection->suite) ? open_cbc(protection, number, sealed, room, out)
	                                 : open_12(protection, number, sealed, room, out);
}
