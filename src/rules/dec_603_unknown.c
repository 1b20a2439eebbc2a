/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline.h"

static void tell_timing(const struct decline *decline, struct finding *out)
{
	if (decline->has_invite) {
		finding_printf(out, ", ");
		finding_seconds(out, decline->since_invite);
		finding_printf(out, " after the INVITE");
	}
	if (!decline->ringing) {
		finding_printf(out, ", without a 180");
		return;
	}
	finding_printf(out, ", ");
	finding_seconds(out, decline->since_ringing);
	finding_printf(out, " after the ");
	finding_event(out, decline->ringing);
	finding_printf(out, decline->same_tag ? " and with its To-tag" : " and with another To-tag");
}

static void tell_reasons(const struct decline *decline, struct finding *out)
{
	const char *between = ", Reason ";

	if (!decline->final->reasons)
		finding_printf(out, ", no Reason");
	for (const struct reason *reason = decline->final->reasons; reason; reason = reason->next) {
		finding_printf(out, "%s" STR_FMT, between, STR_ARG(reason->protocol));
		if (reason->has_cause)
			finding_printf(out, " cause %u", reason->cause);
		if (reason->text.n)
			finding_printf(out, " \"" STR_FMT "\"", STR_ARG(reason->text));
		between = " and ";
	}
}

static void tell_missing(bool is_missing, const char *what, struct finding *out)
{
	if (is_missing)
		finding_printf(out, ", no %s", what);
}

/* A 603+ that lost some of its elements on the way must neither pass as one nor as a plain 603. */
static void tell_remains(const struct decline *decline, struct finding *out)
{
	const struct redress *redress = &decline->redress;

	finding_printf(out, "; elements of a 603+ (blocked by analytics) are there but incomplete: %s%s%s",
	               decline->blocked ? "the phrase Network Blocked" : "",
	               decline->blocked && decline->analytics ? " and " : "", decline->analytics ? "v=analytics1" : "");
	tell_missing(!decline->blocked, "phrase Network Blocked", out);
	tell_missing(!decline->analytics, "v=analytics1 in a Reason", out);
	if (!decline->analytics)
		return;
	tell_missing(!redress->url.n && !redress->tel.n && !redress->email.n, "url, tel or email", out);
	tell_missing(!decline->analytics->location.n, "location", out);
	tell_missing(!decline_is_cause(decline->analytics), "cause SIP 603 or Q.850 21", out);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct decline decline;

	if (!decline_of(attempt, &decline))
		return false;
	finding_printf(out, "the callee's side declined, and nothing tells a person from a machine: ");
	decline_name(&decline, out);
	tell_timing(&decline, out);
	if (decline.final->agent.n)
		finding_printf(out, ", from " STR_FMT, STR_ARG(decline.final->agent));
	else
		finding_printf(out, ", no Server or User-Agent");
	tell_reasons(&decline, out);
	if (decline.partial)
		tell_remains(&decline, out);
	if (event_is_incomplete(decline.final))
		finding_printf(out, "; the capture cut this message short");
	return true;
}

const struct rule rule_dec_603_unknown = {
	.id = "dec-603-unknown",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_LOW,
	.step = STEP_NEVER,
	.origin = ORIGIN_UNKNOWN,
	.title = N_("603 of unknown origin"),
	.explain = N_(
		"A 603 says that the call was declined, not who declined it. Phones, PBXs that have no better code, gateways and "
		"providers' filters all send it. The features listed are what this capture offers; none of them is "
		"enough to name a person, a device or a network."),
	.refs = "RFC 3261 21.6.2, RFC 3261 16.7, RFC 3326 2",
	.next = N_(
		"Capture one hop nearer to the callee, or ask the operator of the element that sent the 603 for its log."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  180     tag=b1\n"
		 "8.000  B > A  603     tag=b1\n"
		 "8.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  180     tag=b1\n"
		  "8.000  B > A  486     tag=b1\n"
		  "8.020  A > B  ACK     tag=b1\n",
	.check = check,
};
