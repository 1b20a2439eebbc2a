/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static bool is_private_network(enum realm realm)
{
	return realm == REALM_10 || realm == REALM_172_16 || realm == REALM_192_168 || realm == REALM_SHARED ||
	       realm == REALM_UNIQUE_LOCAL;
}

/* The address in its SDP and the one it came from are on different sides of a NAT. */
static bool crosses_nat(const struct event *event)
{
	const struct sdp_media *audio = sdp_audio(event->sdp);
	enum realm named, seen;

	if (!audio || sdp_is_refused(audio) || !audio->has_address || audio->ice_only ||
	    address_is_unspecified(&audio->address) ||
	    address_is_ipv4(&audio->address) != address_is_ipv4(&event->flow->source.address))
		return false;
	named = address_realm(&audio->address);
	seen = address_realm(&event->flow->source.address);
	return (is_private_network(named) && seen == REALM_GLOBAL) ||
	       (named == REALM_GLOBAL && is_private_network(seen));
}

static const struct event *find(const struct attempt *attempt, bool of_caller)
{
	for (const struct event *event = NULL; (event = attempt_next_sdp(attempt, event));)
		if (attempt_is_caller(attempt, &event->flow->source) == of_caller && crosses_nat(event))
			return event;
	return NULL;
}

/* A clause that tells on which side of a NAT the SDP's address is, and on which the message's. */
static const char *word_side(const struct event *event, bool of_caller, struct finding *out)
{
	const struct sdp_media *audio = sdp_audio(event->sdp);
	const char *message = word_event(out, event), *named = word_str(out, audio->address_text);
	const char *seen = word_endpoint(out, &event->flow->source);

	if (address_realm(&audio->address) == REALM_GLOBAL)
		return word_printf(
			out,
			of_caller
				? _("the caller's SDP in the %s names %s, a public address, and came from %s, a private one")
				: _("the callee's SDP in the %s names %s, a public address, and came from %s, a private one"),
			message, named, seen);
	return word_printf(
		out,
		of_caller ? _("the caller's SDP in the %s names %s, a private address, and came from %s, a public one")
			  : _("the callee's SDP in the %s names %s, a private address, and came from %s, a public one"),
		message, named, seen);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *caller = find(attempt, true), *callee = find(attempt, false);
	const struct event *first = caller ? caller : callee;

	if (!first)
		return false;
	/* TRANSLATORS: %s is a sentence on the SDP of one side */
	finding_printf(
		out, _("a NAT is between the two sides, and addresses are judged as they look on this side of it: %s"),
		word_side(first, caller, out));
	if (caller && callee)
		/* TRANSLATORS: one more sentence */
		finding_printf(out, _("; %s"), word_side(callee, false, out));
	return true;
}

const struct rule rule_cap_nat_side = {
	.id = "cap-nat-side",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("Addresses are seen from one side of a NAT"),
	.explain = N_(
		"The address that an SDP names for audio and the one its message came from are a private and a public one: a NAT is on the way, "
		"and the capture was taken on one side of it. What is said of audio that went to another address, or that did not come, "
		"holds for this side. On the other one the same packets have other addresses."),
	.refs = "RFC 3235 2, RFC 4787 2",
	.next = N_("Where it matters, capture on both sides of the NAT."),
	.fires = "0.000  A > B  INVITE  sdp  host=10.0.0.5  at=198.18.0.1\n"
		 "0.900  B > A  183     sdp  tag=b1  at=198.18.0.2\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp  host=198.18.0.5  at=198.18.0.1\n"
		  "0.900  B > A  183     sdp  tag=b1  at=198.18.0.2\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
