/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static bool has_tone(const struct sdp *sdp)
{
	for (unsigned i = 0; sdp && i < sdp->media_count; i++)
		if (sdp->media[i].is_cat)
			return true;
	return false;
}

static const struct event *first_tone(const struct attempt *attempt)
{
	for (const struct event *event = attempt->call->first; event; event = event->next)
		if (attempt_in_last_try(attempt, event) && !attempt_is_caller(attempt, &event->flow->source) &&
		    (has_tone(event->sdp) || has_tone(event->details->early_session)))
			return event;
	return NULL;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = first_tone(attempt);

	if (!event)
		return false;
	finding_printf(
		out,
		_("a server for customised tones plays to the caller in place of ringback: the SDP of the %s has "
	          "a=content:g.3gpp.cat"),
		word_event(out, event));
	return true;
}

const struct rule rule_ims_cat = {
	.id = "ims-cat",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("Customised ringback"),
	.explain = N_(
		"The callee's network plays a customised alerting tone (CAT) from a server of its own in place of ringback. Its "
		"audio path is another one than that of the person who answers, so the path changes at the answer."),
	.refs = "3GPP TS 24.182, RFC 4796",
	.next = N_(
		"If callers hear silence in place of the melody, follow the media of the server that the SDP names."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  a=content:g.3gpp.cat\n"
		 "9.000  B > A  200     sdp  tag=b2\n"
		 "9.020  A > B  ACK     tag=b2\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b2\n"
		  "9.020  A > B  ACK     tag=b2\n",
	.check = check,
};
