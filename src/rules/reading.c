/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/reading.h"

bool is_readable(const struct attempt *attempt, const struct event *event)
{
	return attempt_in_last_try(attempt, event) && !event_is_incomplete(event) &&
	       !(event->deviations & DEVIATION_TOO_LONG);
}

const char *reader_of(const struct attempt *attempt, const struct event *event)
{
	return attempt_is_caller(attempt, &event->flow->source) ? _("the callee's side") : _("the caller's phone");
}

/* What may keep a receiver from the body. */
#define BODY_FLAWS                                                                                                     \
	(DEVIATION_CONTENT_TYPE_MISSING | DEVIATION_CONTENT_TYPE_WRONG | DEVIATION_CONTENT_LENGTH_LONG |               \
	 DEVIATION_CONTENT_LENGTH_SHORT | DEVIATION_CONTENT_LENGTH_ZERO | DEVIATION_CONTENT_LENGTH_BAD)

/* When anything else that the same side said named the endpoint, too. NEVER: nothing did. */
static ns also_named(const struct attempt *attempt, const struct event *event, const struct endpoint *endpoint)
{
	bool from_caller = attempt_is_caller(attempt, &event->flow->source);

	for (const struct event *other = attempt->call->first; other; other = other->next)
		if (other != event && event_names(other, endpoint) && !(other->deviations & BODY_FLAWS) &&
		    attempt_is_caller(attempt, &other->flow->source) == from_caller)
			return other->time;
	return NEVER;
}

static const struct run *run_to(const struct attempt *attempt, const struct audio *audio, const struct event *event)
{
	for (unsigned i = 0; i < audio->stream_count; i++) {
		const struct stream *stream = audio->streams[i];
		ns until;

		if (!event_names(event, &stream->destination))
			continue;
		until = also_named(attempt, event, &stream->destination);
		for (unsigned n = 0; n < stream->run_count; n++)
			if (stream->runs[n].first >= event->time && stream->runs[n].first < until &&
			    attempt_has_run(attempt, &stream->runs[n]))
				return &stream->runs[n];
	}
	return NULL;
}

bool tell_understood(const struct attempt *attempt, const struct event *event, struct finding *out)
{
	bool from_caller = attempt_is_caller(attempt, &event->flow->source);
	const struct run *run = run_to(attempt, from_caller ? &attempt->backward : &attempt->forward, event);

	if (!run)
		return false;
	finding_printf(out, _("; it was understood all the same, since audio went to the address in it (%s)"),
	               word_frame(out, run->first_frame, run->first));
	out->severity = SEVERITY_NOTICE;
	return true;
}
