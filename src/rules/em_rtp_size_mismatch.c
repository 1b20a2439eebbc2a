/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/codec.h"
#include "rules/content.h"

enum {
	ENOUGH_PACKETS = 25,
};

static bool is_sealed(const struct sdp *sdp)
{
	for (unsigned i = 0; sdp && i < sdp->media_count; i++) {
		const struct sdp_media *line = &sdp->media[i];

		if (sdp_is_audio(line) &&
		    (str_ihas(line->proto, STR("SAVP")) || line->has_crypto || line->has_fingerprint ||
		     line->has_key_mgmt || line->has_zrtp || line->has_acfg))
			return true;
	}
	return false;
}

static const struct sdp_format *format_of(const struct sdp *sdp, uint8_t payload_type)
{
	for (unsigned i = 0; sdp && i < sdp->media_count; i++)
		if (sdp_is_audio(&sdp->media[i]) && sdp_format_of(&sdp->media[i], payload_type))
			return sdp_format_of(&sdp->media[i], payload_type);
	return NULL;
}

/* The codec that all SDP of the call agrees upon; CODEC_UNKNOWN: it does not, or keys may hide what is sent. */
static enum codec agreed(const struct attempt *attempt, uint8_t payload_type)
{
	enum codec codec = CODEC_UNKNOWN;

	for (const struct event *event = attempt->call->first; event; event = event->next) {
		const struct sdp_format *format = format_of(event->sdp, payload_type);
		enum codec named = format ? codec_named(format->name, format->clock) : CODEC_UNKNOWN;

		if (is_sealed(event->sdp) || event_is_incomplete(event))
			return CODEC_UNKNOWN;
		if (format && codec != CODEC_UNKNOWN && named != codec)
			return CODEC_UNKNOWN;
		if (format)
			codec = named;
	}
	return codec;
}

/* Neither the smallest nor the largest fits: then hardly any does. */
static bool misfits(const struct attempt *attempt, const struct run *run, enum codec *codec)
{
	if (!attempt_has_run(attempt, run) || run->first >= attempt->end || run->packets < ENOUGH_PACKETS ||
	    !run_is_of_one_type(run))
		return false;
	*codec = agreed(attempt, run->payload_type);
	return *codec != CODEC_UNKNOWN && !codec_size_fits(*codec, run->size_least) &&
	       !codec_size_fits(*codec, run->size_most);
}

static void tell(struct finding *out, const struct stream *stream, const struct run *run, enum codec codec)
{
	unsigned long long first = frame_number(run->first_frame), last = frame_number(run->last_frame);
	const char *source = word_endpoint(out, &stream->source);

	if (run->size_most == run->size_least)
		finding_printf(
			out,
			/* TRANSLATORS: which no packet of the codec PCMU has, from 10.0.0.2:40000 */
			_("the caller's phone cannot decode what came: %u packets of payload type %u have %u bytes "
		          "each, which no packet of %s has, from %s in frames %llu to %llu"),
			run->packets, run->payload_type, run->size_least, codec_name(codec), source, first, last);
	else
		finding_printf(
			out,
			_("the caller's phone cannot decode what came: %u packets of payload type %u have %u to %u "
		          "bytes each, which no packet of %s has, from %s in frames %llu to %llu"),
			run->packets, run->payload_type, run->size_least, run->size_most, codec_name(codec), source,
			first, last);
	finding_frame(out, run->first_frame, run->first);
	finding_frame(out, run->last_frame, run->last);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	for (unsigned i = 0; i < attempt->backward.stream_count; i++) {
		const struct stream *stream = attempt->backward.streams[i];

		for (unsigned n = 0; n < stream->run_count; n++) {
			enum codec codec;

			if (!misfits(attempt, &stream->runs[n], &codec))
				continue;
			tell(out, stream, &stream->runs[n], codec);
			return true;
		}
	}
	return false;
}

const struct rule rule_em_rtp_size_mismatch = {
	.id = "em-rtp-size-mismatch",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_CONTENT,
	.title = N_("Early audio whose packets do not fit their codec"),
	.explain =
		N_("The packets to the caller have a size that their codec cannot have: what is in them is something "
                   "else than their payload type says, and a phone that decodes them plays noise or nothing. A "
                   "transcoder that was bypassed, or a gateway that mislabels what it relays, makes such packets."),
	.refs = "RFC 3551 4.5, RFC 3550 5.1",
	.next = N_("Compare the codec on both sides of the element that sends the packets: it passes on one and names "
                   "the other."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     bytes=33  for 8.0s\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     bytes=240  ptime=30  for 8.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
