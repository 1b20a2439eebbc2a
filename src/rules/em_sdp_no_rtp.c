/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

enum {
	HARDLY_ANY = 10 /* packets: fewer say that a path was tried, and are no audio */
};

#define PATIENCE (2 * SECOND)

/* RFC 6228: a 199 takes back what its dialog promised; NULL: none did. */
static const struct event *taken_back(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		if (event->code == 199 && attempt_is_early(attempt, event) && event->time >= attempt->promise->time &&
		    str_eq(event->to_tag, attempt->promise->to_tag))
			return event;
	}
	return NULL;
}

static ns until(const struct attempt *attempt)
{
	const struct event *event = taken_back(attempt);

	return event ? event->time : attempt->end;
}

/* A few packets, and then nothing. */
static bool is_hardly_any(const struct attempt *attempt)
{
	const struct audio *audio = &attempt->backward;

	return audio->early_packets && audio->early_packets < HARDLY_ANY && !audio->refused && !attempt->half &&
	       audio->early_last - audio->early_first < SECOND / 5 && until(attempt) - audio->early_last > PATIENCE &&
	       audio->early_first >= attempt->promise->time - PATIENCE;
}

static bool is_absent(const struct attempt *attempt)
{
	return attempt->promise &&
	       (audio_is_missing(attempt, attempt->promise->time, until(attempt)) || is_hardly_any(attempt));
}

/* Where the offer, if it is known, wants the audio of this line of the answer: RFC 3264 6 pairs them by order. */
static struct endpoint wanted_at(const struct attempt *attempt, const struct sdp_media *answered)
{
	unsigned i = (unsigned)(answered - attempt->promised->media);
	const struct sdp *offer = attempt->offer;

	if (offer && i < offer->media_count && offer->media[i].port && offer->media[i].has_address)
		return (struct endpoint){offer->media[i].address, offer->media[i].port};
	return attempt->backward.endpoint_count ? attempt->backward.endpoints[0]
	                                        : attempt->backward.streams[0]->destination;
}

static const char *word_until(const struct attempt *attempt, struct finding *out)
{
	const struct event *end = taken_back(attempt);

	/* TRANSLATORS: %s is a message: "the 199 (frame 31)" */
	return end ? word_printf(out, _("the %s"), word_event(out, end)) : word_end(out, attempt);
}

static void tell_hardly_any(const struct attempt *attempt, const char *lasted, const char *from, const char *to,
                            struct finding *out)
{
	const struct audio *audio = &attempt->backward;
	unsigned long long packets = audio->early_packets;
	const char *promise = word_event(out, attempt->promise);
	const char *first = word_frame(out, audio->early_first_frame, audio->early_first);

	finding_printf(
		out,
		/* TRANSLATORS: no more than 3 packets (frame 5) came until the 200 (frame 31) */
		language_plural("hardly any early audio reached the caller for %s: the %s promised it from %s to %s "
	                        "and no more than %llu packet (%s) came until %s",
	                        "hardly any early audio reached the caller for %s: the %s promised it from %s to %s "
	                        "and no more than %llu packets (%s) came until %s",
	                        packets),
		lasted, promise, from, to, packets, first, word_until(attempt, out));
}

static void tell_path(const struct attempt *attempt, struct finding *out)
{
	const struct sdp_media *audio = sdp_audio(attempt->promised);
	const struct endpoint wanted = wanted_at(attempt, audio);
	const char *lasted = word_seconds(out, until(attempt) - attempt->promise->time);
	const char *from = word_audio(out, audio), *to = word_endpoint(out, &wanted), *promise;

	if (is_hardly_any(attempt)) {
		tell_hardly_any(attempt, lasted, from, to, out);
		return;
	}
	promise = word_event(out, attempt->promise);
	finding_printf(
		out,
		_("no early audio reached the caller for %s: the %s promised it from %s to %s and none came until %s"),
		lasted, promise, from, to, word_until(attempt, out));
}

static void tell_forward(const struct attempt *attempt, struct finding *out)
{
	unsigned long long packets = attempt->forward.early_packets;

	if (packets)
		finding_printf(out,
		               language_plural("; the caller sent %llu packet meanwhile",
		                               "; the caller sent %llu packets meanwhile", packets),
		               packets);
	else if (is_hardly_any(attempt))
		finding_printf(out, _("; the caller sent none"));
	else
		finding_printf(out, _("; the caller sent none either"));
}

static bool is_own(const struct audio *audio, const struct endpoint *endpoint)
{
	for (unsigned i = 0; i < audio->endpoint_count; i++)
		if (endpoint_same(&audio->endpoints[i], endpoint))
			return true;
	return false;
}

/* Beyond the caller's hop, where a relay has other endpoints; on it a port may have been another call's before. */
static bool is_of_this_call(const struct attempt *attempt, const struct stream *stream)
{
	if (is_own(&attempt->backward, &stream->destination) || is_own(&attempt->forward, &stream->destination))
		return false;
	for (const struct event *event = attempt->call->first; event; event = event->next)
		if (event_names(event, &stream->destination))
			return true;
	return false;
}

/* Why the capture would have shown the audio. */
static void tell_witness(const struct attempt *attempt, struct finding *out)
{
	const struct audio *audio = &attempt->backward;

	if (attempt->visibility == VISIBILITY_PROVEN && audio->late_first != NEVER) {
		finding_printf(out, _("; audio did come that way later (%s)"),
		               word_frame(out, audio->late_first_frame, audio->late_first));
	} else if (attempt->visibility == VISIBILITY_LEARNED && attempt->witness && attempt->witness->run_count) {
		const struct run *run = &attempt->witness->runs[0];

		finding_printf(out,
		               is_of_this_call(attempt, attempt->witness)
		                       ? _("; audio of another hop of this call did pass here (%s)")
		                       : _("; audio of another call did pass here (%s)"),
		               word_frame(out, run->first_frame, run->first));
	} else {
		finding_printf(out, _("; that this capture would have shown it is likely, not proven"));
	}
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	if (!is_absent(attempt))
		return false;
	tell_path(attempt, out);
	tell_forward(attempt, out);
	if (!is_hardly_any(attempt))
		tell_witness(attempt, out);
	/* What was cut off may say that no audio is to come yet. */
	out->confidence = event_is_incomplete(attempt->promise) ? CONFIDENCE_LOW : confidence_in_audio(attempt);
	return true;
}

const struct rule rule_em_sdp_no_rtp = {
	.id = "em-sdp-no-rtp",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_MEDIUM,
	.step = STEP_ABSENCE,
	.title = N_("SDP promised early audio and none came"),
	.explain = N_(
		"A provisional response with SDP opens an audio path: the network says that it will play ringback or an "
		"announcement itself. Phones that trust this stop their own ringing. When no RTP follows, the caller hears "
		"nothing until the answer. Providers that send SDP only for signalling, media relays that wait for a first "
		"packet from the caller, and firewalls on the media ports are the usual causes."),
	.refs = "RFC 3960 3.2, RFC 3261 13.2.1, RFC 3264 5.1",
	.next = N_(
		"Trace the callee's media address: does RTP leave it, and where does it get lost? Until that is mended, let "
		"the SBC or the phone ring locally after a 180 for as long as no RTP arrives, or strip the SDP."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n"
		 "9.050  B > A  rtp     for 3.0s\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     for 8.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n"
		  "9.050  B > A  rtp     for 3.0s\n",
	.early = true,
	.check = check,
};
