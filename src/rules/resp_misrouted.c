/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/reading.h"

/*
 * RFC 3261 17.1.1.2: the first provisional response ends the repeating of an INVITE. What crossed it on its way, or was queued
 * behind it, comes within this.
 */
#define CROSSING SECOND

enum {
	SIP_PORT = 5060
};

/* Where the request it answers came from, on whichever side of a translator it was captured. */
static bool is_source(const struct attempt *attempt, const struct event *response)
{
	for (const struct event *event = attempt->call->first; event; event = event->next)
		if (event->request && event->method == METHOD_INVITE && event->transaction == response->transaction &&
		    endpoint_same(&event->flow->source, &response->flow->destination))
			return true;
	return false;
}

/* "192.0.2.1", "192.0.2.1:5070", "[2001:db8::1]:5070". False: the host is a name. */
static bool read_sent_by(struct str text, struct endpoint *out)
{
	size_t digits = text.n;
	uint32_t port = SIP_PORT;

	while (digits && text.p[digits - 1] >= '0' && text.p[digits - 1] <= '9')
		digits--;
	if (digits > 1 && text.p[digits - 1] == ':' && (text.p[0] != '[' || text.p[digits - 2] == ']')) {
		if (!str_to_u32(str_from(text, digits), &port) || port > UINT16_MAX)
			return false;
		text.n = digits - 1;
	}
	out->port = (uint16_t)port;
	return address_parse(str_trim(text), &out->address);
}

/* RFC 3261 18.2.2, RFC 3581 4. What a Via with a name for a host says is not known: then nothing is wrong. */
static bool is_as_via_says(const struct event *response)
{
	const struct details *details = response->details;
	const struct endpoint *to = &response->flow->destination;
	struct address received;
	struct endpoint sent_by;
	bool literal = read_sent_by(details->via_sent_by, &sent_by);

	if (!literal && !address_parse(details->via_received, &received))
		return true;
	if (literal && address_same(&to->address, &sent_by.address) && to->port == sent_by.port)
		return true;
	/* Beyond a translator the request came from another address than its receiver noted. */
	if (!address_same(&to->address, &response->answers->flow->source.address) &&
	    !(address_parse(details->via_received, &received) && address_same(&to->address, &received)))
		return false;
	return to->port == details->via_rport || (literal ? to->port == sent_by.port : true);
}

/* The caller acted on something that was sent there. */
static bool is_reached(const struct attempt *attempt, const struct event *response)
{
	const struct endpoint *to = &response->flow->destination;

	for (unsigned i = 0; i < attempt->reliable_count; i++)
		if (attempt->reliables[i].prack &&
		    endpoint_same(&attempt->reliables[i].response->flow->destination, to))
			return true;
	return attempt->final && attempt->ack && endpoint_same(&attempt->final->flow->destination, to);
}

static bool is_repeated_after(const struct event *invite, const struct event *response)
{
	return invite->retransmissions && invite->last_time - response->time > CROSSING;
}

/* A proxy that leaves the Vias alone passes the response on under the same branch: that is a hop further. */
static bool is_from_server(const struct event *response)
{
	const struct endpoint *client = &response->answers->flow->source, *from = &response->flow->source;

	return !endpoint_same(from, client) &&
	       (!address_same(&from->address, &client->address) ||
	        address_same(&client->address, &response->answers->flow->destination.address));
}

/* Over a connection responses come back on it, whatever the ports look like. */
static bool is_response(const struct attempt *attempt, const struct event *event)
{
	return !event->request && event->answers && event->flow->transport == TRANSPORT_UDP && is_from_server(event) &&
	       attempt_is_last_try(attempt, event) && event_fits(event) && is_readable(attempt, event) && event->seen &&
	       event->answers->seen;
}

static const struct event *first_misrouted(const struct attempt *attempt)
{
	for (const struct event *event = attempt->call->first; event; event = event->next)
		if (is_response(attempt, event) && !is_reached(attempt, event) && !is_source(attempt, event) &&
		    (!is_as_via_says(event) || is_repeated_after(event->answers, event)))
			return event;
	return NULL;
}

