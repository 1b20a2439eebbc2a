/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/stretch.h"

/* Fewer packets than make this much are no audio. */
#define ENOUGH (200 * MILLISECOND)

/* The m= line of sdp that wants its media there; NULL: none does. */
static const struct sdp_media *line_at(const struct sdp *sdp, const struct endpoint *endpoint)
{
	for (unsigned i = 0; i < sdp->media_count; i++)
		if (sdp->media[i].has_address && sdp->media[i].port == endpoint->port &&
		    address_same(&sdp->media[i].address, &endpoint->address))
			return &sdp->media[i];
	return NULL;
}

static bool names_host(const struct sdp *sdp, const struct address *address)
{
	for (unsigned i = 0; i < sdp->media_count; i++)
		if (sdp->media[i].has_address && address_same(&sdp->media[i].address, address))
			return true;
	return false;
}

/* What an SDP of the callee's side names: another port of that host may be another call's. */
static bool is_callees(const struct attempt *attempt, const struct endpoint *source)
{
	for (unsigned i = 0; i < attempt->forward.endpoint_count; i++)
		if (endpoint_same(&attempt->forward.endpoints[i], source))
			return true;
	return false;
}

/*
 * What differs in the address may be the work of a NAT between here and the caller, which knows where the packets belong. It
 * has a private address on one side.
 */
static bool may_be_translated(const struct attempt *attempt, const struct stream *stream)
{
	const struct sdp_media *audio = sdp_audio(attempt->offer);

	return !names_host(attempt->offer, &stream->destination.address) &&
	       (address_is_private(&audio->address) || address_is_private(&stream->destination.address));
}

/* How long it went on in the early phase of this call; what was there before is of something else. */
static ns duration(const struct attempt *attempt, const struct stream *stream)
{
	ns first = stream->runs[0].first, sum = 0;

	if (first < attempt->waiting || first >= attempt->end - (attempt->outcome == OUTCOME_ANSWERED ? OVERTAKES : 0))
		return 0;
	for (unsigned i = 0; i < stream->run_count; i++) {
		const struct stretch stretch = {.stream = stream, .run = &stream->runs[i], .backward = true};

		if (stretch.run->first < attempt->end && stretch_is_audio(attempt, &stretch))
			sum += (stretch.run->last < attempt->end ? stretch.run->last : attempt->end) -
			       stretch.run->first;
	}
	return sum;
}

/* An INVITE of the caller before that of the last try which named it; NULL: none. */
static const struct event *old_offer(const struct attempt *attempt, const struct endpoint *endpoint)
{
	for (const struct event *event = attempt->call->first; event && event != attempt->invite; event = event->next)
		if (event->request && event->method == METHOD_INVITE && attempt_on_hop(attempt, event) &&
		    attempt_is_caller(attempt, &event->flow->source) && event_names(event, endpoint))
			return event;
	return NULL;
}

static const char *word_port(struct finding *out, const struct sdp_media *audio, uint16_t port, const char *to)
{
	if (port == audio->rtcp_port || port == audio->port + 1)
		return word_printf(out, _("%s, the port of its RTCP"), to);
	if (port == audio->port + 2 || port + 2 == audio->port)
		return word_printf(out, _("%s, the neighbouring pair of ports"), to);
	return to;
}

/* Where it went, and what is wrong with that place. */
static const char *word_place(const struct attempt *attempt, const struct endpoint *to, struct finding *out)
{
	const struct sdp_media *audio = sdp_audio(attempt->offer), *line = line_at(attempt->offer, to);
	const struct event *old = old_offer(attempt, to);
	const char *place = word_endpoint(out, to);

	if (old)
		/* TRANSLATORS: 10.0.0.1:30000, which the INVITE before it (frame 1) named */
		return word_printf(out, _("%s, which the INVITE before it (%s) named"), place,
		                   word_frame(out, old->frame, old->time));
	if (line)
		/* TRANSLATORS: an address which the SDP of the INVITE names for "video" */
		return word_printf(out, _("%s, which it names for %s"), place, word_str(out, line->kind));
	if (address_same(&to->address, &audio->address))
		return word_port(out, audio, to->port, place);
	if (address_same(&to->address, &attempt->caller.address))
		return word_printf(out, _("%s, the host that the caller's SIP came from"), place);
	return place;
}

