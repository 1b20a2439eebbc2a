/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A stream through an ear. The first byte chooses the plan; then orders: samples as they are, tones, losses, notes of
 * packets that are not decoded, and jumps of time in both directions.
 */
#include "base/cursor.h"
#include "media/ear.h"
#include "media/spectrum.h"

#include "tests/fuzz/target.h"

#include <math.h>

enum order {
	ORDER_SAMPLES,
	ORDER_TONE,
	ORDER_QUIET,
	ORDER_LOSS,
	ORDER_NOTE,
	ORDER_JUMP,
	ORDER_ASK,
	ORDER_END,
	ORDERS,
};

enum {
	PACKET = 160,
	MAX_PACKETS = 5000, /* enough of a stream; the rest would only take time */
};

struct session {
	struct ear *ear;
	ns now;
	uint64_t frame;
	unsigned packets, position;
};

static void check(const struct session *session)
{
	struct passage passages[EAR_MAX_PASSAGES];
	unsigned count = ear_passages(session->ear, passages);

	MUST(count <= EAR_MAX_PASSAGES);
	for (unsigned i = 0; i < count; i++) {
		MUST(passages[i].content < CONTENTS);
		MUST(!isnan(passages[i].level));
		MUST(passages[i].first_frame <= session->frame && passages[i].last_frame <= session->frame);
		MUST((passages[i].content == CONTENT_TONE) == (passages[i].tone.class != TONE_NONE));
		MUST(passages[i].tone.class < TONE_CLASSES);
		MUST(passages[i].content != CONTENT_TONE || passages[i].tone.hz[0]);
	}
}

static void take(struct session *session, const int16_t *samples, unsigned count)
{
	if (session->packets++ > MAX_PACKETS)
		return;
	ear_take(session->ear, samples, count, session->now, ++session->frame);
	session->now += (ns)count * SECOND / EAR_RATE;
}

static void take_samples(struct session *session, struct cursor *cursor)
{
	int16_t samples[256];
	unsigned count = cursor_u8(cursor);

	for (unsigned i = 0; i < count; i++)
		samples[i] = (int16_t)(cursor_u8(cursor) << 8);
	take(session, samples, count);
}

static void take_tone(struct session *session, unsigned hz, unsigned packets, unsigned size)
{
	int16_t samples[PACKET];

	while (packets--) {
		for (unsigned i = 0; i < PACKET; i++, session->position++)
			samples[i] = (int16_t)(size * sin(2 * M_PI * hz * session->position / EAR_RATE));
		take(session, samples, PACKET);
	}
}

static void obey(struct session *session, struct cursor *cursor)
{
	enum order order = cursor_u8(cursor) % ORDERS;
	uint8_t first = order == ORDER_SAMPLES || order >= ORDER_ASK ? 0 : cursor_u8(cursor);

	switch (order) {
	case ORDER_SAMPLES:
		take_samples(session, cursor);
		break;
	case ORDER_TONE:
		take_tone(session, 25U * cursor_u8(cursor), first, 100U * cursor_u8(cursor));
		break;
	case ORDER_QUIET:
		take_tone(session, 0, first, 0);
		break;
	case ORDER_LOSS:
		ear_miss(session->ear, first * first * 4U);
		break;
	case ORDER_NOTE:
		session->now += 20 * MILLISECOND;
		ear_note(session->ear, first % (CONTENT_KEYS + 1), cursor_u8(cursor) * 8U, session->now,
		         ++session->frame);
		break;
	case ORDER_JUMP:
		session->now += ((int8_t)first) * 100 * MILLISECOND;
		break;
	case ORDER_ASK:
		check(session);
		break;
	default:
		ear_end(session->ear, session->now);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned plans;
	const struct plan *plan = plan_all(&plans);
	struct cursor cursor = cursor_of(data, size);
	uint8_t choice = cursor_u8(&cursor);
	struct spectrum *spectrum = spectrum_new();
	struct session session = {.now = 1700000000 * SECOND};

	session.ear = ear_new(spectrum, choice < plans ? &plan[choice] : NULL);
	while (cursor_left(&cursor))
		obey(&session, &cursor);
	check(&session);
	ear_end(session.ear, session.now);
	check(&session);
	ear_free(session.ear);
	spectrum_free(spectrum);
	return 0;
}
