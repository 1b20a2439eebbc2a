/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* As long as gateways wait for early RTP. */
#define PATIENCE (2 * SECOND)

/* When backward audio is there at or after time: NEVER, if it is not before the end. */
static ns audio_from(const struct attempt *attempt, ns time)
{
	ns first = NEVER;

	for (unsigned i = 0; i < attempt->backward.stream_count; i++) {
		const struct stream *stream = attempt->backward.streams[i];

		for (unsigned n = 0; n < stream->run_count; n++) {
			const struct run *run = &stream->runs[n];
			ns from = run->first > time ? run->first : time;

			if (run->last >= time && from < attempt->end && from < first)
				first = from;
		}
	}
	return first;
}

static void tell_silence(const struct attempt *attempt, const struct event *ringing, const struct event *opened,
                         ns until, struct finding *out)
{
	const char *sdp = word_event(out, opened), *ring = word_event(out, ringing);

	finding_printf(
		out,
		_("no ring tone came with the ringing for %s: phones that stopped their own at the SDP of the %s "
	          "stay silent, since the %s has no SDP and no audio came"),
		word_seconds(out, until - ringing->time), sdp, ring);
	out->confidence = confidence_in_silence(attempt);
	if (!attempt_only_reserves(attempt) && !attempt_is_withheld(attempt))
		return;
	finding_printf(
		out, attempt_is_withheld(attempt)
			     ? _("; the caller's phone reads P-Early-Media, which says that no audio comes yet, so it "
	                         "most likely rings by itself")
			     : _("; the caller's phone reserves resources too, so it most likely rings by itself"));
	out->severity = SEVERITY_NOTICE;
}

static void tell_nothing_wrong(const struct attempt *attempt, const struct event *ringing, const struct event *opened,
                               struct finding *out)
{
	const char *ring = word_event(out, ringing), *sdp = word_event(out, opened);

	finding_printf(out, _("the %s has no SDP; the audio path of the %s stays open"), ring, sdp);
	if (attempt->visibility <= VISIBILITY_BYPASS)
		finding_printf(out, _(", and this capture cannot show whether audio came on it"));
	else if (attempt->elsewhere)
		finding_printf(out, _(", but the audio went to another address or port of the caller"));
	else if (audio_from(attempt, ringing->time) != NEVER)
		finding_printf(out, _(" and audio came on it"));
	out->severity = SEVERITY_INFO;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *ringing = attempt->provisionals[i], *opened;
		ns audio, until;

		if (ringing->code != 180 || !attempt_is_early(attempt, ringing) || ringing->sdp ||
		    event_is_incomplete(ringing))
			continue;
		opened = attempt_opened_before(attempt, i);
		if (!opened || ringing->time - opened->time <= MIRROR_SWAPS)
			continue;
		audio = audio_from(attempt, ringing->time);
		until = audio < attempt->end ? audio : attempt->end;
		if (attempt->visibility <= VISIBILITY_BYPASS || attempt->elsewhere || until - ringing->time < PATIENCE)
			tell_nothing_wrong(attempt, ringing, opened, out);
		else
			tell_silence(attempt, ringing, opened, until, out);
		return true;
	}
	return false;
}

const struct rule rule_em_180_no_sdp_after_sdp = {
	.id = "em-180-no-sdp-after-sdp",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_ABSENCE,
	.title = N_("180 without SDP after SDP, and no ring tone"),
	.explain = N_(
		"First a provisional response with SDP opened an audio path, then a 180 without SDP said that the callee "
		"is being alerted. A phone that follows the RFC rings by itself now, as long as no audio arrives. A phone that "
		"gave up its own ringing at the SDP does not take it up again and stays silent. Mobile networks that exchange "
		"SDP for preconditions, and carriers that send no ring tone in-band, lead to this."),
	.refs = "RFC 3960 3.2",
	.next = N_(
		"Let the SBC or the phone play local ringback at the 180 while no RTP arrives. In a PBX between the two, allow 180 "
		"to be relayed after 183."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "2.000  B > A  180     tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n"
		 "9.050  B > A  rtp     for 3.0s\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "2.000  B > A  180     sdp  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n"
		  "9.050  B > A  rtp     for 3.0s\n",
	.early = true,
	.check = check,
};
