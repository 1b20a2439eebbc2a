/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/content.h"
#include "rules/contradiction.h"
#include "rules/tone_text.h"

/* How the wait for a final response ended. */
static void tell(const struct attempt *attempt, const struct carried_passage *heard, ns waited, struct finding *out)
{
	const struct event *final = attempt->final, *cancel = attempt->cancel;
	const char *name = tone_words(heard->passage.tone.class), *lasted = word_seconds(out, waited);
	const char *when = word_when(out, attempt, heard), *tone = word_tone(out, &heard->passage.tone);

	if (cancel && cancel->time <= attempt->end)
		finding_printf(
			out,
			/* TRANSLATORS: busy tone; 20.0 s; from second 0.9 to 20.9 (frames 3 to 977); CANCEL (frame 980); 480+620 Hz ... */
			_("the caller was left with %s for %s, %s, and no response said so until the caller gave up "
		          "with the %s: %s"),
			name, lasted, when, word_event(out, cancel), tone);
	else if (final)
		finding_printf(out,
		               _("the caller was left with %s for %s, %s, and no response said so until the %s: %s"),
		               name, lasted, when, word_event(out, final), tone);
	else
		finding_printf(
			out,
			_("the caller was left with %s for %s, %s, and no response said so up to the end of what was "
		          "captured: %s"),
			name, lasted, when, tone);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct carried_passage *heard;
	ns waited;

	heard = tone_without_final(attempt, &waited);
	if (!heard)
		return false;
	tell(attempt, heard, waited, out);
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
