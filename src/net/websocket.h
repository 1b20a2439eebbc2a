/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One direction of a WebSocket connection (RFC 6455, for SIP RFC 7118): the HTTP handshake where it was captured, then frames,
 * unmasked and joined into messages. Compressed messages (RFC 7692) are refused and counted.
 */
#ifndef NET_WEBSOCKET_H
#define NET_WEBSOCKET_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	WEBSOCKET_MAX_KEPT = 64 * 1024,          /* of a message */
	WEBSOCKET_MAX_MESSAGE = 8 * 1024 * 1024, /* read in step */
	WEBSOCKET_MAX_HANDSHAKE = 16 * 1024,     /* the header of an HTTP request or response */
};

struct websocket;

/* Whether bytes begin an HTTP handshake, or a frame that carries SIP when there was none; *maybe: more must decide. */
bool websocket_begins(struct str bytes, bool *maybe);

struct websocket *websocket_new(void);
void websocket_free(struct websocket *websocket); /* NULL is fine */
/* Takes the next bytes, which must live until websocket_next has read them all. */
void websocket_put(struct websocket *websocket, struct str bytes);
/*
 * Bytes are missing here, or nothing more will come: what is there of an unfinished message comes out next; then reading
 * goes on at the next frame that carries SIP.
 */
void websocket_gap(struct websocket *websocket);

enum websocket_state {
	WEBSOCKET_MORE,       /* nothing more in these bytes */
	WEBSOCKET_MESSAGE,    /* a text or binary message */
	WEBSOCKET_COMPRESSED, /* a message that is not read: permessage-deflate (RFC 7692) */
	WEBSOCKET_REFUSED,    /* a message that is not read: nonsense */
	WEBSOCKET_FOREIGN,    /* HTTP that is about something else: these bytes and all that follow */
};

/*
 * WEBSOCKET_MESSAGE: out->p is the caller's, for memory_free; length is as sent: more than out->n when the message is longer
 * than WEBSOCKET_MAX_KEPT or bytes of it are missing.
 */
enum websocket_state websocket_next(struct websocket *websocket, struct str *out, size_t *length);

bool websocket_is_open(const struct websocket *websocket); /* the handshake is over, or a frame was found without one */
size_t websocket_held(const struct websocket *websocket);  /* bytes kept, for the budget */

#endif
