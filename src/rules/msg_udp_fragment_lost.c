/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* The other fragments come at once: later than this behind the end of the capture they do not. */
#define REST_COMES SECOND

static bool is_lost(const struct attempt *attempt, const struct event *event)
{
	return event->details->fragment_losses && attempt_lost(attempt, event);
}

/* The first one lost for good; else the first that lost a copy. */
static const struct event *find_lost(const struct attempt *attempt)
{
	const struct event *found = NULL;

	for (const struct event *event = attempt->call->first; event; event = event->next) {
		if (is_lost(attempt, event))
			return event;
		if (event->details->fragment_losses && !found)
			found = event;
	}
	return found;
}

static void tell_sizes(const struct event *event, struct finding *out)
{
	finding_printf(out, "of its %zu bytes only the first %zu came", event->details->lost_length,
	               event->details->lost_size);
	if (event->details->fragment_losses > 1)
		finding_printf(out, ", %u times", event->details->fragment_losses);
	finding_frame(out, event->details->lost_frame, event->details->lost_time);
}

static void tell_name(const struct event *event, struct finding *out)
{
	if (event->request)
		finding_printf(out, STR_FMT, STR_ARG(event_method(event)));
	else
		finding_printf(out, "%u", event->code);
	finding_printf(out, " (frame %llu)", (unsigned long long)frame_number(event->details->lost_frame));
}

static void tell_lost(const struct attempt *attempt, const struct event *event, struct finding *out)
{
	finding_frame(out, event->details->lost_frame, event->details->lost_time);
	finding_printf(out, "%s never got the ",
	               attempt_is_caller(attempt, &event->flow->source) ? "the callee's side" : "the caller's side");
	tell_name(event, out);
	finding_printf(out, " whole: it was too large for one UDP packet, and ");
	tell_sizes(event, out);
	finding_printf(out, " in IP fragments");
	if (attempt->read_until - event->details->lost_time < REST_COMES)
		out->confidence = CONFIDENCE_LOW;
}

/* A copy was lost and another came, or what came shows that it did arrive, or nothing can be concluded. */
static void tell_doubtful(const struct attempt *attempt, const struct event *event, struct finding *out)
{
	const struct event *answer = attempt_answered(attempt, event);

	finding_frame(out, event->details->lost_frame, event->details->lost_time);
	finding_printf(out, "the ");
	tell_name(event, out);
	finding_printf(out, " was too large for one UDP packet, and ");
	tell_sizes(event, out);
	out->severity = SEVERITY_NOTICE;
	out->confidence = CONFIDENCE_LOW;
	if (!(event->deviations & DEVIATION_FRAGMENT_LOST)) {
		finding_printf(out, "; another copy came whole, in frame %llu",
		               (unsigned long long)frame_number(event->request ? event->last_frame : event->frame));
		finding_frame(out, event->request ? event->last_frame : event->frame, event->time);
		out->confidence = CONFIDENCE_HIGH;
	} else if (attempt->tails_hidden) {
		finding_printf(
			out,
			"; but no fragment other than a first one is in this capture at all, so a capture filter for ports "
			"hides them: they may well have arrived");
	} else {
		finding_printf(out, "; but the ");
		finding_event(out, answer);
		finding_printf(out, " shows that it arrived: the rest passed where this capture does not see it");
	}
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = find_lost(attempt);

	if (!event)
		return false;
	if (is_lost(attempt, event))
		tell_lost(attempt, event, out);
	else
		tell_doubtful(attempt, event, out);
	return true;
}

const struct rule rule_msg_udp_fragment_lost = {
	.id = "msg-udp-fragment-lost",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_MESSAGE,
	.title = N_("A message too large for one UDP packet lost its end"),
	.explain =
		N_("A message larger than a packet can be travels over UDP in IP fragments, and when one of them is "
                   "lost the receiver drops them all and tells nobody. Firewalls and NAT devices that do not pass "
                   "fragments lose every one, so sending it again does not help. A 183 with a long SDP and many "
                   "Record-Route fields is a usual victim: the phone never learns that there is early media. RFC 3261 "
                   "asks senders to change to TCP before a request comes near the MTU; responses cannot change."),
	.refs = "RFC 3261 18.1.1, RFC 791 3.2, RFC 8200 4.5",
	.next = N_(
		"Use TCP between these two, or make the message smaller: fewer codecs and attributes in the SDP, fewer proxies that "
		"record the route, compact header names. Look for a firewall that drops IP fragments."),
	.fires = "0.000  A > B  INVITE  sdp  frag\n"
		 "0.020  B > A  100\n"
		 "0.900  B > A  183     sdp  tag=b1  frag-lost\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp  frag\n"
		  "0.020  B > A  100\n"
		  "0.900  B > A  183     sdp  tag=b1  frag\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
