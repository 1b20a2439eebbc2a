/* SPDX-License-Identifier: BSD-2-Clause */
/* A sequence of UDP payloads through the table of checks: two bytes choose the endpoints, one the length. */
#include "base/cursor.h"
#include "media/ice.h"
#include "media/stun.h"
#include "sip/sdp.h"

#include "tests/fuzz/target.h"

static struct endpoint endpoint_of(uint8_t choice)
{
	const uint8_t bytes[4] = {10, 0, 0, choice & 7};

	return (struct endpoint){address_of_ipv4(bytes), (uint16_t)(30000 + (choice >> 5))};
}

static void check(const struct ice *ice, struct str username)
{
	struct str first, rest = username;
	unsigned count = 0;

	if (!str_split(&rest, ':', &first))
		return;
	for (const struct ice_check *at = ice_checks(ice, sdp_ice_fragment(first), sdp_ice_fragment(rest)); at;
	     at = at->next) {
		MUST(at->requests.count && at->requests.first_frame <= at->requests.last_frame);
		MUST(++count <= ICE_MAX_CHECKS);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct hash_key key = {1, 2};
	struct ice *ice = ice_new(&key);
	struct cursor cursor = cursor_of(data, size);

	for (uint64_t frame = 1; cursor_left(&cursor); frame++) {
		struct payload payload = {.frame = frame, .time = (ns)frame * SECOND};
		struct stun stun;

		payload.flow.source = endpoint_of(cursor_u8(&cursor));
		payload.flow.destination = endpoint_of(cursor_u8(&cursor));
		payload.size = cursor_u8(&cursor);
		if (payload.size > cursor_left(&cursor))
			payload.size = cursor_left(&cursor);
		payload.length = payload.size;
		payload.bytes = cursor_take(&cursor, payload.size);
		if (!ice_take(ice, &payload))
			continue;
		MUST(stun_parse(payload.bytes, payload.size, payload.length, &stun));
		check(ice, stun.username);
	}
	ice_free(ice);
	return 0;
}
