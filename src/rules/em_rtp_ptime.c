/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/content.h"

enum {
	ENOUGH_PAIRS = 50,
	OFF_SHARE = 10, /* so many pairs may have another step than one in so many */
	PACE_SHARE = 5, /* of the time it lasted may the arrivals be off */
	SLOWEST_CLOCK = 8000,
};

/* Frames of 30 ms, of which no packet of 20 ms can be made. */
static bool has_long_frames(enum codec codec)
{
	return codec == CODEC_G723 || codec == CODEC_ILBC;
}

/* The packets came at that pace: then its clock is the one the SDP says. */
static bool is_paced(const struct run *run, ns length)
{
	ns lasted = length * (run->sequence_highest - run->sequence_first);

	return run->last - run->first >= lasted - lasted / PACE_SHARE &&
	       run->last - run->first <= lasted + lasted / PACE_SHARE;
}

/* How much audio most packets of it hold; 0: it cannot be told. */
static ns length_of(const struct attempt *attempt, const struct stream *stream, const struct run *run)
{
	uint32_t clock = stream_clock(stream, run->payload_type);
	ns length;

	if (clock < SLOWEST_CLOCK || run_pairs(run) < ENOUGH_PAIRS || run->off_step > run_pairs(run) / OFF_SHARE ||
	    !run_is_audio(attempt, run) || has_long_frames(codec_of(attempt, run->payload_type)))
		return 0;
	length = run->step * SECOND / clock;
	return is_paced(run, length) ? length : 0;
}

static bool differs(const struct sdp_media *asked, ns length)
{
	ns ptime = asked->ptime_ms * MILLISECOND, most = asked->maxptime_ms * MILLISECOND;

	/* A clock of 11025 Hz makes no whole milliseconds. */
	return (ptime && (length > ptime + MILLISECOND || length + MILLISECOND < ptime)) ||
	       (most && length > most + MILLISECOND);
}

static void tell(struct finding *out, const struct attempt *attempt, const struct stream *stream, const struct run *run,
                 ns length)
{
	const struct sdp_media *asked = sdp_audio(attempt->offer);
	bool too_long = asked->maxptime_ms && length > asked->maxptime_ms * MILLISECOND;

	finding_frame(out, run->first_frame, run->first);
	finding_printf(
		out,
		too_long
			? _("early audio came in packets of %u ms from %s in frames %llu to %llu; the %s allows %u ms at most "
	                    "(maxptime)")
			: _("early audio came in packets of %u ms from %s in frames %llu to %llu; the %s asks for %u ms "
	                    "(ptime)"),
		(unsigned)(length / MILLISECOND), word_endpoint(out, &stream->source),
		(unsigned long long)frame_number(run->first_frame), (unsigned long long)frame_number(run->last_frame),
		word_event(out, attempt->offer_event), too_long ? asked->maxptime_ms : asked->ptime_ms);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct sdp_media *asked = sdp_audio(attempt->offer);

	if (!asked || !attempt->offer_event || (!asked->ptime_ms && !asked->maxptime_ms))
		return false;
	for (unsigned i = 0; i < attempt->backward.stream_count; i++) {
		const struct stream *stream = attempt->backward.streams[i];

		for (unsigned n = 0; n < stream->run_count; n++) {
			const struct run *run = &stream->runs[n];
			ns length = length_of(attempt, stream, run);

			if (!length || !attempt_has_run(attempt, run) || run->first >= attempt->end ||
			    !differs(asked, length))
				continue;
			tell(out, attempt, stream, run, length);
			return true;
		}
	}
	return false;
}

const struct rule rule_em_rtp_ptime = {
	.id = "em-rtp-ptime",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("Early audio in packets of another length than asked for"),
	.explain = N_(
		"The caller's SDP says how much audio a packet to it is to hold (ptime, a wish) or may hold at most "
		"(maxptime, a limit), and the packets hold something else. Most phones cope; some devices with small "
		"buffers garble or drop longer packets."),
	.refs = "RFC 8866 6.4, RFC 3264 5.1",
	.next = N_("Where the caller hears garbled audio, have the sender keep to the caller's ptime."),
	.fires = "0.000  A > B  INVITE  sdp  a=ptime:20  a=maxptime:30\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     ptime=40  for 8.0s\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp  a=ptime:20  a=maxptime:30\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     ptime=20  for 8.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
