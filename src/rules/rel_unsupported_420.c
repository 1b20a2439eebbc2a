/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static const struct event *find_refusal(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->hop_count; i++) {
		const struct event *final = attempt->hop[i]->final;

		if (final && final->code == 420 && (final->details->unsupported & OPTION_100REL))
			return final;
	}
	return NULL;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *final = find_refusal(attempt);

	if (!final)
		return false;
	finding_printf(out, _("the call was refused before it could ring: the %s says Unsupported: 100rel"),
	               word_event(out, final));
	if (final->answers && (final->answers->required & OPTION_100REL))
		finding_printf(out, _(", which the %s requires"), word_event(out, final->answers));
	if (final->cseq < attempt->last->cseq) {
		finding_printf(out, _("; the caller tried again"));
		finding_proof(out, attempt->invite);
		out->severity = SEVERITY_NOTICE;
	}
	return true;
}

const struct rule rule_rel_unsupported_420 = {
	.id = "rel-unsupported-420",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_RELIABILITY,
	.title = N_("420: the callee does not do PRACK"),
	.explain = N_(
		"The INVITE requires 100rel, that is acknowledged provisional responses, and the other side refuses it "
		"because it has no PRACK or has it turned off. Some callers try again without; others just fail."),
	.refs = "RFC 3261 21.4.15, RFC 3262 3",
	.next = N_(
		"Let the caller's side list 100rel in Supported instead of Require towards this peer, or turn PRACK on at the "
		"peer."),
	.fires = "0.000  A > B  INVITE  sdp  Require: 100rel\n"
		 "0.100  B > A  420     tag=b1  Unsupported: 100rel\n"
		 "0.120  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp  Require: 100rel\n"
		  "0.100  B > A  420     tag=b1  Unsupported: timer\n"
		  "0.120  A > B  ACK     tag=b1\n",
	.check = check,
};
