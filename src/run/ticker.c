/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/ticker.h"

#include "base/now.h"
#include "report/terminal.h"
#include "run/program.h"
#include "run/resident.h"
#include "run/status_line.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	FREE = 3, /* columns: "^C" appears there, and some terminals begin a new row behind the last */
};

#define DRAW_EVERY (250 * MILLISECOND)

/* Files that are read sooner need no line. */
#define PATIENCE SECOND

static bool is_endless(const struct options *options)
{
	return options->interface_count || options->follow;
}

/* Who reads our report from a pipe most likely prints on this very terminal, and knows of no line. */
static bool is_piped(const struct options *options)
{
	bool reported = options->output_count == 0 && !options->quiet;
	struct stat about;

	for (unsigned i = 0; i < options->output_count; i++)
		reported |= strcmp(options->outputs[i].target, "-") == 0;
	return reported && fstat(STDOUT_FILENO, &about) == 0 && (S_ISFIFO(about.st_mode) || S_ISSOCK(about.st_mode));
}

void ticker_open(struct program *program)
{
	struct ticker *ticker = &program->ticker;

	ticker->shown = !is_piped(program->options) && terminal_open();
	if (!ticker->shown)
		return;
	ticker->colour = terminal_takes_colour(STDERR_FILENO);
	ticker->resident = resident_open();
	ticker->begun = monotonic();
	ticker->due = is_endless(program->options) ? ticker->begun : ticker->begun + PATIENCE;
}

void ticker_close(struct program *program)
{
	struct ticker *ticker = &program->ticker;

	if (!ticker->shown)
		return;
	ticker->shown = false;
	terminal_close();
	resident_close(ticker->resident);
}

/* The rates of the last second go into line. */
static void take_sample(struct ticker *ticker, const struct ticker_sample *sample, struct status_line *line)
{
	unsigned last = ticker->taken++ % TICKER_SAMPLES;
	const struct ticker_sample *first =
		&ticker->samples[ticker->taken < TICKER_SAMPLES ? 0 : (last + 1) % TICKER_SAMPLES];
	double seconds;

	ticker->samples[last] = *sample;
	seconds = (double)(sample->time - first->time) / SECOND;
	if (seconds <= 0)
		return;
	line->frame_rate = (uint64_t)((double)(sample->frames - first->frames) / seconds);
	line->message_rate = (uint64_t)((double)(sample->messages - first->messages) / seconds);
	line->byte_rate = (uint64_t)((double)(sample->bytes - first->bytes) / seconds);
}

static void draw(struct program *program, ns now)
{
	struct ticker *ticker = &program->ticker;
	const struct source_progress progress = source_progress(program->source);
	const struct source_drops drops = source_drops(program->source);
	const size_t columns = terminal_columns();
	struct totals totals;
	struct status_line line;
	struct buf text = {0};

	analyzer_totals(program->analyzer, &totals);
	line = (struct status_line){
		.endless = is_endless(program->options),
		.running = now - ticker->begun,
		.drops = drops.kernel + drops.interface,
		.up = totals.open.up,
		.ended = totals.calls,
		.verdicts = totals.verdicts,
		.memory = resident_bytes(ticker->resident),
		.memory_most = program->options->memory,
		.read = progress.read,
		.size = progress.size,
	};
	take_sample(ticker, &(struct ticker_sample){now, totals.frames, totals.sip_messages, progress.read}, &line);
	status_line_print(&text, &line, columns > FREE ? columns - FREE : 0, ticker->colour);
	terminal_show(buf_str(&text));
	buf_done(&text);
}

void ticker_look(struct program *program)
{
	struct ticker *ticker = &program->ticker;
	ns now;

	if (!ticker->shown)
		return;
	now = monotonic();
	ticker->frames = 0;
	/* What comes through a pipe may come slowly. */
	ticker->enough = source_progress(program->source).size ? TICKER_FRAMES : 1;
	if (now < ticker->due)
		return;
	ticker->due = now + DRAW_EVERY;
	draw(program, now);
}

void ticker_count(struct program *program, unsigned frames)
{
	struct ticker *ticker = &program->ticker;

	ticker->frames += frames;
	if (ticker->frames >= ticker->enough)
		ticker_look(program);
}
