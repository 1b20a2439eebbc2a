/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/leg.h"

/* The one leg towards the callee, where it was refused with 603 and the B2BUA that sent it is known to go on elsewhere. NULL: otherwise. */
static const struct leg *find_only_leg(const struct attempt *attempt)
{
	const struct leg *only = NULL;

	for (unsigned i = 0; i < attempt->leg_count; i++) {
		const struct leg *leg = &attempt->legs[i];

		if (!leg->onward)
			continue;
		if (only || leg->tie == TIE_CALL_ID || leg->grade == GRADE_LOW || leg->attempt->hop_count > 1)
			return NULL;
		only = leg;
	}
	return only;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct leg *leg = find_only_leg(attempt);
	const struct event *final = leg ? leg->attempt->final : NULL;
	const struct advance *advance = leg ? leg->attempt->call->advance : NULL;
	const char *refused, *earlier;

	/* After a block by analytics no other route may be tried. */
	if (!final || !advance || final->code != 603 || event_is_block(final) || leg->attempt->final_elsewhere)
		return false;
	if (!attempt->final || attempt->final->code < 300 || attempt->cancel || leg->attempt->cancel ||
	    !absence_shows(attempt))
		return false;
	refused = word_event(out, final);
	earlier = word_frame(out, advance->frame, advance->time);
	finding_printf(
		out,
		_("the call ended with the first refusal, and no other route was tried: after the %s from %s no INVITE "
	          "went elsewhere, though %s went on from %s to %s in an earlier call after a %u (%s)"),
		refused, word_endpoint(out, &leg->server), word_address(out, &leg->client.address),
		word_endpoint(out, &advance->from), word_endpoint(out, &advance->to), advance->code, earlier);
	finding_leg(out, attempt, leg);
	return true;
}

#define FIRST_CALL                                                                                                     \
	"0.000  A > P  INVITE  sdp  X-CID: one\n"                                                                      \
	"0.010  P > B  INVITE  sdp  call=2  X-CID: one\n"                                                              \
	"0.500  B > P  503     tag=b1  call=2\n"                                                                       \
	"0.505  P > B  ACK     tag=b1  call=2\n"                                                                       \
	"0.510  P > C  INVITE  sdp  call=3  X-CID: one\n"                                                              \
	"2.000  C > P  486     tag=c1  call=3\n"                                                                       \
	"2.005  P > C  ACK     tag=c1  call=3\n"                                                                       \
	"2.010  P > A  486     tag=p1\n"                                                                               \
	"2.020  A > P  ACK     tag=p1\n"

const struct rule rule_dec_603_no_failover = {
	.id = "dec-603-no-failover",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_MEDIUM,
	.step = STEP_NEVER,
	.title = N_("603 from one route, and no other was tried"),
	.explain = N_(
		"A PBX or SBC got 603 from one route and ended the call, although this capture shows that it has another one and "
		"uses it after other failures. That is how many are set up: 603 is taken for a person's no, and then a second try "
		"makes no sense. Where a provider sends 603 for troubles of its own, calls fail that another route would carry."),
	.refs = "RFC 3261 21.6.2",
	.next = N_(
		"If this provider's 603 does not come from people, let the PBX try the next route on it, too; never after a block "
		"by analytics (603 Network Blocked, 607, 608)."),
	.fires = FIRST_CALL "60.000  A > P  INVITE  sdp  call=4  X-CID: two\n"
			    "60.010  P > B  INVITE  sdp  call=5  X-CID: two\n"
			    "60.500  B > P  603     tag=b2  call=5\n"
			    "60.505  P > B  ACK     tag=b2  call=5\n"
			    "60.510  P > A  603     tag=p2  call=4\n"
			    "60.520  A > P  ACK     tag=p2  call=4\n",
	.silent = FIRST_CALL "60.000  A > P  INVITE  sdp  call=4  X-CID: two\n"
			     "60.010  P > B  INVITE  sdp  call=5  X-CID: two\n"
			     "60.500  B > P  603     tag=b2  call=5\n"
			     "60.505  P > B  ACK     tag=b2  call=5\n"
			     "60.507  P > C  INVITE  sdp  call=6  X-CID: two\n"
			     "61.000  C > P  603     tag=c2  call=6\n"
			     "61.005  P > C  ACK     tag=c2  call=6\n"
			     "61.010  P > A  603     tag=p2  call=4\n"
			     "61.020  A > P  ACK     tag=p2  call=4\n",
	.check = check,
};
