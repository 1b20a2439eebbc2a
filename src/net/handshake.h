/* SPDX-License-Identifier: BSD-2-Clause */
/* The messages of a TLS handshake (RFC 8446 4, RFC 5246 7.4), put together from the records they are split over. */
#ifndef NET_HANDSHAKE_H
#define NET_HANDSHAKE_H

#include "base/buf.h"
#include "base/cursor.h"

enum {
	HANDSHAKE_HEADER = 4, /* type, 24 bits of length */
};

enum handshake_type {
	HANDSHAKE_CLIENT_HELLO = 1,
	HANDSHAKE_SERVER_HELLO = 2,
	HANDSHAKE_END_OF_EARLY_DATA = 5,
	HANDSHAKE_FINISHED = 20,
	HANDSHAKE_KEY_UPDATE = 24,
};

/* One message on its way through records. */
struct handshake_message {
	uint8_t header[HANDSHAKE_HEADER];
	size_t header_size;
	uint32_t left;
	bool kept;
	struct buf body; /* of a hello, which alone is read */
};

void handshake_message_init(struct handshake_message *message);
/* Takes bytes up to the end of the message. True: that is reached; handshake_message_drop makes room for the next. */
bool handshake_message_take(struct handshake_message *message, struct cursor *at);
void handshake_message_drop(struct handshake_message *message);
void handshake_message_drop_body(struct handshake_message *message); /* what is still to come of it is passed over */
/* The bytes of a record are a hello in the clear, and nothing encrypted. */
bool handshake_is_plain_hello(struct str bytes);

#endif
