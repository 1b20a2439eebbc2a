/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/talk.h"

#define LONG_ENOUGH (5 * SECOND)
#define LONG_WITH_PAUSES (15 * SECOND) /* where a silent side sends nothing */

/* Signalling and media of both sides come from the same hosts, so both directions between them pass here. */
static bool same_hosts(const struct attempt *attempt, const struct talk *talk)
{
	return address_same(&talk->caller->address, &attempt->caller.address) &&
	       address_same(&talk->callee->address, &attempt->callee.address);
}

/* Whoever sends from elsewhere than its SDP says may be behind a NAT, and is answered there: RFC 4961. */
static bool is_symmetric(const struct audio *from, const struct audio *to, const struct talk *talk)
{
	for (unsigned i = 0; i < from->stream_count; i++) {
		bool named = false;

		for (unsigned n = 0; n < to->endpoint_count && !named; n++)
			named = endpoint_same(&from->streams[i]->source, &to->endpoints[n]);
		if (!named && stream_last(from->streams[i]) >= talk->from)
			return false;
	}
	return true;
}

/* That other direction of this call, or of others at its hosts, was seen. */
static bool would_show(const struct attempt *attempt, const struct talk *talk, bool backward)
{
	if (backward)
		return attempt->visibility >= VISIBILITY_LEARNED || same_hosts(attempt, talk);
	return attempt->forward.stream_count > 0 || same_hosts(attempt, talk);
}

/* Audio that ended at the answer is another finding's. */
static bool is_missing(const struct attempt *attempt, const struct talk *talk, bool backward)
{
	const struct audio *audio = backward ? &attempt->backward : &attempt->forward;
	bool agreed = backward ? talk->backward : talk->forward;

	return agreed && !(backward && attempt_had_audio(attempt)) &&
	       !stretches_any(attempt, audio, talk->from, NEVER) && would_show(attempt, talk, backward);
}

static void tell(const struct attempt *attempt, const struct talk *talk, bool backward, ns lasted,
                 const struct stretch *first, struct finding *out)
{
	const char *answer = word_event(out, attempt->final);

	finding_printf(
		out,
		backward ? _("the caller heard nothing of the answered call: from the %s on audio went one way, from "
	                     "%s to %s for %s (first in %s), and none back, though the SDP has both send")
			 : _("the callee heard nothing of the caller: from the %s on audio went one way, from %s to "
	                     "%s for %s (first in %s), and none back, though the SDP has both send"),
		answer, word_endpoint(out, &first->stream->source), word_endpoint(out, &first->stream->destination),
		word_seconds(out, lasted), word_frame(out, first->run->first_frame, first->run->first));
	out->confidence =
		(backward ? attempt->backward : attempt->forward).early_packets ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	ns enough = pauses_allowed(attempt) ? LONG_WITH_PAUSES : LONG_ENOUGH;
	struct talk talk;

	if (!talk_of(attempt, &talk) || talk.chosen)
		return false;
	for (int backward = 0; backward <= 1; backward++) {
		const struct audio *seen = backward ? &attempt->forward : &attempt->backward,
				   *other = backward ? &attempt->backward : &attempt->forward;
		struct stretch first;
		ns lasted = stretches_extent(attempt, seen, talk.from, talk.until, &first);

		if (lasted < enough || !is_missing(attempt, &talk, backward) || !is_symmetric(seen, other, &talk))
			continue;
		tell(attempt, &talk, backward, lasted, &first, out);
		return true;
	}
	return false;
}

const struct rule rule_em_rtp_one_way_after = {
	.id = "em-rtp-one-way-after",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("One-way audio after the answer"),
	.explain = N_(
		"After the answer audio went in one direction only, although offer and answer have both sides send. One of the "
		"two hears nothing. An address in the SDP that cannot be reached from the other side, a NAT or firewall that "
		"lets packets out but not in, or a relay that was given the wrong address are the usual causes."),
	.refs = "RFC 3264 6.1, RFC 4961 4",
	.next = N_(
		"Trace on the silent side: if it sends, follow its packets to where they get lost; if it does not, look at "
		"the SDP it was given and at its own firewall."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  180     tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n"
		 "9.050  A > B  rtp     for 6.0s\n"
		 "15.100  A > B  BYE    tag=b1\n"
		 "15.110  B > A  200    of=BYE  tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  180     tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n"
		  "9.050  A > B  rtp     for 6.0s\n"
		  "9.060  B > A  rtp     for 6.0s\n"
		  "15.100  A > B  BYE    tag=b1\n"
		  "15.110  B > A  200    of=BYE  tag=b1\n",
	.check = check,
};
