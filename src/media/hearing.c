/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/hearing.h"

#include "base/memory.h"
#include "media/spectrum.h"

#include <string.h>

void hearings_init(struct hearings *hearings)
{
	*hearings = (struct hearings){0};
	list_init(&hearings->open);
	hearings->spectrum = spectrum_new();
}

void hearings_done(struct hearings *hearings)
{
	spectrum_free(hearings->spectrum);
}

void hearings_usage(const struct hearings *hearings, struct usages *out)
{
	const struct recordings *recordings = &hearings->recordings;

	usages_count(out, "listeners", hearings->open_count, budget_of(hearings->budget, HEARINGS_MAX_OPEN));
	usages_bytes(out, "passages", hearings->kept, budget_of(hearings->budget, HEARINGS_MAX_BYTES));
	if (hearings->records)
		usages_bytes(out, "recordings", recordings->bytes, budget_of(recordings->budget, RECORDINGS_MAX_BYTES));
}

static size_t bytes_of(const struct hearing *hearing)
{
	return hearing->passage_count * sizeof(*hearing->passages);
}

/* The kept ones, then those of the listener; of too many the first are left out. */
static unsigned all_passages(const struct hearing *hearing, struct passage out[EAR_MAX_PASSAGES])
{
	struct passage fresh[EAR_MAX_PASSAGES];
	unsigned count = hearing->listener ? listener_passages(hearing->listener, fresh) : 0;
	unsigned kept = hearing->passage_count;

	if (kept > EAR_MAX_PASSAGES - count)
		kept = EAR_MAX_PASSAGES - count;
	if (kept)
		memcpy(out, hearing->passages + hearing->passage_count - kept, kept * sizeof(*out));
	if (count)
		memcpy(out + kept, fresh, count * sizeof(*out));
	return kept + count;
}

static void keep_passages(struct hearings *hearings, struct hearing *hearing)
{
	struct passage passages[EAR_MAX_PASSAGES];
	unsigned count = all_passages(hearing, passages);
	size_t bytes = count * sizeof(*passages);

	if (hearings->kept - bytes_of(hearing) + bytes > budget_of(hearings->budget, HEARINGS_MAX_BYTES)) {
		hearings->forgotten++;
		return;
	}
	if (count == 0)
		return;
	hearings->kept += bytes - bytes_of(hearing);
	memory_free(hearing->passages);
	hearing->passages = memory_new(bytes);
	memcpy(hearing->passages, passages, bytes);
	hearing->passage_count = count;
}

void hearing_close(struct hearings *hearings, struct hearing *hearing)
{
	if (!hearing || !hearing->listener)
		return;
	listener_end(hearing->listener, hearing->used);
	keep_passages(hearings, hearing);
	listener_free(hearing->listener);
	hearing->listener = NULL;
	list_remove(&hearing->age);
	hearings->open_count--;
}

/* False: all are in use. */
static bool make_room(struct hearings *hearings, ns time)
{
	struct hearing *oldest;

	if (hearings->open_count < budget_of(hearings->budget, HEARINGS_MAX_OPEN))
		return true;
	oldest = LIST_OWNER(list_first(&hearings->open), struct hearing, age);
	if (time - oldest->used < HEARING_IDLE)
		return false;
	hearing_close(hearings, oldest);
	return true;
}

static bool open_listener(struct hearings *hearings, struct hearing *hearing, const struct formats *formats, ns time)
{
	if (!make_room(hearings, time)) {
		hearings->unheard++;
		return false;
	}
	hearing->listener = listener_new(formats, hearings->spectrum, hearings->plan, hearing->recording);
	hearing->used = time;
	list_add(&hearings->open, &hearing->age);
	hearings->open_count++;
	return true;
}

struct hearing *hearing_new(struct hearings *hearings, const struct formats *formats, ns time)
{
	struct hearing *hearing = memory_new(sizeof(*hearing));

	if (hearings->records)
		hearing->recording = recording_new(&hearings->recordings);
	if (open_listener(hearings, hearing, formats, time))
		return hearing;
	hearing_free(hearings, hearing);
	return NULL;
}

bool hearing_again(struct hearings *hearings, struct hearing *hearing, const struct formats *formats, ns time)
{
	hearing_close(hearings, hearing);
	return open_listener(hearings, hearing, formats, time);
}

void hearing_free(struct hearings *hearings, struct hearing *hearing)
{
	if (!hearing)
		return;
	if (hearing->listener) {
		listener_free(hearing->listener);
		list_remove(&hearing->age);
		hearings->open_count--;
	}
	hearings->kept -= bytes_of(hearing);
	recording_free(hearing->recording);
	memory_free(hearing->passages);
	memory_free(hearing);
}

void hearing_take(struct hearings *hearings, struct hearing *hearing, const struct rtp *rtp, bool cut, ns time,
                  uint64_t frame)
{
	if (!hearing->listener)
		return;
	listener_take(hearing->listener, rtp, cut, time, frame);
	hearing->used = time;
	list_remove(&hearing->age);
	list_add(&hearings->open, &hearing->age);
}

unsigned hearing_passages(const struct hearing *hearing, struct passage out[EAR_MAX_PASSAGES])
{
	return hearing ? all_passages(hearing, out) : 0;
}

bool hearing_has_tone(const struct hearing *hearing)
{
	struct passage passages[EAR_MAX_PASSAGES];
	unsigned count = hearing_passages(hearing, passages);

	for (unsigned i = 0; i < count; i++)
		if (passages[i].content == CONTENT_TONE)
			return true;
	return false;
}
