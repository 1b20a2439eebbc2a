/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

#include "net/icmp.h"

#define ANSWER_SOON (2 * SECOND)
/* ITU-T E.721: 95 in 100 local calls should have shown a reaction by then. */
#define FAILURE_SOON (6 * SECOND)

static bool has_trying(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++)
		if (attempt->provisionals[i]->cseq == attempt->invite->cseq)
			return true;
	return false;
}

static void tell_meaning(const struct refused *refused, bool v6, struct finding *out)
{
	switch (icmp_meaning(v6, refused->type, refused->code)) {
	case ICMP_NOBODY:
		finding_printf(out, "nothing listens there");
		break;
	case ICMP_NO_WAY:
		finding_printf(out, "there is no way to that host");
		break;
	case ICMP_BARRED:
		finding_printf(out, "a firewall or policy forbids it");
		break;
	case ICMP_TOO_BIG:
		finding_printf(out, "its ");
		if (refused->length)
			finding_printf(out, "%zu ", refused->length);
		finding_printf(out,
		               "bytes are too many for one packet on this path, and it was not to be cut in fragments: "
		               "smaller SDP or TCP would pass");
		break;
	case ICMP_EXPIRED:
		finding_printf(out, "it went in circles, or too far, or lost a fragment");
		break;
	default:
		finding_printf(out, "it was not delivered");
	}
}

static bool tell_refused(const struct refused *refused, struct finding *out)
{
	bool v6 = !address_is_ipv4(&refused->flow.source.address);

	finding_printf(out, "the INVITE did not reach ");
	finding_endpoint(out, &refused->flow.destination);
	finding_printf(out, ": ICMP %s from ", icmp_name(v6, refused->type, refused->code));
	address_format(&out->text, &refused->reporter);
	finding_printf(out, " (frame %llu", (unsigned long long)frame_number(refused->frame));
	finding_frame(out, refused->frame, refused->time);
	if (refused->count > 1)
		finding_printf(out, ", %u times", refused->count);
	finding_printf(out, ") says that ");
	tell_meaning(refused, v6, out);
	finding_proof(out, refused->event);
	out->severity = SEVERITY_ERROR;
	return true;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct refused *refused = attempt_refused(attempt);
	ns waited;
	bool answered;

	if (refused && !attempt->first_18x)
		return tell_refused(refused, out);
	if (lost_18x(attempt))
		return false;
	if (!attempt->final || attempt->first_18x || !absence_may_show(attempt))
		return false;
	waited = attempt->end - attempt->invite->time;
	answered = attempt->final->code < 300;
	finding_printf(out, "nothing told the caller's phone to ring for ");
	finding_seconds(out, waited);
	finding_printf(out, ": between the ");
	finding_event(out, attempt->invite);
	finding_printf(out, " and ");
	finding_end(out, attempt);
	finding_printf(out, has_trying(attempt) ? " came nothing but 100 Trying" : " came nothing at all");
	if (waited > (answered ? ANSWER_SOON : FAILURE_SOON))
		out->severity = SEVERITY_WARNING;
	if (!absence_shows(attempt))
		out->confidence = CONFIDENCE_LOW;
	return true;
}

const struct rule rule_prov_none = {
	.id = "prov-none",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_SIGNALLING,
	.title = N_("No provisional response before the final one"),
	.explain = N_(
		"The callee's side answered or failed the call without any 180 or 183 before. Until then the caller's phone "
		"had no reason to ring and nothing to play. That is harmless when it takes a moment, as with voice platforms "
		"that answer at once, and silence when it takes longer. Where an ICMP error came back, the INVITE itself did not arrive."),
	.refs = "RFC 3261 13.3.1.1, RFC 3960 3.2",
	.next = N_(
		"Have the answering system send 180 before it answers, or answer sooner; for failures look at what the "
		"network waited for."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.020  B > A  100\n"
		 "5.000  B > A  200     sdp  tag=b1\n"
		 "5.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.020  B > A  100\n"
		  "0.900  B > A  180     tag=b1\n"
		  "5.000  B > A  200     sdp  tag=b1\n"
		  "5.020  A > B  ACK     tag=b1\n",
	.check = check,
};
