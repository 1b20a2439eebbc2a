/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* A cause of failure: of SIP that is a final code of 300 and above. */
static bool is_failure(const struct reason *reason)
{
	if (!reason->has_cause)
		return false;
	return str_ieq(reason->protocol, STR("SIP")) ? reason->cause >= 300 : reason->cause > 0;
}

static bool tells_failure(const struct event *event)
{
	for (const struct reason *reason = event->reasons; reason; reason = reason->next)
		if (is_failure(reason))
			return true;
	return false;
}

/* A 181 may say why the call is forwarded, a 199 why a fork ended (RFC 6228): neither is an announcement. */
static const struct event *find_announcement(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		if (attempt_is_early(attempt, event) && event->code != 181 && event->code != 199 &&
		    tells_failure(event))
			return event;
	}
	return NULL;
}

/* As the header field has them: words of SIP. */
static const char *word_reasons(const struct event *event, struct finding *out)
{
	struct buf text = {0};

	for (const struct reason *reason = event->reasons; reason; reason = reason->next) {
		if (text.n)
			buf_printf(&text, "%s", _(", "));
		buf_add(&text, reason->protocol);
		if (reason->has_cause)
			buf_printf(&text, " cause %u", reason->cause);
		if (reason->text.n)
			buf_printf(&text, " \"" STR_FMT "\"", STR_ARG(reason->text));
	}
	return word_buf(out, &text);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = find_announcement(attempt);
	bool answered = attempt->final && attempt->final->code < 300;

	if (!event)
		return false;
	finding_printf(out,
	               answered ? _("part of the call had failed before it was answered: the %s has the Reason %s")
	                        : _("what plays from here on is an announcement of a failure, not ringing: the %s has "
	                            "the Reason %s"),
	               word_event(out, event), word_reasons(event, out));
	if (attempt->final && !answered)
		finding_printf(out, _(", which may tell more than the %s"), word_event(out, attempt->final));
	if (answered)
		out->severity = SEVERITY_INFO;
	return true;
}

const struct rule rule_em_announcement_reason = {
	.id = "em-announcement-reason",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("Provisional response with the reason of a failure"),
	.explain = N_(
		"A Reason in a provisional response says that the call has failed already: the network keeps it open to play "
		"an announcement before it sends the final response. The cause there comes from where the call failed and is "
		"often more precise than the final code, which a gateway or server chose afterwards."),
	.refs = "RFC 3326 2, RFC 6432, 3GPP TS 24.628",
	.next = N_("Use this cause in reports and routing instead of the final code."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  Reason: Q.850;cause=18;text=\"No user responding\"\n"
		 "0.950  B > A  rtp     for 8.0s\n"
		 "9.000  B > A  480     tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     for 8.0s\n"
		  "9.000  B > A  480     tag=b1  Reason: Q.850;cause=18;text=\"No user responding\"\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
