/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/content.h"
#include "rules/contradiction.h"
#include "rules/tone_text.h"

/* The signalling said nothing, and too late is another finding. */
static bool is_told_elsewhere(const struct attempt *attempt)
{
	ns waited;

	return (!attempt->final || attempt->final->code == 487) && tone_without_final(attempt, &waited);
}

static void tell(const struct attempt *attempt, const struct carried_passage *heard, struct finding *out)
{
	const struct event *final = attempt->final, *cancel = attempt->cancel;
	const char *name = tone_words(heard->passage.tone.class), *when = word_when(out, attempt, heard);
	const char *tone = word_tone(out, &heard->passage.tone);

	if (cancel && cancel->time <= attempt->end)
		finding_printf(
			out,
			/* TRANSLATORS: busy tone; from second 1.0 to 6.0 (frames 5 to 254); CANCEL (frame 300); 480+620 Hz ... */
			_("the caller heard %s %s and no response said so before the caller gave up with the %s: %s"),
			name, when, word_event(out, cancel), tone);
	else if (!final)
		finding_printf(out, _("the caller heard %s %s and no response said so: %s"), name, when, tone);
	else
		finding_printf(out, _("the caller heard %s %s and the response was %s: %s"), name, when,
		               word_event(out, final), tone);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct carried_passage *heard = tone_contradicts(attempt);

	if (!heard || is_told_elsewhere(attempt))
		return false;
	tell(attempt, heard, out);
	doubt_outside(out, attempt);
	return true;
}

const struct rule rule_em_tone_contradicts_code = {
	.id = "em-tone-contradicts-code",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_MEDIUM,
	.step = STEP_TONE,
	.title = N_("The tone says something else than the response"),
	.explain =
		N_("What the caller heard and what the signalling said are two stories: a tone of failure before an "
                   "answer, before a response that means another failure, or before nothing at all. The tone comes "
                   "from the network that failed the call, the response from a gateway or server on the way that "
                   "translated the cause badly, gave one of its own, or never passed it on. Reports and routing go by "
                   "the response."),
	.refs = "ITU-T E.180, RFC 3398 7.2.4.1",
	.next = N_("Believe the tone for what the caller heard, and find where the response was made: its Server and "
                   "Reason headers, and the first hop on which it appears."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     tone=480+620:0.5-0.5  for 5.0s\n"
		 "6.000  B > A  404     tag=b1\n"
		 "6.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     tone=480+620:0.5-0.5  for 5.0s\n"
		  "6.000  B > A  486     tag=b1\n"
		  "6.020  A > B  ACK     tag=b1\n",
	.check = check,
};
