/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/stretch.h"

#define LATE (2 * SECOND)           /* a phone that sends early audio at all begins sooner */
#define AT_ONCE (300 * MILLISECOND) /* a relay sends on what it has as soon as it knows where to */
#define RIGHT_AFTER (2 * SECOND)    /* the answer: what begins then began because of it */
#define SIGNALLED SECOND            /* before the audio: then a message may have let it begin */

struct latch {
	struct stretch forward, backward; /* the first of each direction */
	bool learned; /* the audio to the caller goes where its packets come from, and no SDP names that place */
};

/* What began since the caller waits; false: nothing did, or something came from before. */
static bool first_of(const struct attempt *attempt, const struct audio *audio, struct stretch *out)
{
	struct stretches all;

	stretches_of(attempt, audio, attempt->waiting, NEVER, &all);
	if (!all.count || all.at[0].run->first < attempt->waiting)
		return false;
	*out = all.at[0];
	return true;
}

/* RFC 7362: latching. */
static bool is_learned(const struct attempt *attempt, const struct latch *latch)
{
	const struct endpoint *to = &latch->backward.stream->destination;

	for (unsigned i = 0; i < attempt->backward.endpoint_count; i++)
		if (endpoint_same(&attempt->backward.endpoints[i], to))
			return false;
	return endpoint_same(to, &latch->forward.stream->source);
}

/* The caller's SDP names an address that has no meaning where the audio comes from. */
static bool is_out_of_reach(const struct attempt *attempt, const struct latch *latch)
{
	const struct sdp_media *audio = sdp_audio(attempt->offer);

	return audio && audio->has_address && address_is_private(&audio->address) &&
	       address_realm(&audio->address) != address_realm(&latch->backward.stream->source.address);
}

/* SDP that may have let both sides begin. */
static bool was_signalled(const struct attempt *attempt, const struct latch *latch)
{
	for (const struct event *event = attempt->call->first; event; event = event->next)
		if (event != attempt->promise && (event->sdp || event->method == METHOD_UPDATE) &&
		    attempt_on_hop(attempt, event) && event->last_time >= latch->forward.from - SIGNALLED &&
		    event->time <= latch->backward.from)
			return true;
	return false;
}

static bool is_early(const struct attempt *attempt, const struct latch *latch)
{
	return latch->backward.from < attempt->end - (attempt->outcome == OUTCOME_ANSWERED ? OVERTAKES : 0);
}

/* Before the answer the order of the two tells; after it both begin anyway, and only a latch that shows does. */
static bool is_deadlock(const struct attempt *attempt, const struct latch *latch)
{
	ns promised = attempt->promise->time;

	if (is_early(attempt, latch))
		return latch->forward.from >= promised + LATE && !was_signalled(attempt, latch) &&
		       (latch->learned || is_out_of_reach(attempt, latch));
	return latch->learned && attempt->outcome == OUTCOME_ANSWERED && attempt->end >= promised + LATE &&
	       latch->forward.from <= attempt->end + RIGHT_AFTER;
}

static bool find_latch(const struct attempt *attempt, struct latch *out)
{
	if (!first_of(attempt, &attempt->forward, &out->forward) ||
	    !first_of(attempt, &attempt->backward, &out->backward))
		return false;
	out->learned = is_learned(attempt, out);
	return out->backward.from >= out->forward.from && out->backward.from <= out->forward.from + AT_ONCE;
}

/* What the relay had to send: on a leg behind it. */
enum source {
	SOURCE_UNKNOWN,
	SOURCE_SILENT,
	SOURCE_SENDING,
};

static enum source source_behind(const struct attempt *attempt)
{
	enum source source = SOURCE_UNKNOWN;

	for (unsigned i = 0; i < attempt->leg_count; i++) {
		const struct leg *leg = &attempt->legs[i];

		if (!leg->onward || leg->grade == GRADE_LOW)
			continue;
		if (attempt_had_early_audio(leg->attempt))
			return SOURCE_SENDING;
		if (leg->attempt->visibility == VISIBILITY_PROVEN)
			source = SOURCE_SILENT;
	}
	return source;
}

static void tell(const struct attempt *attempt, const struct latch *latch, struct finding *out)
{
	const struct run *forward = latch->forward.run, *backward = latch->backward.run;
	bool early = is_early(attempt, latch);
	const char *silence = word_seconds(out, (early ? backward->first : attempt->end) - attempt->promise->time);
	const char *promise = word_event(out, attempt->promise);
	const char *first = word_frame(out, forward->first_frame, forward->first);
	const char *later = word_seconds(out, backward->first - forward->first);
	const char *source = word_endpoint(out, &latch->backward.stream->source);

	finding_printf(
		out,
		early ? _("the caller heard nothing for %s, most likely because each side waited for the other: after "
	                  "the %s neither sent audio, the caller's first packet was %s, and %s later audio came from "
	                  "%s (%s)")
		      : _("the caller heard nothing for %s, most likely because each side waited for the other: after "
	                  "the %s neither sent audio, the caller's first packet was %s, after the answer, and %s later "
	                  "audio came from %s (%s)"),
		silence, promise, first, later, source, word_frame(out, backward->first_frame, backward->first));
	/* TRANSLATORS: the address that the caller's SDP has; "that packet" is the caller's first */
	finding_printf(out,
	               latch->learned
	                       ? _(", sent back to where that packet had come from and not to %s, which its SDP names")
	                       : _(", while the caller's SDP names %s, which cannot be reached from there"),
	               word_audio(out, sdp_audio(attempt->offer)));
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct latch latch;

	if (!attempt->promise || !sdp_audio(attempt->offer) || !absence_shows(attempt) || attempt->skew)
		return false;
	if (!find_latch(attempt, &latch) || !is_deadlock(attempt, &latch) || source_behind(attempt) == SOURCE_SILENT)
		return false;
	if (source_behind(attempt) == SOURCE_SENDING)
		out->confidence = CONFIDENCE_HIGH;
	tell(attempt, &latch, out);
	return true;
}

const struct rule rule_em_nat_latch_deadlock = {
	.id = "em-nat-latch-deadlock",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_MEDIUM,
	.step = STEP_PATH,
	.title = N_("Relay and caller wait for each other's first packet"),
	.explain = N_(
		"A caller behind a NAT names an address that nobody outside can reach, so the relay in front of it sends audio "
		"only to where the caller's own packets come from. The caller's phone in turn sends nothing before the answer. "
		"Each waits for the other, and the early audio that the relay has is thrown away until the first packet of "
		"the caller, often that of the answered call."),
	.refs = "RFC 7362, RFC 6263 4",
	.next = N_(
		"Have the phone send audio, silence or an empty packet as soon as it gets SDP in a provisional response, or "
		"let it use ICE or name its outside address. If its address can be reached after all, let the relay send "
		"there until it has learnt another."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  at=203.0.113.2\n"
		 "6.000  A > B  rtp     for 3.0s\n"
		 "6.060  B > A  rtp     for 3.0s\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1  at=203.0.113.2\n"
		  "5.900  B > A  rtp     for 3.1s\n"
		  "6.000  A > B  rtp     for 3.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
