/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/keys.h"

#include "base/language.h"
#include "base/now.h"
#include "run/complain.h"

/* How soon secrets that were just written are known. */
#define KEYLOG_EVERY (200 * MILLISECOND)

static void read_keylog(struct program *program, bool all)
{
	struct str lines;

	while (keylog_next(program->keylog, all, &lines))
		program->secrets += analyzer_secrets(program->analyzer, lines);
	program->keylog_at = monotonic() + KEYLOG_EVERY;
}

int keys_open(struct program *program)
{
	struct buf trouble = {0};
	int r;

	if (!program->options->keylog)
		return 0;
	r = keylog_open(&program->keylog, program->options->keylog, &trouble);
	/* Of a finished one the last line counts even without an end. */
	if (r == 0)
		read_keylog(program, !program->options->interface_count && !program->options->follow);
	else
		complain(buf_text(&trouble));
	buf_done(&trouble);
	return r;
}

void keys_follow(struct program *program)
{
	if (program->keylog && monotonic() >= program->keylog_at)
		read_keylog(program, false);
}

/* Its last line may have no end. */
void keys_close(struct program *program)
{
	if (!program->keylog)
		return;
	read_keylog(program, true);
	if (program->secrets == 0)
		complain_of(program->options->keylog, _("no TLS secret was found in this key log"));
	keylog_close(program->keylog);
}
