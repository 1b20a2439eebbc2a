/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/fork.h"

bool is_fork(const struct dialog *dialog)
{
	return dialog->of_last_try && dialog_was_early(dialog) && dialog->to_tag.n;
}

static bool names_in(const struct event *event, const struct endpoint *source, bool port)
{
	const struct sdp *sdp = event ? event->sdp : NULL;

	for (unsigned i = 0; sdp && i < sdp->media_count; i++)
		if (sdp_is_audio(&sdp->media[i]) && sdp->media[i].has_address &&
		    address_same(&sdp->media[i].address, &source->address) &&
		    (!port || sdp->media[i].port == source->port))
			return true;
	return false;
}

static bool names(const struct dialog *dialog, const struct endpoint *source, bool port)
{
	return names_in(dialog->first_sdp, source, port) || names_in(dialog->sdp_event, source, port);
}

static unsigned count_naming(const struct attempt *attempt, const struct endpoint *source, bool port)
{
	unsigned count = 0;

	for (unsigned i = 0; i < attempt->dialog_count; i++)
		count += is_fork(&attempt->dialogs[i]) && names(&attempt->dialogs[i], source, port);
	return count;
}

/* Senders need not send from the port they receive on, but most do (RFC 4961); where they do not, the host alone may tell. */
static bool comes_from(const struct attempt *attempt, const struct dialog *dialog, const struct endpoint *source)
{
	if (names(dialog, source, true))
		return count_naming(attempt, source, true) == 1;
	return names(dialog, source, false) && count_naming(attempt, source, false) == 1;
}

struct sent sent_by_dialog(const struct attempt *attempt, const struct dialog *dialog)
{
	struct sent sent = {.first = NEVER, .last = NEVER};

	for (unsigned i = 0; i < attempt->backward.stream_count; i++) {
		const struct stream *stream = attempt->backward.streams[i];

		if (!comes_from(attempt, dialog, &stream->source))
			continue;
		for (unsigned n = 0; n < stream->run_count; n++) {
			const struct run *run = &stream->runs[n];

			if (!attempt_has_run(attempt, run) || run->first >= attempt->end)
				continue;
			sent.packets += run->packets;
			if (run->first < sent.first) {
				sent.first = run->first;
				sent.first_frame = run->first_frame;
			}
			if (sent.last == NEVER || run->last > sent.last)
				sent.last = run->last;
		}
	}
	return sent;
}
