/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline_text.h"
#include "rules/leg.h"

static bool has_decline_cause(const struct event *final)
{
	for (const struct reason *reason = final->reasons; reason; reason = reason->next)
		if (reason_is_decline(reason))
			return true;
	return false;
}

/* One of its two marks without the other. */
static bool is_half(const struct decline *decline)
{
	if (decline->final->code != 603 || !decline->partial || event_is_incomplete(decline->final))
		return false;
	return decline->blocked ? !decline->analytics && !has_decline_cause(decline->final) : true;
}

static bool tell_legs(const struct attempt *attempt, const struct decline *decline, struct finding *out)
{
	const struct leg *leg = decline->behind;
	const char *came = word_event(out, leg->attempt->final), *host = word_endpoint(out, &leg->client);
	const char *declined = word_final(out, decline->final);

	finding_printf(
		out,
		_("the network's call analytics blocked the call, and what came to the caller no longer says so: the %s that came "
	          "to %s is a 603+, %s is none; redress: %s"),
		came, host, declined, word_redress(out, &decline->redress));
	finding_features(out, decline);
	out->confidence = CONFIDENCE_CERTAIN;
	finding_leg(out, attempt, leg);
	return true;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const char *declined;
	struct decline decline;

	if (!attempt->final || (attempt->final->code != 603 && !attempt->leg_count) ||
	    !decline_of_final(attempt, &decline))
		return false;
	if (decline.behind)
		return tell_legs(attempt, &decline, out);
	if (!is_half(&decline))
		return false;
	declined = word_final(out, decline.final);
	finding_printf(
		out,
		decline.blocked
			? _("the network's call analytics most likely blocked the call: %s has the phrase of a 603+, and no Reason "
	                    "that says so")
			: _("the network's call analytics most likely blocked the call: %s has the Reason of a 603+ "
	                    "(v=analytics1), but no phrase Network Blocked"),
		declined);
	finding_redress(out, &decline);
	finding_features(out, &decline);
	return true;
}

const struct rule rule_dec_603plus_mangled = {
	.id = "dec-603plus-mangled",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.origin = ORIGIN_NETWORK_ANALYTICS,
	.title = N_("603+ changed on its way"),
	.explain = N_(
		"Analytics blocked the call, and the response that says so lost half of what it said before it came here: the phrase "
		"without its Reason, the Reason without its phrase, or, where both legs of a server are in the capture, all of it. Servers "
		"that make a response anew from a cause do this: they must pass a 603+ on as it is."),
	.refs = "ATIS-1000099, 47 CFR 64.1200(k), RFC 3326 2",
	.next = N_(
		"Let the servers between pass phrase and Reason on (FreeSWITCH: sip_603plus_passthrough). Do not retry the "
		"call; ask the provider it was sent to for the contact that was lost."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.100  B > A  100\n"
		 "1.500  B > A  603 \"Network Blocked\"  tag=b1\n"
		 "1.520  A > B  ACK     tag=b1\n",
	.silent =
		"0.000  A > B  INVITE  sdp\n"
		"0.100  B > A  100\n"
		"1.500  B > A  603 \"Network Blocked\"  tag=b1  Reason: SIP;cause=603;text=\"v=analytics1;url=https://"
		"example.com/redress;id=ab-1\";location=RLN\n"
		"1.520  A > B  ACK     tag=b1\n",
	.check = check,
};
