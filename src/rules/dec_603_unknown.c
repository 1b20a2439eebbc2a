/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline_text.h"

/* Where nothing else is known, a capture that lacks something is why. */
static void tell_hidden(const struct decline *decline, struct finding *out)
{
	if (!decline->has_invite)
		finding_printf(out, "%s", _("; the INVITE is not in the capture, so what came before it is not known"));
	else if (!decline->whole)
		finding_printf(out, "%s",
		               _("; the capture does not show all that came before, so times prove nothing"));
}

static bool is_machine(const struct decline *decline)
{
	return decline->timing == TIMING_INSTANT || decline->timing == TIMING_NO_RING;
}

static void tell_decline(const struct decline *decline, struct finding *out)
{
	const char *declined = word_final(out, decline->final);

	if (decline->cancelled) {
		const char *cancel = word_event(out, decline->attempt->cancel);

		finding_printf(
			out,
			_("the callee's side declined when the caller's side had given up already, so nobody need have refused: "
		          "%s came behind the %s"),
			declined, cancel);
	} else if (is_machine(decline)) {
		finding_printf(
			out,
			_("most likely a machine declined, since nothing said that it rang, and whose it is is not told: %s"),
			declined);
	} else {
		finding_printf(out, _("the callee's side declined, and nothing tells a person from a machine: %s"),
		               declined);
	}
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct decline decline;

	if (!decline_of(attempt, &decline))
		return false;
	tell_decline(&decline, out);
	finding_features(out, &decline);
	tell_hidden(&decline, out);
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
