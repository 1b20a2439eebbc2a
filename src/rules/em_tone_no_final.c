/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/content.h"
#include "rules/contradiction.h"
#include "rules/tone_text.h"

/* How the wait for a final response ended. */
static void tell_end(const struct attempt *attempt, struct finding *out)
{
	const struct event *final = attempt->final, *cancel = attempt->cancel;

	if (cancel && cancel->time <= attempt->end) {
		finding_printf(out, "until the caller gave up with the ");
		finding_event(out, cancel);
	} else if (final) {
		finding_printf(out, "until the ");
		finding_event(out, final);
	} else {
		finding_printf(out, "up to the end of what was captured");
	}
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct carried_passage *heard;
	ns waited;

	heard = tone_without_final(attempt, &waited);
	if (!heard)
		return false;
	finding_printf(out, "the caller was left with ");
	tone_name_print(&out->text, heard->passage.tone.class);
	finding_printf(out, " for ");
	finding_seconds(out, waited);
	finding_printf(out, ",");
	finding_when(out, attempt, heard);
	finding_printf(out, ", and no response said so ");
	tell_end(attempt, out);
	finding_printf(out, ": ");
	tone_print(&out->text, &heard->passage.tone);
	doubt_outside(out, attempt);
	return true;
}

const struct rule rule_em_tone_no_final = {
	.id = "em-tone-no-final",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_TONE,
	.title = N_("A tone of failure and no response that ends the call"),
	.explain =
		N_("The caller hears busy tone, congestion tone or a special information tone, and for more than ten "
                   "seconds no response says that the call failed (half a minute where an announcement goes with it). "
                   "People hang up; dialers, voicemail and routing wait, since to them the call still rings, and the "
                   "line stays taken until somebody gives up."),
	.refs = "RFC 3398 7.2.4.1, ITU-T Q.931 5.3.4.1",
	.next = N_("Have the gateway release the call with a response (486, 503, 404) once the far network signals the "
                   "failure, or limit how long it plays tones. Where the far network only plays, tone detection in the "
                   "gateway is what is left."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     tone=480+620:0.5-0.5  for 20.0s\n"
		 "21.000  A > B  CANCEL\n"
		 "21.010  B > A  487     tag=b1\n"
		 "21.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     tone=480+620:0.5-0.5  for 8.0s\n"
		  "9.000  B > A  486     tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
