/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as a session description, and as what multipart bodies are found in. */
#include "sip/body.h"
#include "sip/sdp.h"

#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct str body = {(const char *)data, size};
	struct str found = body_sdp(body, STR("multipart/mixed"));
	struct sdp *sdp = sdp_parse(&arena, body);

	MUST(found.n <= size);
	for (unsigned i = 0; sdp && i < sdp->media_count; i++) {
		const struct sdp_media *media = &sdp->media[i];

		MUST(media->formats <= SDP_MAX_FORMATS);
		MUST(!media->has_address || media->address_text.n);
		MUST(!media->precondition_unmet || media->has_preconditions);
	}
	MUST(!sdp || sdp->media_count <= SDP_MAX_MEDIA);
	arena_done(&arena);
	return 0;
}
