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

static void tell(const struct event *event, const char *whose, struct finding *out)
{
	const struct sdp_media *audio = sdp_audio(event->sdp);
	bool outside = address_realm(&audio->address) == REALM_GLOBAL;

	finding_printf(out, "%s SDP in the ", whose);
	finding_event(out, event);
	finding_printf(out, " names " STR_FMT ", a %s address, and came from ", STR_ARG(audio->address_text),
	               outside ? "public" : "private");
	finding_endpoint(out, &event->flow->source);
	finding_printf(out, ", a %s one", outside ? "private" : "public");
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *caller = find(attempt, true), *callee = find(attempt, false);

	if (!caller && !callee)
		return false;
	finding_printf(out,
	               "a NAT is between the two sides, and addresses are judged as they look on this side of it: ");
	if (caller)
		tell(caller, "the caller's", out);
	if (callee)
		tell(callee, caller ? "; the callee's" : "the callee's", out);
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
