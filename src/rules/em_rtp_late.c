/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* How late early audio may begin after the SDP that announced it: what comes later loses first words or the first ring. */
#define LATE_NOTICE (500 * MILLISECOND)
#define LATE_WARNING SECOND
#define LATE_ERROR (2 * SECOND)

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct audio *audio = &attempt->backward;
	const char *promise;
	ns late;

	if (!attempt->promise || !attempt_had_early_audio(attempt))
		return false;
	/* It may be that of an answer which is on its way. */
	if (attempt->goes_on && audio->early_first > attempt->end - OVERTAKES)
		return false;
	late = audio->early_first - attempt->promise->time;
	if (late <= LATE_NOTICE)
		return false;
	promise = word_event(out, attempt->promise);
	finding_printf(out, _("early audio began %s late: the %s opened the path, the first packet came in %s"),
	               word_seconds(out, late), promise, word_frame(out, audio->early_first_frame, audio->early_first));
	out->severity = late > LATE_ERROR ? SEVERITY_ERROR : late > LATE_WARNING ? SEVERITY_WARNING : SEVERITY_NOTICE;
	/* Of a call whose answer was not captured nobody knows what was early. */
	out->confidence = attempt->half ? CONFIDENCE_LOW : confidence_in_audio(attempt);
	return true;
}

const struct rule rule_em_rtp_late = {
	.id = "em-rtp-late",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_ABSENCE,
	.title = N_("Early audio began late"),
	.explain = N_(
		"Between the SDP that opened the audio path and the first packet on it passed more than half a second. Phones "
		"that stop ringing at the SDP leave the caller in silence that long, and the beginning of an announcement "
		"is lost when the sender was already speaking."),
	.refs = "RFC 3960 3.2, RFC 3264 5.1",
	.next = N_(
		"Compare with a trace at the callee's media gateway: does it begin late, or does a relay on the way hold "
		"packets back (cut-through delay, DTLS handshake, learning the caller's address)?"),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "2.400  B > A  rtp     for 6.0s\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "1.300  B > A  rtp     for 7.1s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.early = true,
	.check = check,
};
