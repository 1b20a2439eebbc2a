/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/leg.h"

static bool has_redress(const struct event *event)
{
	struct redress redress = {.analytics = false};

	for (const struct reason *reason = event->reasons; reason && !redress.analytics; reason = reason->next)
		redress_parse(reason->text, &redress);
	return redress.analytics;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct leg *leg = leg_of_failure(attempt);
	const struct event *final = leg ? leg->attempt->final : NULL;
	const char *came, *passed;
	bool redress;

	if (!final || !final->reasons || event_is_incomplete(attempt->final))
		return false;
	redress = has_redress(final) && !has_redress(attempt->final);
	if (!redress && attempt->final->reasons)
		return false;
	came = word_came(out, leg, final);
	passed = word_event(out, attempt->final);
	finding_printf(
		out,
		redress ? _("the caller was not told that analytics blocked the call: the Reason of the %s is not in the %s")
			: _("the caller was not told why the call failed: the Reason of the %s is not in the %s"),
		came, passed);
	if (redress)
		out->severity = SEVERITY_ERROR;
	finding_leg(out, attempt, leg);
	return true;
}

const struct rule rule_leg_reason_lost = {
	.id = "leg-reason-lost",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_LEGS,
	.title = N_("Reason lost between two legs"),
	.explain =
		N_("The callee's side said in a Reason field of its final response why the call failed, and the "
                   "caller's has none. The caller's side no longer sees the cause. Where the Reason is that of a call "
                   "blocked by analytics (603+), it holds where the caller may complain, and in the United States "
                   "every provider in the path must transmit it."),
	.refs = "RFC 3326, ATIS-1000099, 47 CFR 64.1200(k)(9)",
	.next = N_(
		"Let the element between the two legs pass the Reason field on; for 603+ also the code and the phrase, "
		"and no second try elsewhere."),
	.fires =
		"0.000  A > P  INVITE  sdp  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		"0.010  P > B  INVITE  sdp  call=2  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		"0.900  B > P  180     tag=b1  call=2\n"
		"0.910  P > A  180     tag=p1\n"
		"4.000  B > P  603 \"Network Blocked\"  tag=b1  call=2  Reason: SIP;cause=603;text=\"v=analytics1;url=https://example.com/r\";location=TN\n"
		"4.005  P > B  ACK     tag=b1  call=2\n"
		"4.010  P > A  403     tag=p1\n"
		"4.020  A > P  ACK     tag=p1\n",
	.silent =
		"0.000  A > P  INVITE  sdp  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		"0.010  P > B  INVITE  sdp  call=2  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		"0.900  B > P  180     tag=b1  call=2\n"
		"0.910  P > A  180     tag=p1\n"
		"4.000  B > P  603 \"Network Blocked\"  tag=b1  call=2  Reason: SIP;cause=603;text=\"v=analytics1;url=https://example.com/r\";location=TN\n"
		"4.005  P > B  ACK     tag=b1  call=2\n"
		"4.010  P > A  603 \"Network Blocked\"  tag=p1  Reason: SIP;cause=603;text=\"v=analytics1;url=https://example.com/r\";location=TN\n"
		"4.020  A > P  ACK     tag=p1\n",
	.check = check,
};
