/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/content.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct carried_passage *heard = carried_find(&attempt->carried, CONTENT_KEYS, TONE_NONE);
	const char *source;

	if (!heard || !carries_only(attempt, CONTENT_KEYS))
		return false;
	source = word_endpoint(out, &heard->stream->source);
	/* TRANSLATORS: the last %s is "from second 1.2 to 9.0 (frames 12 to 400)" */
	finding_printf(out,
	               _("no audio came to the caller: all %llu early RTP packets from %s are telephone events, %s"),
	               (unsigned long long)attempt->backward.early_packets, source, word_when(out, attempt, heard));
	return true;
}

const struct rule rule_em_dtmf_only = {
	.id = "em-dtmf-only",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_CONTENT,
	.title = N_("Telephone events and no early audio"),
	.explain =
		N_("The only packets that reached the caller before the answer are telephone events: keys pressed, or "
                   "signals of a modem or fax, told as names. They are no audio, and most phones play nothing for "
                   "them."),
	.refs = "RFC 4733 2.1, RFC 3960 3.2",
	.next = N_("Find out why the callee's side sends keys before the answer, and why no audio goes with them."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     keys=5  for 8.0s\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     keys=5  for 2.0s\n"
		  "3.000  B > A  rtp     for 5.9s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
