/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/leg.h"
#include "rules/stretch.h"

/* Less than this may be what a relay keeps back at the beginning. */
#define LONG_ENOUGH SECOND

/* How long the audio of the leg that came after time went on; 0: none did. */
static ns audio_after(const struct leg *leg, ns time, ns until, struct stretch *first)
{
	if (until > leg->attempt->end)
		until = leg->attempt->end;
	return stretches_extent(leg->attempt, &leg->attempt->backward, time, until, first);
}

/* What the relay is to send to the caller would be seen: it has one address on both sides, or sent here otherwise. */
static bool would_show(const struct attempt *attempt, const struct stretch *first)
{
	const struct sdp_media *audio = sdp_audio(attempt->promised);

	if (attempt->visibility >= VISIBILITY_LEARNED)
		return true;
	return attempt->visibility == VISIBILITY_PLAUSIBLE && audio && audio->has_address &&
	       address_same(&audio->address, &first->stream->destination.address);
}

static void tell(const struct attempt *attempt, const struct leg *leg, ns lasted, const struct stretch *first,
                 struct finding *out)
{
	const char *began = word_frame(out, first->run->first_frame, first->run->first);
	const char *promise = word_event(out, attempt->promise);

	finding_printf(out,
	               _("early audio did not get through to the caller: %s of it came to %s (first in %s), and after "
	                 "the %s none was sent on to %s"),
	               word_seconds(out, lasted), word_endpoint(out, &first->stream->destination), began, promise,
	               word_audio(out, sdp_audio(attempt->offer)));
	out->confidence = attempt->visibility == VISIBILITY_PROVEN ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM;
	finding_leg(out, attempt, leg);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	if (!attempt->promise || !audio_is_missing(attempt, attempt->promise->time, attempt->end))
		return false;
	for (unsigned i = 0; i < attempt->leg_count; i++) {
		const struct leg *leg = &attempt->legs[i];
		struct stretch first;
		ns lasted;

		if (!leg->onward || !leg_keeps_time(attempt, leg) || !attempt_had_early_audio(leg->attempt))
			continue;
		lasted = audio_after(leg, attempt->promise->time, attempt->end, &first);
		if (lasted < LONG_ENOUGH || !would_show(attempt, &first))
			continue;
		tell(attempt, leg, lasted, &first, out);
		return true;
	}
	return false;
}

const struct rule rule_leg_rtp_not_relayed = {
	.id = "leg-rtp-not-relayed",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_LEGS,
	.title = N_("Early audio not relayed between two legs"),
	.explain = N_(
		"The callee's side sent early audio, it reached the relay between the two legs, and the relay sent none to the "
		"caller, though a provisional response had opened the path there too. The caller hears silence while the "
		"announcement plays to a wall. A relay that waits for the answer, and is told of it only in the 2xx, may do "
		"this; so does one that blocks media on purpose."),
	.refs = "RFC 3264 5.1, RFC 3261 13.2.1",
	.next = N_(
		"Look at how the relay is told of offer and answer: a proxy that drives one (rtpengine, rtpproxy) should "
		"hand it the SDP of the 183 as well as that of the 200; in a PBX look for what ties the two channels only at the answer."),
	.fires = "0.000  A > P  INVITE  sdp  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		 "0.010  P > B  INVITE  sdp  host=10.0.0.16  call=2  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		 "0.900  B > P  183     sdp  tag=b1  call=2\n"
		 "0.910  P > A  183     sdp  tag=p1\n"
		 "1.000  B > P  rtp     for 7.9s  to=30002  call=2\n"
		 "9.000  B > P  200     sdp  tag=b1  call=2\n"
		 "9.010  P > A  200     sdp  tag=p1\n"
		 "9.020  A > P  ACK     tag=p1\n"
		 "9.030  P > B  ACK     tag=b1  call=2\n"
		 "9.050  P > A  rtp     for 2.0s\n",
	.silent = "0.000  A > P  INVITE  sdp  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		  "0.010  P > B  INVITE  sdp  host=10.0.0.16  call=2  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		  "0.900  B > P  183     sdp  tag=b1  call=2\n"
		  "0.910  P > A  183     sdp  tag=p1\n"
		  "1.000  B > P  rtp     for 7.9s  to=30002  call=2\n"
		  "1.010  P > A  rtp     for 7.9s\n"
		  "9.000  B > P  200     sdp  tag=b1  call=2\n"
		  "9.010  P > A  200     sdp  tag=p1\n"
		  "9.020  A > P  ACK     tag=p1\n"
		  "9.030  P > B  ACK     tag=b1  call=2\n"
		  "9.050  P > A  rtp     for 2.0s\n",
	.check = check,
};
