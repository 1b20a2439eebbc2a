/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/content.h"

enum {
	ENOUGH_PACKETS = 10,
	MOST_TYPES = 8, /* named */
	DYNAMIC = 96,   /* RFC 3551 6: lower ones have a fixed meaning, which a phone may know without SDP */
};

/* Packets as rare as that hold a path open (RFC 6263 4 has an unknown payload type for it). */
static bool is_keepalive(const struct run *run)
{
	return run->size_most == 0 || run->last - run->first >= (ns)(run->packets - 1) * SECOND / 2;
}

/* What the SDP of the caller was read to the end of. */
static bool is_all_read(const struct attempt *attempt)
{
	for (const struct event *event = attempt->call->first; event; event = event->next)
		if (event->sdp && attempt_is_caller(attempt, &event->flow->source) &&
		    (event->sdp->deviations & (SDP_TOO_MUCH | SDP_BAD_MEDIA) || event_is_incomplete(event)))
			return false;
	return true;
}

static void tell_offered(const struct attempt *attempt, struct finding *out)
{
	const struct sdp_media *audio = sdp_audio(attempt->offer);
	struct buf types = {0};

	if (!audio || !attempt->offer_event)
		return;
	for (unsigned i = 0; i < audio->formats && i < MOST_TYPES; i++)
		buf_printf(&types, "%s%u", i ? _(", ") : "", audio->format[i].payload_type);
	if (audio->formats > MOST_TYPES)
		/* TRANSLATORS: the second is a list of payload types: "0, 8, 101" */
		finding_printf(out, _("; the %s of the caller has %s and %u more"),
		               word_event(out, attempt->offer_event), buf_text(&types), audio->formats - MOST_TYPES);
	else
		finding_printf(out, _("; the %s of the caller has %s"), word_event(out, attempt->offer_event),
		               buf_text(&types));
	buf_done(&types);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct carried *carried = &attempt->carried;
	const struct run *run = carried->unusable_run;

	if (!run || carried->unusable < ENOUGH_PACKETS || is_keepalive(run) || !is_all_read(attempt))
		return false;
	finding_printf(
		out,
		_("the caller's phone must ignore %llu early RTP packets of payload type %u, which it did not offer: "
	          "from %s in frames %llu to %llu"),
		(unsigned long long)carried->unusable, run->payload_type,
		word_endpoint(out, &carried->unusable_stream->source),
		(unsigned long long)frame_number(run->first_frame), (unsigned long long)frame_number(run->last_frame));
	finding_frame(out, run->first_frame, run->first);
	finding_frame(out, run->last_frame, run->last);
	tell_offered(attempt, out);
	if (carried->present.count)
		out->severity = SEVERITY_WARNING;
	if (run->payload_type < DYNAMIC)
		out->confidence = CONFIDENCE_HIGH;
	return true;
}

const struct rule rule_em_rtp_pt_not_negotiated = {
	.id = "em-rtp-pt-not-negotiated",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_CONTENT,
	.title = N_("Early audio of a payload type that was not offered"),
	.explain =
		N_("The packets that reach the caller carry a payload type that none of its SDP has. A receiver must "
                   "ignore what it does not understand, so that the caller hears nothing although audio arrives. Some "
                   "phones play the types with a fixed meaning, such as PCMU and PCMA, all the same. Transcoders and "
                   "gateways that were configured with a number of their own, or that go on with the codec of the leg "
                   "before, send such packets."),
	.refs = "RFC 3550 5.1, RFC 3264 6.1, RFC 3551 6",
	.next = N_("Have the sender use a format and the number that the caller's SDP gives it. Look at the codec list "
                   "of the element that sends the packets, and whether it answers with one codec and sends another."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     pt=97  for 8.0s\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp  codecs=0,8\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     pt=8  for 8.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
