/* SPDX-License-Identifier: BSD-2-Clause */
#include "dtls.h"

#include "put.h"

/* RFC 6347 4.1, 4.2.2, 4.3.2; RFC 5764 4.1.2 */
enum {
	CHANGE_CIPHER_SPEC = 20,
	ALERT = 21,
	HANDSHAKE = 22,
	APPLICATION_DATA = 23,
	CLIENT_HELLO = 1,
	SERVER_HELLO = 2,
	HELLO_VERIFY_REQUEST = 3,
	CERTIFICATE = 11,
	VERSION_1_0 = 0xfeff,
	VERSION_1_2 = 0xfefd,
	USE_SRTP = 14,
	MAX_SIZE = 1024,
	RANDOM_SIZE = 32,
	HANDSHAKE_HEADER = 12,
	CERTIFICATE_SIZE = 400,
	SEALED_SIZE = 48,
	HANDSHAKE_FAILURE = 40,
};

static uint8_t *put_record(uint8_t *at, struct dtls_side_words *side, unsigned type, unsigned epoch,
                           const uint8_t *body, size_t size)
{
	at = put16(put8(at, type), type == HANDSHAKE && !epoch && body[0] == CLIENT_HELLO ? VERSION_1_0 : VERSION_1_2);
	at = put32(put16(put16(at, epoch), 0), side->records[epoch]++);
	return put_bytes(put16(at, (uint32_t)size), body, size);
}

static uint8_t *put_random(uint8_t *at, const struct dtls_side_words *side)
{
	for (unsigned i = 0; i < RANDOM_SIZE; i++)
		at = put8(at, (uint32_t)side->party + side->call * 16 + i * 7);
	return at;
}

/* RFC 5764 4.1.1: one profile, SRTP_AES128_CM_HMAC_SHA1_80. */
static uint8_t *put_extensions(uint8_t *at)
{
	return put8(put16(put16(put16(put16(put16(at, 9), USE_SRTP), 5), 2), 1), 0);
}

static uint8_t *put_client_hello(uint8_t *at, const struct dtls_side_words *side)
{
	at = put_random(put16(at, VERSION_1_2), side);
	at = put16(put8(put8(at, 0), 0), 4); /* neither session nor cookie; two ciphers */
	at = put16(put16(at, 0xc02b), 0xc02f);
	return put_extensions(put16(at, 0x0100));
}

static uint8_t *put_server_hello(uint8_t *at, const struct dtls_side_words *side)
{
	at = put_random(put16(at, VERSION_1_2), side);
	return put_extensions(put8(put16(put8(at, 0), 0xc02b), 0));
}

static uint8_t *put_certificate(uint8_t *at)
{
	at = put24(put24(at, CERTIFICATE_SIZE + 3), CERTIFICATE_SIZE);
	at = put32(at, 0x30820000 | (CERTIFICATE_SIZE - 4)); /* DER: a sequence */
	for (unsigned i = 4; i < CERTIFICATE_SIZE; i++)
		at = put8(at, i * 31);
	return at;
}

/* number: its place among the handshake messages of that side. */
static uint8_t *put_handshake(uint8_t *at, struct dtls_side_words *side, unsigned type, unsigned number)
{
	uint8_t message[MAX_SIZE], *body = message + HANDSHAKE_HEADER, *end = body;
	uint32_t size;

	if (type == CLIENT_HELLO)
		end = put_client_hello(body, side);
	else if (type == SERVER_HELLO)
		end = put_server_hello(body, side);
	else if (type == CERTIFICATE)
		end = put_certificate(body);
	else
		end = put32(put8(put16(body, VERSION_1_0), 4), 0x636f6f6b);
	size = (uint32_t)(end - body);
	put24(put24(put16(put24(put8(message, type), size), number), 0), size);
	return put_record(at, side, HANDSHAKE, 0, message, (size_t)(end - message));
}

static uint8_t *put_sealed(uint8_t *at, struct dtls_side_words *side, unsigned type)
{
	uint8_t body[SEALED_SIZE];

	for (unsigned i = 0; i < sizeof(body); i++)
		body[i] = (uint8_t)(0x80 | i * 37);
	return put_record(at, side, type, 1, body, sizeof(body));
}

static uint8_t *put_named(uint8_t *at, struct dtls_side_words *side, struct str name)
{
	static const uint8_t change[] = {1}, alert[] = {2, HANDSHAKE_FAILURE};

	if (str_eq(name, STR("client-hello")))
		return put_handshake(at, side, CLIENT_HELLO, 0);
	if (str_eq(name, STR("hello-verify")))
		return put_handshake(at, side, HELLO_VERIFY_REQUEST, 0);
	if (str_eq(name, STR("server-hello")))
		return put_handshake(at, side, SERVER_HELLO, 0);
	if (str_eq(name, STR("certificate")))
		return put_handshake(at, side, CERTIFICATE, 1);
	if (str_eq(name, STR("finished"))) {
		at = put_record(at, side, CHANGE_CIPHER_SPEC, 0, change, sizeof(change));
		return put_sealed(at, side, HANDSHAKE);
	}
	if (str_eq(name, STR("data")))
		return put_sealed(at, side, APPLICATION_DATA);
	if (str_eq(name, STR("alert")))
		return put_record(at, side, ALERT, 0, alert, sizeof(alert));
	return at;
}

struct str dtls_compose(struct arena *arena, struct dtls_side_words *side, struct str name)
{
	uint8_t *start = arena_alloc(arena, MAX_SIZE), *end = put_named(start, side, name);

	return (struct str){end == start ? NULL : (const char *)start, (size_t)(end - start)};
}
