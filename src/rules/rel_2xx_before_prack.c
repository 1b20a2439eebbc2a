/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* A caller that sends no PRACK at all, or never said that it would, is another matter: rel-no-prack, rel-unsolicited. */
static bool is_due(const struct attempt *attempt, const struct reliable *reliable)
{
	const struct event *invite = reliable->response->answers;

	return invite && ((invite->supported | invite->required) & OPTION_100REL) &&
	       is_unacknowledged(attempt, reliable) && !is_prack_overdue(attempt, reliable);
}

/* RFC 3262 3 forbids it only where the response that waits carries SDP. */
static bool waits(const struct attempt *attempt, const struct reliable *reliable, const struct event *answer)
{
	if (!reliable->response->sdp || !str_eq(reliable->response->to_tag, answer->to_tag) ||
	    reliable->response->time > answer->time)
		return false;
	if (!reliable->prack)
		return is_due(attempt, reliable);
	return reliable->prack->time > answer->time + MIRROR_SWAPS;
}

static const struct reliable *find_waiting(const struct attempt *attempt, const struct event *answer)
{
	for (unsigned i = 0; answer && i < attempt->reliable_count; i++)
		if (waits(attempt, &attempt->reliables[i], answer))
			return &attempt->reliables[i];
	return NULL;
}

static void tell(const struct reliable *reliable, const struct event *answer, struct finding *out)
{
	const char *final = word_event(out, answer), *response = word_event(out, reliable->response);

	if (reliable->prack)
		finding_printf(out,
		               /* TRANSLATORS: at the end "frame 12", which has the PRACK */
		               _("both sides may disagree on the media once the call is answered: the %s came before a "
		                 "PRACK for the SDP of the %s, which followed in %s"),
		               final, response, word_frame(out, reliable->prack->frame, reliable->prack->time));
	else
		finding_printf(out,
		               _("both sides may disagree on the media once the call is answered: the %s came before a "
		                 "PRACK for the SDP of the %s"),
		               final, response);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	for (unsigned i = 0; i < attempt->dialog_count; i++) {
		const struct event *answer = attempt->dialogs[i].of_last_try ? attempt->dialogs[i].answered : NULL;
		const struct reliable *reliable = find_waiting(attempt, answer);

		if (!reliable)
			continue;
		tell(reliable, answer, out);
		if (reliable->prack && !order_shows(reliable->prack, answer))
			out->confidence = CONFIDENCE_MEDIUM;
		return true;
	}
	return false;
}

const struct rule rule_rel_2xx_before_prack = {
	.id = "rel-2xx-before-prack",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_RELIABILITY,
	.title = N_("Answered while SDP waited for its PRACK"),
	.explain = N_(
		"A callee must not answer the call while a reliable provisional response with SDP waits for its PRACK, "
		"because it cannot know whether the caller has that SDP. If the response was lost, the caller meets an answer "
		"that builds on an exchange it never saw; some phones then have no audio path."),
	.refs = "RFC 3262 3",
	.next = N_(
		"A fault of the callee's stack: it should hold the 2xx back until the PRACK has come. If the PRACK is only "
		"slow, see what delays it."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  rel\n"
		 "1.000  B > A  200     sdp  tag=b1\n"
		 "1.020  A > B  PRACK   tag=b1\n"
		 "1.040  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  180     tag=b1  rel\n"
		  "1.000  B > A  200     sdp  tag=b1\n"
		  "1.020  A > B  PRACK   tag=b1\n"
		  "1.040  A > B  ACK     tag=b1\n",
	.check = check,
};