static void tell(const struct attempt *attempt, const struct stream *stream, ns lasted, struct finding *out)
{
	const char *place = word_place(attempt, &stream->destination, out);
	const char *first = word_frame(out, stream->runs[0].first_frame, stream->runs[0].first);
	const char *offer = word_event(out, attempt->offer_event);

	finding_printf(
		out,
		/* TRANSLATORS: the third is an address and what it is: "10.0.0.1:30001, the port of its RTCP" */
		_("the caller did not hear %s of early audio, which went to the wrong place: from %s to %s (first in "
	          "%s); the %s wants it at %s, and none came there"),
		word_seconds(out, lasted), word_endpoint(out, &stream->source), place, first, offer,
		word_audio(out, sdp_audio(attempt->offer)));
	/* A phone that asked a STUN server may be behind a NAT that takes another port for each peer. */
	if (attempt->half || !names_host(attempt->offer, &stream->destination.address) ||
	    !address_is_private(&stream->destination.address))
		out->confidence = CONFIDENCE_MEDIUM;
}

/* From another port than the callee's: hosts have many calls, and not all of them need be in the capture. */
static bool suggest(const struct attempt *attempt, const struct stream *stream, ns lasted, struct finding *out)
{
	const char *offer, *place;

	if (!attempt->promise || stream->runs[0].first < attempt->promise->time - OVERTAKES)
		return false;
	out->severity = SEVERITY_NOTICE;
	out->confidence = CONFIDENCE_LOW;
	offer = word_event(out, attempt->offer_event);
	place = word_place(attempt, &stream->destination, out);
	finding_printf(
		out,
		/* TRANSLATORS: the fifth is an address and what it is: "10.0.0.1:30001, the port of its RTCP" */
		_("no early audio reached the caller: the %s wants it at %s, and meanwhile %s of audio went from %s "
	          "to %s (first in %s); it may be this call's, sent to the wrong place, or another call's"),
		offer, word_audio(out, sdp_audio(attempt->offer)), word_seconds(out, lasted),
		word_endpoint(out, &stream->source), place,
		word_frame(out, stream->runs[0].first_frame, stream->runs[0].first));
	return true;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct stream *stream = attempt->elsewhere;
	ns lasted = stream ? duration(attempt, stream) : 0;

	if (lasted < ENOUGH || !attempt->offer || !sdp_audio(attempt->offer) || attempt->mid_call || attempt->times_odd)
		return false;
	if (!sdp_audio(attempt->offer)->has_address || may_be_translated(attempt, stream))
		return false;
	if (!is_callees(attempt, &stream->source))
		return suggest(attempt, stream, lasted, out);
	tell(attempt, stream, lasted, out);
	return true;
}

const struct rule rule_em_rtp_wrong_destination = {
	.id = "em-rtp-wrong-destination",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_PATH,
	.title = N_("Early audio sent to the wrong place"),
	.explain = N_(
		"The callee's side sent audio, but not where the caller's SDP wants it, and nothing came there. The caller's "
		"phone listens on another port and plays none of it. A media server that still uses the address of an "
		"earlier INVITE, one that takes the RTCP port for the RTP port, or a mix-up of the ports of two calls or "
		"two m= lines does this."),
	.refs = "RFC 3264 5.1, RFC 3550 11",
	.next = N_(
		"Ask whoever runs the sending media server which SDP it took the address from, and compare the SDP on "
		"each hop between it and the caller: one of them changes the c= or m= line, or not all of them learn of a "
		"change."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     for 8.0s  to=30001\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     for 8.0s  to=30000\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.early = true,
	.check = check,
};
