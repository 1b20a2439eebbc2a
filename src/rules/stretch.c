/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/stretch.h"

#include <stdlib.h>

static int by_beginning(const void *a, const void *b)
{
	const struct stretch *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->to > y->to) - (x->to < y->to);
}

static bool touches(const struct attempt *attempt, const struct run *run, ns from, ns until)
{
	return attempt_has_run(attempt, run) && run->last >= from && run->first < until;
}

void stretches_of(const struct attempt *attempt, const struct audio *audio, ns from, ns until, struct stretches *out)
{
	out->count = 0;
	for (unsigned i = 0; i < audio->stream_count; i++) {
		const struct stream *stream = audio->streams[i];

		for (unsigned n = 0; n < stream->run_count && out->count < STRETCHES_MAX; n++) {
			const struct run *run = &stream->runs[n];

			if (touches(attempt, run, from, until))
				out->at[out->count++] =
					(struct stretch){stream, run, run->first > from ? run->first : from,
				                         run->last < until ? run->last : until};
		}
	}
	qsort(out->at, out->count, sizeof(out->at[0]), by_beginning);
}

bool stretches_any(const struct attempt *attempt, const struct audio *audio, ns from, ns until)
{
	for (unsigned i = 0; i < audio->stream_count; i++)
		for (unsigned n = 0; n < audio->streams[i]->run_count; n++)
			if (touches(attempt, &audio->streams[i]->runs[n], from, until))
				return true;
	return false;
}

static bool is_comfort_noise(struct str codec)
{
	return str_ieq(codec, STR("CN"));
}

#define SLOWEST (100 * MILLISECOND) /* between two packets of audio */

enum {
	FEW = 10 /* packets */
};

bool stretch_is_audio(const struct attempt *attempt, const struct stretch *stretch)
{
	const struct run *run = stretch->run;
	struct str codec = attempt_codec(attempt, stretch->backward, run->payload_type);

	return run->packets >= FEW && (ns)run->packets * SLOWEST >= run->last - run->first &&
	       !is_comfort_noise(codec) && !str_ieq(codec, STR("telephone-event"));
}

ns stretches_extent(const struct attempt *attempt, const struct audio *audio, ns from, ns until, struct stretch *first)
{
	struct stretches all;
	ns last = NEVER;

	stretches_of(attempt, audio, from, until, &all);
	for (unsigned i = 0; i < all.count; i++) {
		if (!stretch_is_audio(attempt, &all.at[i]))
			continue;
		if (last == NEVER)
			*first = all.at[i];
		if (last == NEVER || all.at[i].to > last)
			last = all.at[i].to;
	}
	return last == NEVER ? 0 : last - first->from;
}

static bool may_pause(const struct sdp *sdp)
{
	const struct sdp_media *audio = sdp_audio(sdp);

	for (unsigned i = 0; audio && i < audio->formats; i++)
		if (is_comfort_noise(audio->format[i].name) || audio->format[i].payload_type == 13 ||
		    str_ieq(audio->format[i].name, STR("G729")))
			return true;
	return false;
}

static bool pauses_seen(const struct attempt *attempt)
{
	const struct audio *audio = &attempt->backward;

	for (unsigned i = 0; i < audio->stream_count; i++)
		for (unsigned n = 0; n < audio->streams[i]->run_count; n++)
			if (run_has_noise(&audio->streams[i]->runs[n]))
				return true;
	return false;
}

bool pauses_allowed(const struct attempt *attempt)
{
	if (pauses_seen(attempt))
		return true;
	if (!may_pause(attempt->offer))
		return false;
	return may_pause(attempt->promised) || (attempt->final && may_pause(attempt->final->sdp));
}
