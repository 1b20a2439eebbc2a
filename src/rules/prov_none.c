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

static const char *meaning(const struct refused *refused, bool v6, struct finding *out)
{
	switch (icmp_meaning(v6, refused->type, refused->code)) {
	case ICMP_NOBODY:
		return _("nothing listens there");
	case ICMP_NO_WAY:
		return _("there is no way to that host");
	case ICMP_BARRED:
		return _("a firewall or policy forbids it");
	case ICMP_TOO_BIG:
		if (!refused->length)
			return _(
				"its bytes are too many for one packet on this path, and it was not to be cut in fragments: "
				"smaller SDP or TCP would pass");
		return word_printf(
			out,
			_("its %zu bytes are too many for one packet on this path, and it was not to be cut in "
		          "fragments: smaller SDP or TCP would pass"),
			refused->length);
	case ICMP_EXPIRED:
		return _("it went in circles, or too far, or lost a fragment");
	default:
		return _("it was not delivered");
	}
}

static bool tell_refused(const struct refused *refused, struct finding *out)
{
	bool v6 = !address_is_ipv4(&refused->flow.source.address);
	const char *to = word_endpoint(out, &refused->flow.destination);
	const char *error = icmp_name(v6, refused->type, refused->code);
	const char *reporter = word_address(out, &refused->reporter), *says = meaning(refused, v6, out);
	const char *frame = word_frame(out, refused->frame, refused->time);

	if (refused->count > 1)
		finding_printf(
			out,
			/* TRANSLATORS: an address, the ICMP error's own name, who sent it, "frame 12", and a sentence: "nothing listens there" */
			_("the INVITE did not reach %s: ICMP %s from %s (%s, %u times) says that %s"), to, error,
			reporter, frame, refused->count, says);
	else
		finding_printf(out, _("the INVITE did not reach %s: ICMP %s from %s (%s) says that %s"), to, error,
		               reporter, frame, says);
	finding_proof(out, refused->event);
	out->severity = SEVERITY_ERROR;
	return true;
}

static void tell_nothing(const struct attempt *attempt, ns waited, struct finding *out)
{
	const char *invite = word_event(out, attempt->invite), *end = word_end(out, attempt);

	finding_printf(out,
	               has_trying(attempt)
	                       /* TRANSLATORS: how long, the INVITE, and how the wait ended: "the 200 (frame 31)" */
	                       ? _("nothing told the caller's phone to ring for %s: between the %s and %s came nothing "
	                           "but 100 Trying")
	                       : _("nothing told the caller's phone to ring for %s: between the %s and %s came nothing "
	                           "at all"),
	               word_seconds(out, waited), invite, end);
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
	tell_nothing(attempt, waited, out);
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
		"network waited for. Where an ICMP error came back, mend what it names: the address or port that the INVITE was sent "
		"to, the route, or a firewall."),
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
