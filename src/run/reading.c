/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/reading.h"

#include "base/language.h"
#include "net/link.h"
#include "run/complain.h"
#include "run/confine.h"
#include "run/notify.h"
#include "run/outputs.h"
#include "run/signals.h"

#include <errno.h>

int reading_confine(struct program *program)
{
	int r;

	program->manager = notify_open();
	r = confine(program->options, &program->inputs, &program->rights);
	if (r < 0)
		complain(buf_text(&program->rights));
	return r;
}

/* What is read without end may have its outputs put away meanwhile. */
void reading_begin(struct program *program, struct source *source)
{
	bool endless = program->options->interface_count || program->options->follow;

	program->source = source;
	signals_catch(source, !endless || !outputs_can_reopen(program));
}

void reading_end(struct program *program)
{
	signals_catch(NULL, true);
	tally_add(&program->tally, program->source, &program->names);
	source_close(program->source);
	program->source = NULL;
}

bool reading_is_enough(const struct program *program)
{
	return program->frames >= program->most_frames || program->unheard;
}

void reading_heed_signals(struct program *program)
{
	if (signals_ask_state())
		outputs_print_state(program);
	if (signals_ask_reopen())
		outputs_reopen(program);
}

/* Live, the filter is in the kernel. */
static bool is_wanted(struct program *program, const struct frame *frame)
{
	if (!program->filter || program->options->interface_count || filter_passes(program->filter, frame))
		return true;
	program->filtered++;
	return false;
}

/* Not inlined: only the first frames come here. */
__attribute__((noinline)) static int take_first(struct program *program, const struct frame *frame)
{
	if (link_first(frame->linktype) != layer_end(NET_UNKNOWN_LINK))
		return outputs_open(program);
	program->unreadable++;
	program->linktype = frame->linktype;
	return 0;
}

/* How often the sources are asked what they lost: to know of each second is enough. */
#define LOST_EVERY SECOND

static void note_lost(struct program *program, const struct frame *frame)
{
	/* Live, the capture itself says when it was asked. As for ticks: one wild time stamp must not end it. */
	if (program->options->interface_count)
		return;
	if (frame->time < program->lost_at && frame->time >= program->lost_at - 2 * LOST_EVERY)
		return;
	analyzer_lost(program->analyzer, program->tally.drops.timely + source_drops(program->source).timely, frame);
	program->lost_at = frame->time + LOST_EVERY;
}

int reading_take(struct program *program, struct frame *frame)
{
	int r = 0;

	if (frame->linktype == LINKTYPE_SECRETS) {
		analyzer_secrets(program->analyzer, (struct str){(const char *)frame->bytes, frame->captured});
		return 0;
	}
	if (!program->open)
		r = take_first(program, frame);
	program->frames++;
	if (program->inputs.several)
		inputs_count(&program->inputs, frame->number);
	if (is_wanted(program, frame))
		analyzer_feed(program->analyzer, frame);
	note_lost(program, frame);
	return r;
}

int reading_take_all(struct program *program, struct frame *frames, unsigned count)
{
	int r = 0;

	if (count > 0 && program->open && !program->inputs.several && !program->filter &&
	    program->most_frames - program->frames >= count) {
		program->frames += count;
		analyzer_feed_all(program->analyzer, frames, count);
		note_lost(program, &frames[count - 1]);
		return 0;
	}
	for (unsigned i = 0; i < count && r == 0 && !reading_is_enough(program); i++)
		r = reading_take(program, &frames[i]);
	return r;
}

int reading_open_late(struct program *program)
{
	struct buf line = {0};

	if (program->open || program->begun == 0)
		return 0;
	if (program->unreadable == 0)
		return outputs_open(program);
	buf_printf(&line, _("link type %d (see tcpdump.org/linktypes.html) is none that sipwhy reads"),
	           program->linktype);
	complain(buf_text(&line));
	buf_done(&line);
	return -EINVAL;
}

void reading_note_damage(struct program *program, const char *path, struct str name, const char *trouble)
{
	struct buf line = {0};

	program->damaged = true;
	buf_printf(&line, "%s: %s", path, trouble);
	complain(buf_text(&line));
	buf_done(&line);
	buf_printf(&program->damage, "%s" STR_FMT ": %s", program->damage.n ? _("; ") : "", STR_ARG(name), trouble);
}
