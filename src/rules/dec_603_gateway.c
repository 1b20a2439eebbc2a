/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline_text.h"
#include "rules/location.h"

/* Faster than a phone is taken up. */
static bool is_too_soon(const struct decline *decline)
{
	return decline->timing == TIMING_INSTANT || decline->timing == TIMING_RING_INSTANT;
}

static void tell_location(const struct decline *decline, struct finding *out)
{
	struct str location = decline->cause->location;
	const char *name = word_str(out, location), *where = location_meaning(location);

	if (!location.n && is_too_soon(decline)) {
		finding_printf(out, "%s",
		               _("; no location says who, but it came too soon for a person who presses reject"));
	} else if (!location.n) {
		finding_printf(out, "%s",
		               _("; no location says who, so a person who pressed reject is possible, not proven"));
	} else if (str_ieq(location, STR("U"))) {
		finding_printf(
			out,
			_("; location U (%s) does not tell a person who pressed reject from a block by analytics that crossed "
		          "a telephone network"),
			where);
	} else if (reason_is_between_users(decline->cause)) {
		finding_printf(out, _("; location %s (%s) means a network refused it, not the called person"), name,
		               where);
		out->confidence = CONFIDENCE_HIGH;
	} else if (where) {
		finding_printf(out, _("; location %s (%s)"), name, where);
	} else {
		finding_printf(out, _("; location %s, which RFC 8606 does not know"), name);
	}
}

/* The cause stands in an 18x. */
static bool first_is_early(const struct decline *decline)
{
	for (const struct reason *reason = decline->final->reasons; reason; reason = reason->next)
		if (reason == decline->cause)
			return false;
	return true;
}

/* By its name, or since what it passes on knows of networks: any server can write a cause. */
static bool is_of_gateway(const struct decline *decline)
{
	return decline->agent == AGENT_GATEWAY || location_meaning(decline->cause->location);
}

static void tell_cause(const struct decline *decline, bool gateway, struct finding *out)
{
	const char *declined = word_final(out, decline->final), *early;

	if (!first_is_early(decline)) {
		finding_printf(
			out,
			gateway ? _("a telephone network behind a gateway rejected the call: %s carries Q.850 cause 21")
				: _("something behind the next server, or that server itself, rejected the call: %s carries "
		                    "Q.850 cause 21"),
			declined);
		return;
	}
	early = word_event(out, decline->told_early);
	finding_printf(
		out,
		gateway ? _("a telephone network behind a gateway rejected the call: the %s before %s carries Q.850 cause 21")
			: _("something behind the next server, or that server itself, rejected the call: the %s before %s carries "
	                    "Q.850 cause 21"),
		early, declined);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct decline decline;
	bool gateway;

	if (!decline_of(attempt, &decline) || !decline.cause || decline.complete || decline.partial ||
	    event_is_incomplete(decline.final) || agent_is_phone(decline.agent))
		return false;
	gateway = is_of_gateway(&decline);
	if (!gateway)
		out->origin = ORIGIN_UNKNOWN;
	tell_cause(&decline, gateway, out);
	tell_location(&decline, out);
	finding_features(out, &decline);
	return true;
}

const struct rule rule_dec_603_gateway = {
	.id = "dec-603-gateway",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_MEDIUM,
	.step = STEP_NEVER,
	.origin = ORIGIN_GATEWAY,
	.title = N_("603 from a gateway: Q.850 cause 21"),
	.explain = N_(
		"A gateway makes such a 603 of a release of the telephone network with cause 21, call rejected; a server without such a "
		"network may write it, too, where neither its name nor a location tells of one. A person may have "
		"rejected the call, but a switch or a screening service may have done so as well; US carriers must use this same "
		"cause with location user when analytics block a call that crosses a TDM network. A location other than "
		"U points to the network that refused."),
	.refs = "RFC 3398 7.2.4.1, RFC 3398 8.2.6.1, RFC 6432, RFC 8606",
	.next = N_(
		"Ask the operator of the gateway for the release location and the Reason it received; compare other calls from the "
		"same calling number to tell a block from a person."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  180     tag=b1\n"
		 "9.000  B > A  603     tag=b1  Reason: Q.850;cause=21;text=\"Call rejected\"\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  180     tag=b1\n"
		  "9.000  B > A  603     tag=b1  Reason: Q.850;cause=16;text=\"Normal call clearing\"\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
