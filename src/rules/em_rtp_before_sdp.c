/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/stretch.h"

/* More than RTP gains on its way over SIP, which passes proxies. */
#define EARLY_NOTICE OVERTAKES
#define EARLY_WARNING SECOND

/* The first packets since the last INVITE; run NULL: none came before the SDP. */
static struct stretch first_before(const struct attempt *attempt, ns sdp)
{
	struct stretches before;

	stretches_of(attempt, &attempt->backward, attempt->invite->time, sdp, &before);
	for (unsigned i = 0; i < before.count; i++)
		if (before.at[i].run->first >= attempt->invite->time && stretch_is_audio(attempt, &before.at[i]))
			return before.at[i];
	return (struct stretch){.run = NULL};
}

/* An 18x with SDP may have come before, and not be in the capture. */
static bool may_lack_sdp(const struct attempt *attempt)
{
	return !absence_shows(attempt) || attempt->cut || lost_18x(attempt) || attempt->skew;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *sdp = attempt->early_sdp;
	struct stretch first;
	const char *packet;
	ns early;

	if (!sdp || !sdp->seen || may_lack_sdp(attempt))
		return false;
	first = first_before(attempt, sdp->time);
	early = first.run ? sdp->time - first.from : 0;
	if (early <= EARLY_NOTICE)
		return false;
	packet = word_frame(out, first.run->first_frame, first.from);
	finding_printf(
		out,
		_("early audio began %s before the phone was told of it: the first packet came in %s from %s, the SDP "
	          "in the %s"),
		word_seconds(out, early), packet, word_endpoint(out, &first.stream->source), word_event(out, sdp));
	out->severity = early > EARLY_WARNING ? SEVERITY_WARNING : SEVERITY_NOTICE;
	return true;
}

const struct rule rule_em_rtp_before_sdp = {
	.id = "em-rtp-before-sdp",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("Early audio came before its SDP"),
	.explain = N_(
		"RTP reached the caller before the first provisional response with SDP. A phone must be ready to receive as "
		"soon as it has made its offer, but one that takes packets only from the address in the answer, needs keys "
		"from it (SRTP, DTLS), or plays nothing before it has an answer drops what comes until then: the first "
		"words of an announcement or the first ring."),
	.refs = "RFC 3264 5.1",
	.next = N_(
		"See what holds the provisional response back: a gateway that sends it after its media server began, a "
		"proxy or SBC that delays it, 100rel with an earlier response not yet acknowledged."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.500  B > A  rtp     for 8.4s\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.800  B > A  rtp     for 8.1s\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
