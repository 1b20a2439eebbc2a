/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

enum {
	LEAST_PACKETS = 50, /* a second of audio */
	UNIT = 80,          /* bytes of 10 ms, which G.711 and G.722 packets are a multiple of */
};

static bool is_protected(const struct sdp *sdp)
{
	const struct sdp_media *audio = sdp_audio(sdp);

	/* Whose keys are found within the media may begin in the clear (RFC 6189); so may what only one side wants encrypted. */
	return audio && str_ihas(audio->proto, STR("SAVP")) && !audio->has_zrtp && !audio->has_acfg;
}

/* RFC 4568 6.3.3: agreed upon, packets have no tag, and are encrypted all the same. */
static bool is_untagged(const struct sdp *sdp)
{
	const struct sdp_media *audio = sdp_audio(sdp);

	for (unsigned i = 0; audio && i < audio->details->crypto_count; i++)
		if (audio->details->crypto[i].untagged)
			return true;
	return false;
}

/* Of these codecs it is known to the byte what 10 ms take; a tag (RFC 3711 5.2, RFC 7714) has 4, 10 or 16. */
static bool has_whole_units(const struct attempt *attempt, const struct run *run)
{
	struct str codec = attempt_codec(attempt, true, run->payload_type);
	uint64_t only = (uint64_t)1 << (run->payload_type & 63);

	if (!str_ieq(codec, STR("PCMU")) && !str_ieq(codec, STR("PCMA")) && !str_ieq(codec, STR("G722")))
		return false;
	return run->payload_types[run->payload_type >> 6] == only &&
	       run->payload_types[!(run->payload_type >> 6)] == 0 && run->size_least >= UNIT &&
	       run->size_least == run->size_most && run->size_least % UNIT == 0;
}

/* The first early run whose packets are as long as without protection; NULL: none. */
static const struct run *find_plain(const struct attempt *attempt, const struct stream **stream)
{
	for (unsigned i = 0; i < attempt->backward.stream_count; i++) {
		*stream = attempt->backward.streams[i];
		for (unsigned n = 0; n < (*stream)->run_count; n++) {
			const struct run *run = &(*stream)->runs[n];

			if (attempt_has_run(attempt, run) && run->first < attempt->end &&
			    run->packets >= LEAST_PACKETS && has_whole_units(attempt, run))
				return run;
		}
	}
	return NULL;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct stream *stream;
	const struct run *run;
	const char *opened;

	if (!attempt->opened || !is_protected(attempt->offer) || !is_protected(attempt->promised) ||
	    is_untagged(attempt->offer) || is_untagged(attempt->promised))
		return false;
	run = find_plain(attempt, &stream);
	if (!run)
		return false;
	opened = word_event(out, attempt->opened);
	finding_printf(
		out,
		/* TRANSLATORS: encryption (RTP/SAVP); from 10.0.0.2:40000 (from frame 3 on); as many as PCMU */
		_("the caller's phone probably threw away the early audio: the %s agreed upon encryption (%s), and "
	          "the packets from %s (from %s on) have %u bytes of payload, just as many as %s without the tag that "
	          "protects it"),
		opened, word_str(out, sdp_audio(attempt->promised)->proto), word_endpoint(out, &stream->source),
		word_frame(out, run->first_frame, run->first), run->size_least,
		word_str(out, attempt_codec(attempt, true, run->payload_type)));
	return true;
}

#define KEY "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"

const struct rule rule_em_srtp_unprotected = {
	.id = "em-srtp-unprotected",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_MEDIUM,
	.step = STEP_CONTENT,
	.title = N_("Early audio without the protection agreed upon"),
	.explain = N_(
		"Offer and answer agreed upon SRTP. Its packets are a few bytes longer than those of plain RTP, by the tag that shows "
		"that they were not changed on the way. The early packets here have just the length of plain ones, so they are "
		"probably not encrypted. A phone that expects SRTP drops them, and the caller hears nothing. Media servers that play "
		"ringback or announcements apart from the call, and relays that bridge the two kinds, do this."),
	.refs = "RFC 3711 3.1, RFC 3711 5.2, RFC 4568 6.2",
	.next = N_(
		"See which device sends the early audio and whether it got the keys: let it encrypt, or offer plain RTP on this leg."),
	.fires = "0.000  A > B  INVITE  sdp  proto=RTP/SAVP  " KEY "\n"
		 "0.900  B > A  183     sdp  tag=b1  proto=RTP/SAVP  " KEY "\n"
		 "0.950  B > A  rtp     for 8.0s\n"
		 "9.000  B > A  200     sdp  tag=b1  proto=RTP/SAVP  " KEY "\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp  proto=RTP/SAVP  " KEY "\n"
		  "0.900  B > A  183     sdp  tag=b1  proto=RTP/SAVP  " KEY "\n"
		  "0.950  B > A  rtp     for 8.0s  bytes=170\n"
		  "9.000  B > A  200     sdp  tag=b1  proto=RTP/SAVP  " KEY "\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
