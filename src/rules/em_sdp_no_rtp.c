/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* Gateways that watch for early RTP use about as much before they give up on it. */
#define PATIENCE (2 * SECOND)

static bool is_absent(const struct attempt *attempt)
{
	if (!attempt->promise || attempt->preconditions_only || attempt->backward.early_packets || attempt->elsewhere)
		return false;
	if (!attempt->backward.endpoint_count || attempt->end - attempt->promise->time < PATIENCE)
		return false;
	/* A capture that lacks a direction of the signalling may lack that direction of the audio. */
	return attempt->visibility >= (attempt->half ? VISIBILITY_LEARNED : VISIBILITY_PLAUSIBLE);
}

static void tell_path(const struct attempt *attempt, struct finding *out)
{
	const struct sdp_media *audio = sdp_audio(attempt->promise->sdp);

	finding_printf(out, " promised it from ");
	if (audio->has_address)
		finding_endpoint(out, &(struct endpoint){audio->address, audio->port});
	else
		finding_printf(out, STR_FMT ":%u", STR_ARG(audio->address_text), audio->port);
	finding_printf(out, " to ");
	finding_endpoint(out, &attempt->backward.endpoints[0]);
	finding_printf(out, " and none came until ");
	finding_end(out, attempt);
}

static void tell_forward(const struct attempt *attempt, struct finding *out)
{
	unsigned long long packets = attempt->forward.early_packets;

	if (packets)
		finding_printf(out, "; the caller sent %llu packet%s meanwhile", packets, packets == 1 ? "" : "s");
	else
		finding_printf(out, "; the caller sent none either");
}

/* Why the capture would have shown the audio. */
static void tell_witness(const struct attempt *attempt, struct finding *out)
{
	const struct audio *audio = &attempt->backward;

	if (attempt->visibility == VISIBILITY_PROVEN && audio->late_first != NEVER) {
		finding_printf(out, "; audio did come that way later (frame %llu)",
		               (unsigned long long)audio->late_first_frame);
		finding_frame(out, audio->late_first_frame, audio->late_first);
	} else if (attempt->visibility == VISIBILITY_LEARNED && attempt->witness && attempt->witness->run_count) {
		const struct run *run = &attempt->witness->runs[0];

		finding_printf(out, "; audio of another call did pass here (frame %llu)",
		               (unsigned long long)run->first_frame);
		finding_frame(out, run->first_frame, run->first);
	} else {
		finding_printf(out, "; that this capture would have shown it is likely, not proven");
	}
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	if (!is_absent(attempt))
		return false;
	finding_printf(out, "no early audio reached the caller for ");
	finding_seconds(out, attempt->end - attempt->promise->time);
	finding_printf(out, ": the ");
	finding_event(out, attempt->promise);
	tell_path(attempt, out);
	tell_forward(attempt, out);
	tell_witness(attempt, out);
	out->confidence = confidence_of(attempt->visibility);
	return true;
}

const struct rule rule_em_sdp_no_rtp = {
	.id = "em-sdp-no-rtp",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_MEDIUM,
	.step = STEP_ABSENCE,
	.title = "SDP promised early audio and none came",
	.explain =
		"A provisional response with SDP opens an audio path: the network says that it will play ringback or an "
		"announcement itself. Phones that trust this stop their own ringing. When no RTP follows, the caller hears "
		"nothing until the answer. Providers that send SDP only for signalling, media relays that wait for a first "
		"packet from the caller, and firewalls on the media ports are the usual causes.",
	.refs = "RFC 3960 3.2, RFC 3261 13.2.1, RFC 3264 5.1",
	.next = "Trace the callee's media address: does RTP leave it, and where does it get lost? Until that is mended, let "
		"the SBC or the phone ring locally after a 180 for as long as no RTP arrives, or strip the SDP.",
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n"
		 "9.050  B > A  rtp     for 3.0s\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     for 8.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n"
		  "9.050  B > A  rtp     for 3.0s\n",
	.check = check,
};
