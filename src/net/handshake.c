/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/handshake.h"

#include "net/tls.h"

void handshake_message_init(struct handshake_message *message)
{
	*message = (struct handshake_message){.body.ceiling = TLS_MAX_MESSAGE};
}

static bool is_hello(uint8_t type)
{
	return type == HANDSHAKE_CLIENT_HELLO || type == HANDSHAKE_SERVER_HELLO;
}

static bool take_header(struct handshake_message *message, struct cursor *at)
{
	while (message->header_size < HANDSHAKE_HEADER && cursor_left(at))
		message->header[message->header_size++] = cursor_u8(at);
	if (message->header_size < HANDSHAKE_HEADER)
		return false;
	message->left = (uint32_t)message->header[1] << 16 | (uint32_t)message->header[2] << 8 | message->header[3];
	message->kept = is_hello(message->header[0]) && message->left <= TLS_MAX_MESSAGE;
	return true;
}

bool handshake_message_take(struct handshake_message *message, struct cursor *at)
{
	size_t n;

	if (cursor_left(at) == 0 || (message->header_size < HANDSHAKE_HEADER && !take_header(message, at)))
		return false;
	n = cursor_left(at) < message->left ? cursor_left(at) : message->left;
	if (message->kept)
		buf_add(&message->body, (struct str){(const char *)at->p, n});
	cursor_skip(at, n);
	message->left -= (uint32_t)n;
	return message->left == 0;
}

void handshake_message_drop(struct handshake_message *message)
{
	message->header_size = 0;
	message->left = 0;
	handshake_message_drop_body(message);
}

void handshake_message_drop_body(struct handshake_message *message)
{
	buf_done(&message->body);
	message->body.ceiling = TLS_MAX_MESSAGE;
	message->kept = false;
}

bool handshake_is_plain_hello(struct str bytes)
{
	const uint8_t *p = (const uint8_t *)bytes.p;

	if (bytes.n < HANDSHAKE_HEADER + 2)
		return false;
	return is_hello(p[0]) && p[1] == 0 && p[4] == 3 && p[5] == 3 &&
	       HANDSHAKE_HEADER + ((size_t)p[2] << 8 | p[3]) <= bytes.n;
}
