/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as a session description, as two to compare, and as what multipart bodies are found in. */
#include "sip/body.h"
#include "sip/sdp.h"

#include "tests/fuzz/target.h"

static void check_media(const struct sdp_media *media)
{
	unsigned unmet = 0;

	for (int status = 0; status < SDP_STATUS_TYPES; status++) {
		unmet |= sdp_unmet(media, (enum sdp_status)status);
		MUST(sdp_way_name(sdp_current(media, (enum sdp_status)status)));
	}
	MUST(media->formats <= SDP_MAX_FORMATS);
	MUST(!media->has_address || media->address_text.n);
	MUST(media->precondition_unmet == (unmet != 0));
	MUST(!media->precondition_unmet || media->has_preconditions);
	MUST(media->details && media->details->crypto_count <= SDP_MAX_CRYPTO);
	MUST(media->has_crypto || media->details->crypto_count == 0);
	MUST(media->has_fingerprint == (media->details->fingerprints != 0));
	MUST(!media->port_bad || media->port == 0);
	MUST(sdp_setup_name((enum sdp_setup)media->setup) && sdp_codecs(media) <= media->formats);
}

static void check(const struct sdp *sdp)
{
	const struct sdp_media *audio = sdp_audio(sdp);

	MUST(sdp->media_count <= SDP_MAX_MEDIA);
	MUST(!audio || sdp_line(sdp, audio) < sdp->media_count);
	MUST(audio ? !(sdp_lacks(sdp) & SDP_LACKS_AUDIO) : sdp_lacks(sdp) != 0);
	MUST(sdp_same(sdp, sdp));
	for (unsigned left = sdp->deviations; left;)
		MUST(sdp_deviation_next(&left));
	for (unsigned i = 0; i < sdp->media_count; i++)
		check_media(&sdp->media[i]);
}

static void compare(const struct sdp *offer, const struct sdp *answer)
{
	const struct sdp_media *offered = sdp_audio(offer), *answered = sdp_audio(answer);
	const struct sdp_format *was, *is;

	MUST(sdp_differs(offer, answer) == sdp_differs(answer, offer));
	if (!offered || !answered)
		return;
	MUST((sdp_codecs_common(offered, answered) == sdp_codecs(answered)) == !sdp_codec_added(offered, answered));
	is = sdp_renumbered(offered, answered, &was);
	MUST(!is || (was->payload_type != is->payload_type && sdp_same_format(was, is)));
	MUST(!sdp_renumbered(offered, offered, &was));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct str body = {(const char *)data, size}, half = {(const char *)data, size / 2};
	struct body_sdp found = body_sdp(body, STR("multipart/mixed"), STR_NONE);
	struct sdp *sdp = sdp_parse(&arena, body), *other = sdp_parse(&arena, half);

	MUST(found.session.n <= size && found.early_session.n <= size);
	if (sdp)
		check(sdp);
	compare(sdp, other);
	arena_done(&arena);
	return 0;
}
