/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/cipher.h"

#include "base/memory.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

struct cipher {
	EVP_CIPHER_CTX *context;
	enum algorithm algorithm;
	uint8_t key[CIPHER_MAX_KEY];
};

bool cipher_here(void)
{
	return true;
}

static void *give(size_t size, const char *file, int line)
{
	return size ? memory_grow(NULL, size) : NULL;
}

static void *grow(void *block, size_t size, const char *file, int line)
{
	return memory_grow(block, size);
}

static void take_back(void *block, const char *file, int line)
{
	memory_free(block);
}

/*
 * libcrypto 3.0 crashes, or finds no cipher, where it gets no memory: a call would look as if it could not be decrypted. Its
 * memory is ours, which never says no. It refuses this after its first allocation, so that only the first time counts.
 */
static void lend_memory(void)
{
	(void)CRYPTO_set_mem_functions(give, grow, take_back);
}

static const unsigned char *bytes_of(struct str text)
{
	return (const unsigned char *)text.p;
}

bool digest_hmac(enum digest digest, struct str key, struct str head, struct str body, uint8_t *out)
{
	char name[][8] = {"SHA1", "SHA256", "SHA384"};
	OSSL_PARAM parameters[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name[digest], 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC_CTX *context;
	EVP_MAC *mac;
	size_t size;
	bool done;

	lend_memory();
	mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	context = mac ? EVP_MAC_CTX_new(mac) : NULL;
	done = context && EVP_MAC_init(context, bytes_of(key), key.n, parameters) == 1 &&
	       (head.n == 0 || EVP_MAC_update(context, bytes_of(head), head.n) == 1) &&
	       (body.n == 0 || EVP_MAC_update(context, bytes_of(body), body.n) == 1) &&
	       EVP_MAC_final(context, out, &size, DIGEST_MAX) == 1;
	EVP_MAC_CTX_free(context);
	EVP_MAC_free(mac);
	return done;
}

static const EVP_CIPHER *evp_of(enum algorithm algorithm)
{
	switch (algorithm) {
	case ALGORITHM_AES_128_CBC:
		return EVP_aes_128_cbc();
	case ALGORITHM_AES_256_CBC:
		return EVP_aes_256_cbc();
	case ALGORITHM_AES_128_GCM:
		return EVP_aes_128_gcm();
	case ALGORITHM_AES_256_GCM:
		return EVP_aes_256_gcm();
	case ALGORITHM_AES_128_CCM:
		return EVP_aes_128_ccm();
	case ALGORITHM_AES_256_CCM:
		return EVP_aes_256_ccm();
	case ALGORITHM_CHACHA20_POLY1305:
#ifndef OPENSSL_NO_CHACHA
		return EVP_chacha20_poly1305();
#else
		break;
#endif
	}
	return NULL;
}

static bool is_ccm(const struct cipher *cipher)
{
	return cipher->algorithm == ALGORITHM_AES_128_CCM || cipher->algorithm == ALGORITHM_AES_256_CCM;
}

struct cipher *cipher_new(enum algorithm algorithm, const uint8_t *key)
{
	struct cipher *cipher = memory_new(sizeof(*cipher));
	const EVP_CIPHER *evp;

	lend_memory();
	evp = evp_of(algorithm);
	cipher->algorithm = algorithm;
	cipher->context = EVP_CIPHER_CTX_new();
	/* CCM wants the length of its tag before the key: open_ccm. */
	if (!evp || !cipher->context ||
	    EVP_DecryptInit_ex(cipher->context, evp, NULL, is_ccm(cipher) ? NULL : key, NULL) != 1) {
		cipher_free(cipher);
		return NULL;
	}
	memcpy(cipher->key, key, (size_t)EVP_CIPHER_CTX_get_key_length(cipher->context));
	return cipher;
}

void cipher_free(struct cipher *cipher)
{
	if (!cipher)
		return;
	EVP_CIPHER_CTX_free(cipher->context);
	memory_free(cipher);
}

/* CCM has to know all lengths beforehand, and authenticates within its one update: EVP_EncryptInit(3). */
static bool open_ccm(struct cipher *cipher, const uint8_t *nonce, struct str extra, struct str text, struct str tag,
                     uint8_t *out)
{
	EVP_CIPHER_CTX *context = cipher->context;
	int n;

	return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN, CIPHER_NONCE, NULL) == 1 &&
	       EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, (int)tag.n, (void *)(uintptr_t)tag.p) == 1 &&
	       EVP_DecryptInit_ex(context, NULL, NULL, cipher->key, nonce) == 1 &&
	       EVP_DecryptUpdate(context, NULL, &n, NULL, (int)text.n) == 1 &&
	       EVP_DecryptUpdate(context, NULL, &n, bytes_of(extra), (int)extra.n) == 1 &&
	       EVP_DecryptUpdate(context, out, &n, bytes_of(text), (int)text.n) == 1;
}

bool cipher_open(struct cipher *cipher, const uint8_t *nonce, struct str extra, struct str text, size_t tag_size,
                 uint8_t *out)
{
	EVP_CIPHER_CTX *context = cipher->context;
	struct str tag;
	int n;

	if (text.n < tag_size)
		return false;
	text.n -= tag_size;
	tag = (struct str){text.p + text.n, tag_size};
	if (is_ccm(cipher))
		return open_ccm(cipher, nonce, extra, text, tag, out);
	return EVP_DecryptInit_ex(context, NULL, NULL, NULL, nonce) == 1 &&
	       EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, (int)tag.n, (void *)(uintptr_t)tag.p) == 1 &&
	       EVP_DecryptUpdate(context, NULL, &n, bytes_of(extra), (int)extra.n) == 1 &&
	       EVP_DecryptUpdate(context, out, &n, bytes_of(text), (int)text.n) == 1 &&
	       EVP_DecryptFinal_ex(context, out + n, &n) == 1;
}

bool cipher_blocks(struct cipher *cipher, const uint8_t *vector, struct str text, uint8_t *out)
{
	EVP_CIPHER_CTX *context = cipher->context;
	int n;

	/* TLS's padding is not that of PKCS #7, which libcrypto would take off: RFC 5246 6.2.3.2. */
	return text.n % CIPHER_BLOCK == 0 && EVP_DecryptInit_ex(context, NULL, NULL, NULL, vector) == 1 &&
	       EVP_CIPHER_CTX_set_padding(context, 0) == 1 &&
	       EVP_DecryptUpdate(context, out, &n, bytes_of(text), (int)text.n) == 1 && (size_t)n == text.n;
}
