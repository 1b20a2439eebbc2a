/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/live.h"

#include "base/language.h"
#include "base/now.h"
#include "capture/live.h"
#include "run/complain.h"
#include "run/keys.h"
#include "run/notify.h"
#include "run/outputs.h"
#include "run/reading.h"
#include "run/serving.h"
#include "run/ticker.h"

#include <errno.h>
#include <unistd.h>

enum {
	READY = 64, /* frames taken at a time */
};

/* How often time passes while frames come one after the other. */
#define PASS_EVERY (50 * MILLISECOND)

static struct source *open_interfaces(struct program *program)
{
	const struct options *options = program->options;
	const struct interface_settings settings = {
		.filter = program->filter,
		.modest = options->no_promiscuous,
		.snaplen = options->snaplen,
		.buffer = options->buffer,
		.budget = budget_for(options->memory),
	};
	struct source *source = NULL;
	struct buf trouble = {0};

	if (source_open_live(&source, options->interfaces, options->interface_count, &settings, &trouble) < 0)
		complain(buf_text(&trouble));
	buf_done(&trouble);
	return source;
}

static void tell_event(struct program *program, const struct live_event *event)
{
	const char *name = program->options->interfaces[event->interface];
	struct buf line = {0};

	switch (event->what) {
	case LIVE_DOWN:
		complain_of(name, _("is down; waiting for it to come up"));
		break;
	case LIVE_UP:
		buf_printf(&line, _("is up again, after %.1f s in which nothing could be captured there"),
		           (double)event->gap / SECOND);
		complain_of(name, buf_text(&line));
		break;
	case LIVE_ENDED:
		buf_printf(&line, _("capturing here ended: %s"), event->reason);
		reading_note_damage(program, name, str_of(name), buf_text(&line));
		break;
	}
	buf_done(&line);
}

/* Calls of that time may lack what passed there. */
static void note_event(struct analyzer *analyzer, const struct live_event *event)
{
	if (event->what == LIVE_UP)
		analyzer_up(analyzer, event->time - event->gap, event->time);
	else if (event->what == LIVE_DOWN || event->gap == 0)
		analyzer_down(analyzer, event->time);
}

/* A quiet line must not keep back the calls that ended on it: live, the packets' clock is this machine's. */
static void pass_time(struct program *program, ns now)
{
	keys_follow(program);
	analyzer_pass_time(program->analyzer, now);
	cuts_update(&program->cuts, program->analyzer, program->source, monotonic());
	reading_heed_signals(program);
	serving_update(program);
	ticker_look(program);
	if (program->options->summary_every && monotonic() >= program->summary_at) {
		outputs_summarize(program, now);
		program->summary_at = monotonic() + program->options->summary_every;
	}
}

static void greet(const struct options *options)
{
	struct buf line = {0}, names = {0};

	if (!isatty(STDERR_FILENO))
		return;
	for (unsigned i = 0; i < options->interface_count; i++)
		buf_printf(&names, "%s%s", i ? _(", ") : "", options->interfaces[i]);
	/* TRANSLATORS: %s is a list of interfaces */
	buf_printf(&line, _("listening on %s; Ctrl-C ends"), buf_text(&names));
	buf_done(&names);
	complain(buf_text(&line));
	buf_done(&line);
}

/* The frame numbers of all interfaces are one sequence: source_next has given them. False: no more are wanted. */
static bool take(struct program *program, struct frame frames[READY], struct frame *last)
{
	unsigned count = 1 + source_ready(program->source, frames + 1, READY - 1);

	*last = frames[count - 1];
	return reading_take_all(program, frames, count) == 0 && !reading_is_enough(program);
}

/* What is not wanted any more is still taken, so that its losses are counted to the end. */
static void take_until_end(struct program *program)
{
	struct source *source = program->source;
	struct frame frames[READY], last = {0};
	struct live_event event;
	enum source_state state;
	bool wanted = true;
	ns pass_at = 0;
	uint64_t lost;

	while ((state = source_next(source, frames)) == SOURCE_FRAME || state == SOURCE_IDLE) {
		ns now = wall_clock();

		if (state == SOURCE_FRAME && live_told(source, &lost))
			analyzer_lost(program->analyzer, lost, frames);
		if (state == SOURCE_FRAME && wanted && !take(program, frames, &last)) {
			wanted = false;
			source_stop(source);
		}
		if (live_happened(source, &event)) {
			note_event(program->analyzer, &event);
			tell_event(program, &event);
		}
		if (state == SOURCE_FRAME && now < pass_at)
			continue;
		pass_time(program, now);
		pass_at = now + PASS_EVERY;
	}
	if (live_told(source, &lost) && last.number)
		analyzer_lost(program->analyzer, lost, &last);
	if (state == SOURCE_DAMAGED)
		reading_note_damage(program, program->options->interfaces[0], str_of(program->options->interfaces[0]),
		                    source_trouble(source));
}

int live_read(struct program *program)
{
	struct source *source = open_interfaces(program);
	int r = source ? serving_listen(program) : -EINVAL;

	if (r == 0)
		r = outputs_open(program);
	if (r == 0)
		r = reading_confine(program);
	if (r == 0)
		r = serving_start(program);
	if (r < 0) {
		source_close(source);
		return r;
	}
	reading_begin(program, source);
	program->summary_at = monotonic() + program->options->summary_every;
	greet(program->options);
	notify_tell(program->manager, "READY=1");
	take_until_end(program);
	reading_end(program);
	return 0;
}
