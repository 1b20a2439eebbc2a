/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as a session description, and as what multipart bodies are found in. */
#include "sip/body.h"
#include "sip/sdp.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct str body = {(const char *)data, size};
	struct str found = body_sdp(body, STR("multipart/mixed"));
	struct sdp *sdp = sdp_parse(&arena, body);

	assert(found.n <= size);
	for (unsigned i = 0; sdp && i < sdp->media_count; i++) {
		const struct sdp_media *media = &sdp->media[i];

		assert(media->formats <= SDP_MAX_FORMATS);
		assert(!media->has_address || media->address_text.n);
		assert(!media->precondition_unmet || media->has_preconditions);
	}
	assert(!sdp || sdp->media_count <= SDP_MAX_MEDIA);
	arena_done(&arena);
	return 0;
}