/* Sent rightly as far as anybody can tell, and lost behind this capture point. */
static const struct event *first_unheard(const struct attempt *attempt)
{
	for (const struct event *event = attempt->call->first; event; event = event->next)
		if (is_response(attempt, event) && !is_reached(attempt, event) && is_source(attempt, event) &&
		    is_repeated_after(event->answers, event))
			return event;
	return NULL;
}

static void tell_repeats(const struct event *invite, const struct event *response, struct finding *out)
{
	if (!is_repeated_after(invite, response))
		return;
	/* TRANSLATORS: how much later ("7.5 s"), and "frame 12" */
	finding_printf(out, _("; the INVITE was repeated up to %s later (%s), so the caller did not get it"),
	               word_seconds(out, invite->last_time - response->time),
	               word_frame(out, invite->last_frame, invite->last_time));
}

static void tell_via(const struct event *event, struct finding *out)
{
	const struct details *details = event->details;
	struct buf via = {0};

	buf_add(&via, details->via_sent_by);
	if (details->via_received.n)
		buf_printf(&via, ", received " STR_FMT, STR_ARG(details->via_received));
	if (details->via_rport)
		buf_printf(&via, ", rport %u", details->via_rport);
	finding_printf(
		out,
		!details->via_rport && event->transaction->rport_asked
			/* TRANSLATORS: what stands in the Via: "10.0.0.77:5060, received 10.0.0.1, rport 31000" */
			? _("; its Via says %s, though the INVITE asked for rport")
			: _("; its Via says %s"),
		word_buf(out, &via));
}

static void tell_astray(const struct event *event, struct finding *out)
{
	const char *response = word_event(out, event), *invite = word_event(out, event->answers);

	finding_printf(out,
	               _("the caller does not get the responses to its INVITE: the %s went to %s, but the %s came from "
	                 "%s"),
	               response, word_endpoint(out, &event->flow->destination), invite,
	               word_endpoint(out, &event->answers->flow->source));
	tell_via(event, out);
}

static void tell_unheard(const struct event *event, struct finding *out)
{
	const char *response = word_event(out, event), *invite = word_event(out, event->answers);

	finding_printf(out,
	               _("the caller does not get the responses to its INVITE: the %s went to %s, where the %s came "
	                 "from"),
	               response, word_endpoint(out, &event->flow->destination), invite);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = first_misrouted(attempt);
	bool astray = event != NULL;

	if (attempt->times_odd || attempt->half || attempt->mid_call)
		return false;
	if (!event)
		event = first_unheard(attempt);
	if (!event)
		return false;
	if (astray)
		tell_astray(event, out);
	else
		tell_unheard(event, out);
	tell_repeats(event->answers, event, out);
	/* What was sent to the right place may have been lost by chance, or the caller repeats what it need not. */
	if (!astray)
		out->confidence = CONFIDENCE_MEDIUM;
	return true;
}

const struct rule rule_resp_misrouted = {
	.id = "resp-misrouted",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_MESSAGE,
	.title = N_("Responses do not reach the caller"),
	.explain = N_(
		"Over UDP a response goes to the address the request came from and to the port that its Via names, or with "
		"rport to the port it came from. Behind a translator (NAT) only the second works. A response that goes anywhere "
		"else is lost, so the caller repeats its INVITE, neither rings nor opens an audio path, and gives up in the end."),
	.refs = "RFC 3261 18.2.2, RFC 3581 4, RFC 3261 17.1.1.2",
	.next = N_(
		"Have the answering side reply to where the request came from (rport, often called force_rport or NAT "
		"support). If it does, capture nearer to the caller and look for the firewall that drops the responses."),
	.fires = "0.000  A > B  INVITE  sdp  via=10.0.0.77  from=31000  x4  backoff\n"
		 "0.900  B > A  183     sdp  tag=b1  to=5060\n"
		 "9.000  A > B  CANCEL\n",
	.silent = "0.000  A > B  INVITE  sdp  via=10.0.0.77  from=31000  rport\n"
		  "0.900  B > A  183     sdp  tag=b1  to=31000\n"
		  "9.000  A > B  CANCEL\n",
	.check = check,
};
