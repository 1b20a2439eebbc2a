/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/wav.h"

#include "base/memory.h"
#include "media/hearing.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum {
	BLOCK = 10 * RECORDING_RATE, /* samples mixed at a time */
	PUT_AT_ONCE = 1024,
	SAMPLE_BYTES = 2,
	RIFF_REST = 36, /* bytes of the header behind the size of the whole */
	FORMAT_SIZE = 16,
	FORMAT_PCM = 1,
};

#define SAMPLE_TIME (SECOND / RECORDING_RATE)

static bool is_safe(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
	       c == '_';
}

void wav_name(struct buf *out, uint64_t number, struct str call_id)
{
	buf_number(out, number, 4);
	buf_byte(out, '-');
	for (size_t i = 0; i < call_id.n && i < WAV_MAX_NAME; i++)
		buf_byte(out, is_safe(call_id.p[i]) ? call_id.p[i] : '_');
	buf_add(out, STR(".wav"));
}

/* NULL: nothing of it was recorded. */
static const struct recording *recording_of(const struct stream *stream)
{
	const struct recording *recording = stream->hearing ? stream->hearing->recording : NULL;

	return recording && !recording_is_empty(recording) ? recording : NULL;
}

static bool was_heard(const struct attempt *attempt)
{
	const struct heard *heard = &attempt->heard[attempt->policy];
	bool played = false, recorded = false;

	for (unsigned i = 0; i < heard->span_count; i++)
		played |= heard->spans[i].sound == SOUND_EARLY_MEDIA;
	for (unsigned i = 0; i < attempt->backward.stream_count; i++)
		recorded |= recording_of(attempt->backward.streams[i]) != NULL;
	return played && recorded;
}

static ns earlier(ns a, ns b)
{
	return a < b ? a : b;
}

/* Adds what the streams brought within the span to the sums, the first of which is at from. */
static void mix_span(const struct attempt *attempt, const struct span *span, ns from, int32_t *sums, size_t count)
{
	ns until = earlier(span->to, from + (ns)count * SAMPLE_TIME);
	size_t first = span->from > from ? (size_t)((span->from - from) / SAMPLE_TIME) : 0;
	ns start = from + (ns)first * SAMPLE_TIME;

	if (span->sound != SOUND_EARLY_MEDIA || start >= until)
		return;
	for (unsigned i = 0; i < attempt->backward.stream_count; i++) {
		const struct recording *recording = recording_of(attempt->backward.streams[i]);

		if (recording)
			recording_mix(recording, start, sums + first, (size_t)((until - start) / SAMPLE_TIME));
	}
}

static void put_little(struct buf *out, uint32_t number, unsigned bytes)
{
	for (; bytes; bytes--, number >>= 8)
		buf_byte(out, (char)(number & 0xFF));
}

static void put_header(struct buf *out, uint32_t samples)
{
	buf_add(out, STR("RIFF"));
	put_little(out, RIFF_REST + samples * SAMPLE_BYTES, 4);
	buf_add(out, STR("WAVEfmt "));
	put_little(out, FORMAT_SIZE, 4);
	put_little(out, FORMAT_PCM, 2);
	put_little(out, 1, 2); /* channel */
	put_little(out, RECORDING_RATE, 4);
	put_little(out, RECORDING_RATE * SAMPLE_BYTES, 4);
	put_little(out, SAMPLE_BYTES, 2);
	put_little(out, SAMPLE_BYTES * 8, 2);
	buf_add(out, STR("data"));
	put_little(out, samples * SAMPLE_BYTES, 4);
}

static void put_samples(struct buf *out, const int32_t *sums, size_t count)
{
	char bytes[SAMPLE_BYTES * PUT_AT_ONCE];
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		int32_t sum = sums[i] > INT16_MAX ? INT16_MAX : sums[i] < INT16_MIN ? INT16_MIN : sums[i];

		bytes[n++] = (char)(sum & 0xFF);
		bytes[n++] = (char)((uint32_t)sum >> 8 & 0xFF);
		if (n < sizeof(bytes) && i + 1 < count)
			continue;
		buf_add(out, (struct str){bytes, n});
		n = 0;
	}
}

static void put_block(struct buf *out, const struct attempt *attempt, ns from, int32_t *sums, size_t count)
{
	const struct heard *heard = &attempt->heard[attempt->policy];

	memset(sums, 0, count * sizeof(*sums));
	for (unsigned i = 0; i < heard->span_count; i++)
		mix_span(attempt, &heard->spans[i], from, sums, count);
	put_samples(out, sums, count);
}

/* Block by block, so that a long call does not stand in memory as a whole. 0 or -errno. */
static int write_sound(int fd, const struct attempt *attempt)
{
	ns end = earlier(attempt->end, attempt->start + WAV_MAX_SECONDS * SECOND);
	uint32_t left = (uint32_t)((end - attempt->start) / SAMPLE_TIME);
	int32_t *sums = memory_new(BLOCK * sizeof(*sums));
	struct buf out = {0};
	ns from = attempt->start;
	int r;

	put_header(&out, left);
	do {
		uint32_t count = left < BLOCK ? left : BLOCK;

		put_block(&out, attempt, from, sums, count);
		from += count * SAMPLE_TIME;
		left -= count;
		r = report_write(fd, buf_str(&out));
		buf_clear(&out);
	} while (r == 0 && left);
	buf_done(&out);
	memory_free(sums);
	return r;
}

/* A file that is there already is somebody's: it is left alone. */
static int write_file(int folder, const char *name, const struct attempt *attempt)
{
	int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
	int r;

	if (fd < 0)
		return -errno;
	r = write_sound(fd, attempt);
	if (close(fd) < 0 && r == 0)
		r = -errno;
	if (r < 0)
		unlinkat(folder, name, 0);
	return r;
}

static void wav_call(struct report *report, const struct reported *reported)
{
	struct buf name = {0};

	if (!was_heard(reported->attempt))
		return;
	wav_name(&name, reported->number, reported->attempt->call->id);
	report->error = -write_file(report->fd, buf_text(&name), reported->attempt);
	if (report->error)
		snprintf(report->part, sizeof(report->part), "%s", buf_text(&name));
	buf_done(&name);
}

static void wav_close(struct report *report, const struct closing *closing)
{
}

const struct reporter reporter_wav = {
	.name = "wav",
	.folder = true,
	.records = true,
	.call = wav_call,
	.close = wav_close,
};
