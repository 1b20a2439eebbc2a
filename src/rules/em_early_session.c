/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static const struct event *find_early_session(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++)
		if (attempt_is_early(attempt, attempt->provisionals[i]) &&
		    attempt->provisionals[i]->details->early_session)
			return attempt->provisionals[i];
	return NULL;
}

/* RFC 3959 4: offers and answers of an early session travel as those of the session do. */
static const struct event *find_answer(const struct attempt *attempt, const struct event *offer)
{
	for (const struct event *event = offer->next; event; event = event->next)
		if (event->request && event->details->early_session && attempt_on_hop(attempt, event) &&
		    attempt_is_caller(attempt, &event->flow->source))
			return event;
	return NULL;
}

static void tell_unsupported(struct finding *out)
{
	finding_printf(out,
	               _("; the INVITE does not list early-session in Supported, so that the phone will not play it"));
	out->severity = SEVERITY_WARNING;
}

static void tell_answer(const struct attempt *attempt, const struct event *event, struct finding *out)
{
	const struct event *answer = find_answer(attempt, event);

	if (answer) {
		/* TRANSLATORS: "it" is the early session that was offered */
		finding_printf(out, _(" and the caller answered it in the %s"), word_event(out, answer));
	} else if (!event_is_reliable(event)) {
		finding_printf(out,
		               _("; the response is not reliable, so that the caller cannot answer it before the 2xx"));
		out->severity = SEVERITY_WARNING;
	} else if (absence_shows(attempt)) {
		finding_printf(out, _("; the caller never answered it"));
		out->severity = SEVERITY_WARNING;
	}
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = find_early_session(attempt);

	if (!event || !attempt->invite)
		return false;
	/* Of an INVITE that offers one, it is the answer. */
	finding_printf(
		out,
		attempt->invite->details->early_session
			? _("ringback or announcement depends on the phone supporting early sessions: the %s answers "
	                    "the one the INVITE offers")
			: _("ringback or announcement depends on the phone supporting early sessions: the %s offers one "
	                    "in a body of its own (Content-Disposition: early-session)"),
		word_event(out, event));
	if (attempt->invite->details->early_session)
		return true;
	if (!(attempt->invite->supported & OPTION_EARLY_SESSION))
		tell_unsupported(out);
	else
		tell_answer(attempt, event, out);
	return true;
}

const struct rule rule_em_early_session = {
	.id = "em-early-session",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_SDP,
	.title = N_("Early media in a session of its own"),
	.explain = N_(
		"With Content-Disposition: early-session a provisional response brings a second description, for a session that "
		"lives only until the answer: an application server plays ringback there, apart from the call's own audio. It "
		"works only when the caller's phone lists early-session in Supported and answers this offer; other phones ignore it and "
		"hear nothing of what is played."),
	.refs = "RFC 3959 4, RFC 3959 6",
	.next = N_(
		"Enable early sessions on the phone, or have the server use ordinary SDP in the provisional response."),
	.fires = "0.000  A > B  INVITE  sdp  Supported: 100rel, early-session\n"
		 "0.900  B > A  183     tag=b1  rel  parts=sdp,sdp/early-session\n"
		 "0.920  A > B  PRACK   tag=b1  rack=1\n"
		 "9.000  B > A  200     tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp  Supported: 100rel, early-session\n"
		  "0.900  B > A  183     tag=b1  rel  parts=sdp\n"
		  "0.920  A > B  PRACK   tag=b1  rack=1\n"
		  "9.000  B > A  200     tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
