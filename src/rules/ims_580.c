/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/bearer.h"

/* The early dialog that the 580 ends, else any that reserves; NULL: none. */
static const struct dialog *reserving(const struct attempt *attempt)
{
	const struct dialog *dialog = dialog_of(attempt, attempt->final->to_tag);

	for (unsigned i = 0; !dialog && i < attempt->dialog_count; i++)
		if (attempt->dialogs[i].of_last_try && attempt->dialogs[i].first_sdp)
			dialog = &attempt->dialogs[i];
	return dialog;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *final = attempt->final;
	const struct dialog *dialog;
	struct precondition precondition;

	if (!final || final->code != 580)
		return false;
	finding_printf(
		out,
		_("the call failed before anybody was rung: the %s says that the resources it needs could not be "
	          "reserved"),
		word_event(out, final));
	dialog = reserving(attempt);
	if (dialog && precondition_of(attempt, dialog, NULL, &precondition) && precondition_is_unmet(&precondition))
		finding_printf(out, _("; missing when it came: %s"), word_unmet(out, &precondition));
	if (!attempt->mid_call && attempt->waiting < final->time)
		finding_printf(out, _("; the caller had waited %s"), word_seconds(out, final->time - attempt->waiting));
	return true;
}

const struct rule rule_ims_580 = {
	.id = "ims-580",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_IMS,
	.title = N_("Resources could not be reserved"),
	.explain = N_(
		"580 Precondition Failure: one side made reserved resources a condition of the call and could not get them, or "
		"does not know the kind of condition asked for. Nobody was alerted. The radio network, its policy server or a "
		"bearer that was taken away are the usual causes."),
	.refs = "RFC 3312 8, RFC 3312 9",
	.next = N_("Follow the dedicated bearer of the side named (policy server, packet gateway, radio access) at the "
                   "time of the call. For callers that have no bearers of their own turn mandatory preconditions off."),
	.fires = "0.000  A > B  INVITE  sdp=qos\n"
		 "0.900  B > A  183     sdp=qos  tag=b1\n"
		 "6.000  B > A  580     tag=b1\n"
		 "6.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp=qos\n"
		  "0.900  B > A  183     sdp=qos  tag=b1\n"
		  "6.000  B > A  480     tag=b1\n"
		  "6.020  A > B  ACK     tag=b1\n",
	.check = check,
};
