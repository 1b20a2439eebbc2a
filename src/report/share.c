/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/share.h"

bool share_is_early(const struct attempt *attempt, const struct run *run)
{
	return !attempt->final || run->first < attempt->end;
}

static void add_early(struct share *share, const struct run *run)
{
	share->early_packets += run->packets;
	share->lost += run_lost(run);
	if (!share->longest || run->packets > share->longest->packets)
		share->longest = run;
}

static void add_late(struct share *share, const struct run *run)
{
	share->late_packets += run->packets;
	if (run->first < share->late_first) {
		share->late_first = run->first;
		share->late_frame = run->first_frame;
	}
	if (share->late_last == NEVER || run->last > share->late_last)
		share->late_last = run->last;
}

struct share share_of(const struct attempt *attempt, const struct stream *stream)
{
	struct share share = {.first = NEVER, .last = NEVER, .late_first = NEVER, .late_last = NEVER};

	for (unsigned i = 0; i < stream->run_count; i++) {
		const struct run *run = &stream->runs[i];

		if (!attempt_has_run(attempt, run))
			continue;
		if (!share.first_run)
			share.first_run = run;
		if (run->first < share.first)
			share.first = run->first;
		if (share.last == NEVER || run->last > share.last)
			share.last = run->last;
		if (share_is_early(attempt, run))
			add_early(&share, run);
		else
			add_late(&share, run);
	}
	return share;
}

static const struct sdp_format *format_in(const struct sdp *sdp, uint8_t payload_type)
{
	const struct sdp_media *audio = sdp_audio(sdp);

	for (unsigned i = 0; audio && i < audio->formats; i++)
		if (audio->format[i].payload_type == payload_type)
			return &audio->format[i];
	return NULL;
}

static const struct sdp_format *format_of_callee(const struct attempt *attempt, uint8_t payload_type)
{
	const struct sdp_format *format = NULL;

	for (unsigned i = 0; !format && i < attempt->dialog_count; i++)
		if (attempt->dialogs[i].sdp_event)
			format = format_in(attempt->dialogs[i].sdp_event->sdp, payload_type);
	if (!format && attempt->final)
		format = format_in(attempt->final->sdp, payload_type);
	return format;
}

/* RFC 3264 5.1: payload types are those of who receives them; most senders use the same numbers. */
const struct sdp_format *share_format(const struct attempt *attempt, bool backward, uint8_t payload_type)
{
	const struct sdp_format *caller = format_in(attempt->offer, payload_type),
				*callee = format_of_callee(attempt, payload_type);

	if (backward)
		return caller ? caller : callee;
	return callee ? callee : caller;
}
