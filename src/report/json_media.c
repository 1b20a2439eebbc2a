/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/json_media.h"

#include "media/plan.h"
#include "report/json_value.h"
#include "report/share.h"

#include <math.h>

/* Streams */

static uint32_t clock_of(const struct attempt *attempt, bool backward, uint8_t payload_type)
{
	const struct sdp_format *format = share_format(attempt, backward, payload_type);

	return format && format->clock ? format->clock : sdp_static_format(payload_type).clock;
}

enum {
	LOWEST_CLOCK = 1000, /* Hz; RTP has none slower, SDP may claim anything */
};

static void put_jitter(struct buf *out, const struct attempt *attempt, bool backward, const struct run *run)
{
	uint32_t hertz = run && run->packets > 1 ? clock_of(attempt, backward, run->payload_type) : 0;
	uint64_t microseconds;

	key(out, "jitter_ms");
	if (hertz < LOWEST_CLOCK) {
		null(out);
		return;
	}
	microseconds = (uint64_t)run->jitter * 1000000 / hertz;
	buf_number(out, microseconds / 1000, 1);
	buf_byte(out, '.');
	buf_number(out, microseconds % 1000, 3);
}

/* What was heard into of it before the final response, and is to be heard; the pauses of a tone count. False: it cannot be told. */
static bool audible_of(const struct attempt *attempt, const struct stream *stream, ns *audible)
{
	const struct carried *carried = &attempt->carried;
	bool any = false;

	*audible = 0;
	for (unsigned i = 0; i < carried->passage_count; i++) {
		const struct carried_passage *heard = &carried->passages[i];

		if (heard->stream != stream || !heard->early)
			continue;
		if (heard->passage.content == CONTENT_UNKNOWN)
			return false;
		any = true;
		if (heard->passage.content >= CONTENT_SOUND)
			*audible += carried_early(carried, heard);
	}
	return any;
}

static void put_audible(struct buf *out, const struct attempt *attempt, bool backward, const struct stream *stream)
{
	ns audible = 0;
	bool known = backward && audible_of(attempt, stream, &audible);

	put_seconds_or_null(out, "audible_s", known, audible);
}

static void put_stream(struct buf *out, const struct attempt *attempt, bool backward, const struct stream *stream)
{
	struct share share = share_of(attempt, stream);
	ns start = attempt->start;
	uint8_t payload_type;

	if (!share.first_run)
		return;
	payload_type = share.first_run->payload_type;
	comma(out);
	buf_byte(out, '{');
	put_word(out, "direction", backward ? "backward" : "forward");
	put_endpoint(out, "source", &stream->source);
	put_endpoint(out, "destination", &stream->destination);
	key(out, "ssrc");
	buf_printf(out, "\"0x%08x\"", (unsigned)stream->ssrc);
	put_number(out, "payload_type", payload_type);
	put_text(out, "codec", attempt_codec(attempt, backward, payload_type));
	put_number(out, "early_packets", share.early_packets);
	put_number(out, "late_packets", share.late_packets);
	put_seconds(out, "first_t", share.first - start);
	put_seconds(out, "last_t", share.last - start);
	put_number(out, "lost", share.lost);
	put_jitter(out, attempt, backward, share.longest);
	put_audible(out, attempt, backward, stream);
	buf_byte(out, '}');
}

/* Passages */

static void put_tenths(struct buf *out, const char *name, float value)
{
	key(out, name);
	buf_printf(out, "%.1f", (double)value);
}

static void put_pitches(struct buf *out, const struct tone *tone)
{
	key(out, "hz");
	buf_byte(out, '[');
	for (unsigned i = 0; i < TONE_MAX_PITCHES && tone->hz[i]; i++) {
		comma(out);
		buf_number(out, tone->hz[i], 1);
	}
	buf_byte(out, ']');
}

static void put_cadence(struct buf *out, const struct tone *tone)
{
	key(out, "cadence_s");
	buf_byte(out, '[');
	for (unsigned i = 0; i < TONE_MAX_CADENCE && tone->cadence[i]; i++) {
		comma(out);
		clock_seconds(out, tone->cadence[i] * MILLISECOND, 3);
	}
	buf_byte(out, ']');
}

/* A tone of two meanings fits where it has the one or the other. */
static bool is_meant(const struct tone *tone, enum tone_class class)
{
	return class == tone->class ||
	       (tone->class == TONE_BUSY_OR_CONGESTION && (class == TONE_BUSY || class == TONE_CONGESTION));
}

static void put_fits(struct buf *out, const struct tone *tone)
{
	struct plan_fit fits[PLAN_MAX_FITS];
	unsigned count = plan_fits(tone, fits);
	const struct plan *last = NULL;

	key(out, "fits");
	buf_byte(out, '[');
	for (unsigned i = 0; i < count; i++) {
		if (!is_meant(tone, fits[i].class) || fits[i].plan == last)
			continue;
		last = fits[i].plan;
		comma(out);
		buf_printf(out, "\"%s\"", last->cc);
	}
	buf_byte(out, ']');
}

static void put_tone(struct buf *out, const struct passage *passage)
{
	const struct tone *tone = &passage->tone;

	if (passage->content != CONTENT_TONE) {
		put_null(out, "tone");
		return;
	}
	key(out, "tone");
	buf_byte(out, '{');
	put_word(out, "class", tone_name(tone->class));
	put_pitches(out, tone);
	put_cadence(out, tone);
	put_number(out, "cycles", tone->cycles);
	put_word(out, "sit", sit_name(tone->sit));
	put_fits(out, tone);
	buf_byte(out, '}');
}

static void put_passage(struct buf *out, const struct attempt *attempt, const struct passage *passage)
{
	comma(out);
	buf_byte(out, '{');
	put_seconds(out, "from", passage->from - attempt->start);
	put_seconds(out, "to", passage->to - attempt->start);
	put_word(out, "content", content_name(passage->content));
	put_tone(out, passage);
	if (isfinite(passage->level))
		put_tenths(out, "level_dbm0", passage->level);
	else
		put_null(out, "level_dbm0");
	buf_byte(out, '}');
}

void json_media(struct buf *out, const struct attempt *attempt)
{
	key(out, "media");
	buf_byte(out, '{');
	put_word(out, "visibility", visibility_name(attempt->visibility));
	key(out, "streams");
	buf_byte(out, '[');
	for (unsigned i = 0; i < attempt->backward.stream_count; i++)
		put_stream(out, attempt, true, attempt->backward.streams[i]);
	for (unsigned i = 0; i < attempt->forward.stream_count; i++)
		put_stream(out, attempt, false, attempt->forward.streams[i]);
	buf_byte(out, ']');
	key(out, "heard");
	buf_byte(out, '[');
	for (unsigned i = 0; i < attempt->carried.passage_count; i++)
		put_passage(out, attempt, &attempt->carried.passages[i].passage);
	buf_add(out, STR("]}"));
}
