/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* RFC 6228: a 199 may come from a proxy, which cannot send it reliably. Contradictory ones are rel-rseq-invalid's. */
static bool is_plain(const struct event *event)
{
	return event->code > 100 && event->code != 199 && !event->has_rseq && !(event->required & OPTION_100REL) &&
	       event_shows_header(event);
}

static const struct event *find_plain(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i], *invite = event->answers;

		if (attempt_is_early(attempt, event) && is_plain(event) && invite && (invite->required & OPTION_100REL))
			return event;
	}
	return NULL;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = find_plain(attempt);
	const char *plain, *invite;

	if (!event || (attempt->final && attempt->final->code == 420))
		return false;
	plain = word_event(out, event);
	invite = word_event(out, event->answers);
	finding_printf(
		out,
		_("the caller may pass over the %s, which is not reliable: the %s requires 100rel, and the callee "
	          "neither obeyed nor refused with 420"),
		plain, invite);
	return true;
}

const struct rule rule_rel_required_not_honoured = {
	.id = "rel-required-not-honoured",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_RELIABILITY,
	.title = N_("Unreliable response although the caller requires 100rel"),
	.explain = N_(
		"With Require: 100rel in the INVITE every provisional response but 100 must be sent reliably, or the call be "
		"refused with 420. Here one came without Require: 100rel and RSeq. The caller cannot acknowledge it; a "
		"gateway that insists on PRACK may ignore it and what it says about ringing and audio, or may end the call."),
	.refs = "RFC 3262 3, RFC 3261 8.2.2.3",
	.next = N_(
		"Upgrade the callee's side or turn PRACK on there. Until then let the caller's side list 100rel in Supported "
		"instead of Require towards this peer."),
	.fires = "0.000  A > B  INVITE  sdp  Require: 100rel\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp  Require: 100rel\n"
		  "0.900  B > A  183     sdp  tag=b1  rel\n"
		  "0.920  A > B  PRACK   tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
