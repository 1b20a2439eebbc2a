/* SPDX-License-Identifier: BSD-2-Clause */
/* Stands for cipher.c in builds without libcrypto. */
#include "net/cipher.h"

bool cipher_here(void)
{
	return false;
}

bool digest_hmac(enum digest digest, struct str key, struct str head, struct str body, uint8_t *out)
{
	return false;
}

struct cipher *cipher_new(enum algorithm algorithm, const uint8_t *key)
{
	return NULL;
}

void cipher_free(struct cipher *cipher)
{
}

bool cipher_open(struct cipher *cipher, const uint8_t *nonce, struct str extra, struct str text, size_t tag,
                 uint8_t *out)
{
	return false;
}

bool cipher_blocks(struct cipher *cipher, const uint8_t *vector, struct str text, uint8_t *out)
{
	return false;
}
