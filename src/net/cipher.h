/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ciphers and hashes of TLS, as libcrypto has them: cipher.c is the only file that knows it. A build without it has
 * cipher_none.c instead, where no cipher can be had.
 */
#ifndef NET_CIPHER_H
#define NET_CIPHER_H

#include "base/str.h"

enum digest {
	DIGEST_SHA1,
	DIGEST_SHA256,
	DIGEST_SHA384,
};

enum algorithm {
	ALGORITHM_AES_128_CBC,
	ALGORITHM_AES_256_CBC,
	ALGORITHM_AES_128_GCM,
	ALGORITHM_AES_256_GCM,
	ALGORITHM_AES_128_CCM,
	ALGORITHM_AES_256_CCM,
	ALGORITHM_CHACHA20_POLY1305,
};

enum {
	DIGEST_MAX = 48,
	CIPHER_MAX_KEY = 32,
	CIPHER_NONCE = 12, /* of all that authenticate */
	CIPHER_BLOCK = 16, /* of AES: the size of an initialization vector */
};

bool cipher_here(void); /* false: this build cannot decrypt */

static inline size_t digest_size(enum digest digest)
{
	return digest == DIGEST_SHA1 ? 20 : digest == DIGEST_SHA256 ? 32 : 48;
}

/* HMAC (RFC 2104) of head and body one after the other; out has room for DIGEST_MAX. */
bool digest_hmac(enum digest digest, struct str key, struct str head, struct str body, uint8_t *out);

/* A cipher with its key. */
struct cipher;

struct cipher *cipher_new(enum algorithm algorithm, const uint8_t *key); /* NULL: libcrypto here has no such cipher */
void cipher_free(struct cipher *cipher);                                 /* NULL is fine */
/* Deciphers text, behind which its tag stands, and authenticates it together with extra; out has room for all of text. */
bool cipher_open(struct cipher *cipher, const uint8_t *nonce, struct str extra, struct str text, size_t tag,
                 uint8_t *out);
/* Deciphers whole blocks of a CBC cipher; out has room for them. */
bool cipher_blocks(struct cipher *cipher, const uint8_t *vector, struct str text, uint8_t *out);

#endif
