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

/* What was lost, as it is called elsewhere: a copy that came has another frame. */
static const char *word_lost(const struct event *event, struct finding *out)
{
	const struct details *details = event->details;
	struct buf name = {0};

	if (event->request)
		buf_add(&name, event_method(event));
	else
		buf_number(&name, event->code, 1);
	finding_frame(out, details->lost_frame, details->lost_time);
	return word_printf(out, _("%s (frame %llu)"), word_buf(out, &name),
	                   (unsigned long long)frame_number(details->lost_frame));
}

static void tell_lost(const struct attempt *attempt, const struct event *event, struct finding *out)
{
	const struct details *details = event->details;
	const char *reader =
		attempt_is_caller(attempt, &event->flow->source) ? _("the callee's side") : _("the caller's side");
	const char *lost = word_lost(event, out);

	if (details->fragment_losses > 1)
		finding_printf(
			out,
			/* TRANSLATORS: begins with "the caller's side" or "the callee's side"; then sizes in bytes */
			_("%s never got the %s whole: it was too large for one UDP packet, and of its %zu bytes only "
		          "the first %zu came, %u times, in IP fragments"),
			reader, lost, details->lost_length, details->lost_size, details->fragment_losses);
	else
		finding_printf(
			out,
			_("%s never got the %s whole: it was too large for one UDP packet, and of its %zu bytes only "
		          "the first %zu came in IP fragments"),
			reader, lost, details->lost_length, details->lost_size);
	if (attempt->read_until - details->lost_time < REST_COMES)
		out->confidence = CONFIDENCE_LOW;
}

static void tell_copy(const struct event *event, struct finding *out)
{
	const struct details *details = event->details;
	const char *lost = word_lost(event, out);

	if (details->fragment_losses > 1)
		finding_printf(
			out,
			_("the %s was too large for one UDP packet, and of its %zu bytes only the first %zu came, %u "
		          "times"),
			lost, details->lost_length, details->lost_size, details->fragment_losses);
	else
		finding_printf(
			out, _("the %s was too large for one UDP packet, and of its %zu bytes only the first %zu came"),
			lost, details->lost_length, details->lost_size);
}

/* A copy was lost and another came, or what came shows that it did arrive, or nothing can be concluded. */
static void tell_doubtful(const struct attempt *attempt, const struct event *event, struct finding *out)
{
	const struct event *answer = attempt_answered(attempt, event);

	tell_copy(event, out);
	out->severity = SEVERITY_NOTICE;
	out->confidence = CONFIDENCE_LOW;
	if (!(event->deviations & DEVIATION_FRAGMENT_LOST)) {
		/* TRANSLATORS: "frame 12" */
		finding_printf(out, _("; another copy came whole, in %s"),
		               word_frame(out, event->request ? event->last_frame : event->frame, event->time));
		out->confidence = CONFIDENCE_HIGH;
	} else if (attempt->tails_hidden) {
		finding_printf(out,
		               _("; but no fragment other than a first one is in this capture at all, so a capture "
		                 "filter for ports hides them: they may well have arrived"));
	} else {
		finding_printf(
			out,
			_("; but the %s shows that it arrived: the rest passed where this capture does not see it"),
			word_event(out, answer));
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
