/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/stretch.h"

enum {
	LEAST_REPORTS = 2 /* one may be on its way while the first packets are */
};

static bool is_named(const struct audio *forward, const struct endpoint *source, bool port)
{
	for (unsigned i = 0; i < forward->endpoint_count; i++)
		if (address_same(&forward->endpoints[i].address, &source->address) &&
		    (!port || forward->endpoints[i].port == source->port))
			return true;
	return false;
}

static bool uses_ice(const struct sdp *sdp)
{
	const struct sdp_media *audio = sdp_audio(sdp);

	return audio && audio->has_ice;
}

static const struct event *first_answer(const struct attempt *attempt)
{
	if (attempt->early_sdp)
		return attempt->early_sdp;
	return attempt->final && attempt->final->code < 300 && attempt->final->sdp ? attempt->final : NULL;
}

/* Every SDP that may name the source is in the capture, with an address in it, and none leaves the choice to ICE (RFC 8445). */
static bool knows_answers(const struct attempt *attempt)
{
	const struct event *answer = first_answer(attempt);

	if (!answer || !sdp_audio(answer->sdp) || !absence_shows(attempt) || attempt->cut || lost_18x(attempt))
		return false;
	for (const struct event *event = attempt->call->first; event; event = event->next) {
		const struct sdp_media *audio = sdp_audio(event->sdp);

		if (audio && attempt_on_hop(attempt, event) && (!audio->has_address || uses_ice(event->sdp)))
			return false;
	}
	return true;
}

static bool is_early_audio(const struct attempt *attempt, const struct stretch *stretch)
{
	return stretch_is_audio(attempt, stretch) &&
	       (attempt->outcome != OUTCOME_ANSWERED || stretch->from < attempt->end - OVERTAKES);
}

/* The caller's side counts what it gets, and counted none of it. */
static const struct receipt *denied(const struct stream *stream)
{
	const struct receipt *found = NULL;

	for (const struct receipt *receipt = stream->receipts; receipt; receipt = receipt->next) {
		if (receipt->some.count)
			return NULL;
		if (!found && receipt->names && receipt->none.count >= LEAST_REPORTS)
			found = receipt;
	}
	return found;
}

static void tell_denied(const struct receipt *receipt, struct finding *out)
{
	finding_printf(out, _("; by its RTCP the caller's side received none of it (%s)"),
	               word_frame(out, receipt->none.first_frame, receipt->none.first));
	out->severity = SEVERITY_WARNING;
}

static bool tell(const struct attempt *attempt, const struct stretch *stretch, struct finding *out)
{
	const struct endpoint *source = &stretch->stream->source;
	const struct event *answer = first_answer(attempt);
	const char *first = word_frame(out, stretch->run->first_frame, stretch->from);

	finding_printf(
		out,
		is_named(&attempt->forward, source, false)
			/* TRANSLATORS: from 10.0.0.2:40006 (first in frame 3): the 183 (frame 2) names 10.0.0.2:40000 */
			? _("a phone that takes audio only from where the answer says plays nothing of what came from "
	                    "%s (first in %s): the %s names %s, another port of that host")
			: _("a phone that takes audio only from where the answer says plays nothing of what came from "
	                    "%s (first in %s): the %s names %s and no other SDP names that host"),
		word_endpoint(out, source), first, word_event(out, answer), word_audio(out, sdp_audio(answer->sdp)));
	if (denied(stretch->stream))
		tell_denied(denied(stretch->stream), out);
	return true;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct stretches early;

	if ((!attempt_had_early_audio(attempt) && !attempt->path.is_denied) || !knows_answers(attempt))
		return false;
	stretches_of(attempt, &attempt->backward, attempt->waiting, attempt->end, &early);
	for (unsigned i = 0; i < early.count; i++)
		if (is_early_audio(attempt, &early.at[i]) &&
		    !is_named(&attempt->forward, &early.at[i].stream->source, true))
			return tell(attempt, &early.at[i], out);
	return false;
}

const struct rule rule_em_rtp_unexpected_source = {
	.id = "em-rtp-unexpected-source",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("Early audio from an address no SDP names"),
	.explain = N_(
		"Early audio comes from an address or port that no SDP of the callee's side names. The SDP says only where "
		"that side receives, so this is allowed, but most senders use the same port for both (symmetric RTP), and "
		"phones, firewalls and relays that expect it drop what comes from elsewhere."),
	.refs = "RFC 4961 4, RFC 3264 5.1",
	.next = N_(
		"If the caller heard nothing, look for strict source checks in the phone or the SBC in front of it "
		"(\"strict RTP\", \"comedia\", \"restrict source\"), or let the sender use the port that its SDP names."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     for 8.0s  from=40006\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     for 8.0s  from=40000\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
