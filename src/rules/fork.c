/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/fork.h"

bool is_fork(const struct dialog *dialog)
{
	return dialog->of_last_try && dialog_was_early(dialog) && dialog->to_tag.n;
}

struct sent sent_by_dialog(const struct attempt *attempt, const struct dialog *dialog)
{
	struct sent sent = {.first = NEVER, .last = NEVER};

	for (unsigned i = 0; i < attempt->backward.stream_count; i++) {
		const struct stream *stream = attempt->backward.streams[i];

		if (attempt_dialog_of(attempt, stream) != dialog)
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
