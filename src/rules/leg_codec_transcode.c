/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/leg.h"

/* The last SDP of the callee's side for the INVITE: that of the 2xx where it has any. */
static const struct event *answer_of(const struct attempt *attempt)
{
	const struct event *answer = attempt->early_sdp;

	if (attempt->final && attempt->final->code < 300 && attempt->final->sdp && !attempt->final_elsewhere)
		answer = attempt->final;
	/* With a delayed offer it is an offer. */
	return attempt->invite && attempt->invite->sdp ? answer : NULL;
}

static const struct sdp_media *codecs_of(const struct event *event)
{
	const struct sdp_media *audio = event ? sdp_audio(event->sdp) : NULL;

	return audio && audio->port && sdp_codecs(audio) ? audio : NULL;
}

static struct str first_codec(const struct sdp_media *audio)
{
	unsigned i = 0;

	while (!sdp_is_codec(&audio->format[i]))
		i++;
	return audio->format[i].name;
}

/* A leg that answered late may have been refused: both must have been answered, or neither yet. */
static bool are_alike(const struct event *a, const struct event *b)
{
	return (a->code < 200) == (b->code < 200);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *answer = answer_of(attempt);
	const struct sdp_media *here = codecs_of(answer);

	for (unsigned i = 0; here && i < attempt->leg_count; i++) {
		const struct leg *leg = &attempt->legs[i];
		const struct event *behind = leg->onward ? answer_of(leg->attempt) : NULL;
		const struct sdp_media *there = codecs_of(behind);
		const char *before, *after;

		if (!there || !are_alike(answer, behind) || sdp_codecs_common(here, there) ||
		    sdp_codecs_common(there, here))
			continue;
		before = word_event(out, behind);
		after = word_event(out, answer);
		finding_printf(out, _("the audio is converted on its way: the %s has %s, the %s to the caller %s"),
		               before, word_str(out, first_codec(there)), after, word_str(out, first_codec(here)));
		finding_leg(out, attempt, leg);
		return true;
	}
	return false;
}

const struct rule rule_leg_codec_transcode = {
	.id = "leg-codec-transcode",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("Two legs with different codecs"),
	.explain = N_(
		"The codecs agreed on the two legs have none in common: the element between them converts the audio. That "
		"costs quality, delay and a transcoder, and where there is no transcoder the caller hears nothing."),
	.refs = "RFC 3264 6.1",
	.next = N_(
		"Nothing, if the element between the two legs has a transcoder. Otherwise let both legs agree on one "
		"codec."),
	.fires = "0.000  A > P  INVITE  sdp  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		 "0.010  P > B  INVITE  sdp  call=2  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		 "0.900  B > P  183     sdp  codecs=8  tag=b1  call=2\n"
		 "0.910  P > A  183     sdp  codecs=0  tag=p1\n"
		 "9.000  B > P  200     sdp  codecs=8  tag=b1  call=2\n"
		 "9.010  P > A  200     sdp  codecs=0  tag=p1\n"
		 "9.020  A > P  ACK     tag=p1\n",
	.silent = "0.000  A > P  INVITE  sdp  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		  "0.010  P > B  INVITE  sdp  call=2  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		  "0.900  B > P  183     sdp  codecs=0  tag=b1  call=2\n"
		  "0.910  P > A  183     sdp  codecs=0  tag=p1\n"
		  "9.000  B > P  200     sdp  codecs=0  tag=b1  call=2\n"
		  "9.010  P > A  200     sdp  codecs=0  tag=p1\n"
		  "9.020  A > P  ACK     tag=p1\n",
	.check = check,
};
