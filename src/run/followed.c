/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/followed.h"

#include "base/language.h"
#include "base/now.h"
#include "capture/follow.h"
#include "run/complain.h"
#include "run/files.h"
#include "run/keys.h"
#include "run/notify.h"
#include "run/reading.h"
#include "run/serving.h"
#include "run/ticker.h"

#include <errno.h>
#include <unistd.h>

enum {
	BATCH = 256, /* frames, before it is looked whether other things are to be done */
};

static void greet_follower(const char *path)
{
	if (isatty(STDERR_FILENO))
		complain_of(path, _("followed as it grows; Ctrl-C ends"));
}

/*
 * The clock of what is followed: that of its last frame, and from there on as long as nothing follows.
 * Whether the capture is of now or of last year, calls are told as they end.
 */
struct quiet {
	ns time;   /* of the last frame */
	ns since;  /* when nothing followed it, by our clock */
	bool idle; /* it is so */
};

static void pass_quiet_time(struct program *program, struct quiet *quiet)
{
	if (!quiet->idle)
		quiet->since = monotonic();
	quiet->idle = true;
	analyzer_pass_time(program->analyzer, quiet->time + (monotonic() - quiet->since));
}

static struct source *open_followed(struct program *program)
{
	struct source *source = NULL;
	struct buf trouble = {0};
	int r = source_open_followed(&source, program->options->operands[0], &program->inputs,
	                             (struct input_ear){files_hear, program}, &trouble);

	if (r < 0)
		complain(buf_text(&trouble));
	buf_done(&trouble);
	return source;
}

static int begin(struct program *program)
{
	int r = serving_listen(program);

	if (r == 0)
		r = reading_confine(program);
	return r == 0 ? serving_start(program) : r;
}

/* What is done besides, now and then. */
static void pass(struct program *program)
{
	keys_follow(program);
	serving_update(program);
	ticker_look(program);
}

int followed_read(struct program *program)
{
	int r = begin(program);
	struct source *source = r == 0 ? open_followed(program) : NULL;
	enum source_state state = SOURCE_END;
	struct quiet quiet = {0};
	struct frame frame;

	if (!source)
		return -EINVAL;
	program->begun = 1;
	reading_begin(program, source);
	greet_follower(program->options->operands[0]);
	notify_tell(program->manager, "READY=1");
	while (r == 0 && !reading_is_enough(program) && (state = source_next(source, &frame)) <= SOURCE_IDLE) {
		if (state == SOURCE_IDLE || program->frames % BATCH == 0)
			pass(program);
		reading_heed_signals(program);
		if (state == SOURCE_IDLE) {
			pass_quiet_time(program, &quiet);
			continue;
		}
		if (frame.linktype != LINKTYPE_SECRETS)
			quiet = (struct quiet){.time = frame.time};
		r = reading_take(program, &frame);
	}
	reading_end(program);
	return r < 0 ? r : reading_open_late(program);
}
