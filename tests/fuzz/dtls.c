/* SPDX-License-Identifier: BSD-2-Clause */
/* A sequence of UDP payloads through the table of handshakes: two bytes choose the endpoints, one the length. */
#include "base/cursor.h"
#include "media/dtls.h"

#include "tests/fuzz/target.h"

static struct endpoint endpoint_of(uint8_t choice)
{
	const uint8_t bytes[4] = {10, 0, 0, choice & 7};

	return (struct endpoint){address_of_ipv4(bytes), (uint16_t)(30000 + (choice >> 5))};
}

static void check(const struct dtls *dtls, const struct endpoint *end)
{
	const struct dtls_session *session = NULL;
	unsigned count = 0;

	while ((session = dtls_next(dtls, end, session))) {
		MUST(endpoint_same(&session->ends[DTLS_CLIENT], end) ||
		     endpoint_same(&session->ends[DTLS_SERVER], end));
		MUST(session->first_frame && session->first_frame <= session->last_frame);
		(void)dtls_is_complete(session, NEVER);
		MUST(++count <= DTLS_MAX_SESSIONS);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct hash_key key = {1, 2};
	struct dtls *dtls = dtls_new(&key);
	struct cursor cursor = cursor_of(data, size);

	for (uint64_t frame = 1; cursor_left(&cursor); frame++) {
		struct payload payload = {.frame = frame, .time = (ns)frame * SECOND};

		payload.flow.source = endpoint_of(cursor_u8(&cursor));
		payload.flow.destination = endpoint_of(cursor_u8(&cursor));
		payload.size = cursor_u8(&cursor);
		if (payload.size > cursor_left(&cursor))
			payload.size = cursor_left(&cursor);
		payload.length = payload.size;
		payload.bytes = cursor_take(&cursor, payload.size);
		if (dtls_take(dtls, &payload)) {
			check(dtls, &payload.flow.source);
			check(dtls, &payload.flow.destination);
		}
	}
	dtls_free(dtls);
	return 0;
}
