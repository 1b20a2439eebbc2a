/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/bearer.h"

/*
 * What the callee reserved itself it need not tell anybody before it rings. Of the caller's side it knows what it was told, and
 * an UPDATE that is still unanswered counts.
 */
static bool rang_early(const struct attempt *attempt, const struct dialog *dialog, struct precondition *out)
{
	return dialog->of_last_try && dialog->ringing && precondition_of(attempt, dialog, dialog->ringing, out) &&
	       out->caller_said && out->caller_unmet;
}

static const struct dialog *first_early(const struct attempt *attempt, struct precondition *out)
{
	for (unsigned i = 0; i < attempt->dialog_count; i++)
		if (rang_early(attempt, &attempt->dialogs[i], out))
			return &attempt->dialogs[i];
	return NULL;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct precondition precondition;
	const struct dialog *dialog = first_early(attempt, &precondition);
	const char *rang, *asked;

	if (!dialog)
		return false;
	rang = word_event(out, dialog->ringing);
	asked = word_event(out, precondition.callee_said);
	finding_printf(
		out,
		_("the callee may answer a call that carries no audio: the %s came before the caller's side said "
	          "that its bearer is reserved (%s), which the %s asks for"),
		rang, sdp_way_name(precondition.caller_unmet), asked);
	if (!absence_shows(attempt))
		out->confidence = CONFIDENCE_LOW;
	return true;
}

const struct rule rule_ims_180_before_precondition = {
	.id = "ims-180-before-precondition",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("Ringing before resources are reserved"),
	.explain = N_(
		"Mandatory preconditions are there so that nobody is rung for a call that cannot carry audio. This callee rang "
		"although nothing had told it that the caller's bearer is there. If the bearer then fails, the callee answers "
		"to silence or to a call that is gone: a ghost ring."),
	.refs = "RFC 3312 6, RFC 3312 7",
	.next = N_(
		"Look for the caller's UPDATE: did it come later, never, or was it answered by somebody else? A phone that "
		"rings without waiting for it has to be mended by its maker."),
	.fires = "0.000  A > B  INVITE  sdp=qos\n"
		 "0.900  B > A  183     sdp=qos  tag=b1\n"
		 "1.500  B > A  180     tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp=qos\n"
		  "0.900  B > A  183     sdp=qos  tag=b1\n"
		  "1.200  A > B  UPDATE  tag=b1  sdp  a=curr:qos local sendrecv  a=curr:qos remote none  "
		  "a=des:qos mandatory local sendrecv  a=des:qos mandatory remote sendrecv\n"
		  "1.500  B > A  180     tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
