/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/diagnose.h"

#include "run/complain.h"
#include "run/files.h"
#include "run/followed.h"
#include "run/keys.h"
#include "run/live.h"
#include "run/notify.h"
#include "run/outputs.h"
#include "run/serving.h"
#include "run/ticker.h"

#include <string.h>

static void finish(struct program *program)
{
	notify_tell(program->manager, "STOPPING=1");
	analyzer_drops(program->analyzer, program->tally.drops.kernel, program->tally.drops.interface);
	outputs_await(program);
	analyzer_flush(program->analyzer);
	outputs_close(program);
}

static enum status status_of(const struct program *program)
{
	if (program->failed)
		return STATUS_FAILED;
	if (program->damaged)
		return STATUS_DAMAGED;
	return program->worst >= SEVERITY_WARNING ? STATUS_FINDINGS : STATUS_FINE;
}

static int read_all(struct program *program)
{
	if (program->options->interface_count)
		return live_read(program);
	return program->options->follow ? followed_read(program) : files_read(program);
}

static int open_filter(struct program *program)
{
	const struct options *options = program->options;
	struct buf lines = {0};
	int r = 0;

	if (options->filter.n == 0)
		return 0;
	program->filter = filter_new(options->filter.p);
	if (options->interface_count == 0)
		r = filter_check(program->filter, &lines);
	if (r == 0)
		filter_tell_before(program->filter, &lines);
	complain_lines(&lines);
	buf_done(&lines);
	return r;
}

static void close_filter(struct program *program)
{
	struct buf lines = {0};

	if (program->filter)
		filter_tell_after(program->filter, &lines);
	if (program->filter && filter_is_useless(program->filter))
		program->failed = true;
	complain_lines(&lines);
	buf_done(&lines);
	filter_free(program->filter);
}

/* What the analyzer must keep for the outputs. */
static void note_wishes(const struct options *options, struct analyzer_settings *settings)
{
	for (unsigned i = 0; i < options->output_count; i++) {
		settings->record |= options->outputs[i].reporter->records;
		settings->footage |= options->outputs[i].reporter->keeps_frames;
	}
}

enum status diagnose(const struct options *options)
{
	struct program program = {
		.options = options,
		.most_frames = options->count ? options->count : UINT64_MAX,
		.manager = -1,
	};
	struct analyzer_settings settings = {
		.memory = options->memory,
		.leg_headers = options->leg_headers,
		.plan = options->plan,
		.port_count = options->port_count,
		.rules = options->rules,
		.call = outputs_take_call,
		.finding = outputs_want_findings(options) ? outputs_take_finding : NULL,
		.arg = &program,
	};
	int r;

	memcpy(settings.ports, options->ports, sizeof(settings.ports));
	note_wishes(options, &settings);
	program.analyzer = analyzer_new(&settings);
	if (options->by)
		program.by = breakdown_new(options->by, budget_for(options->memory));
	r = open_filter(&program);
	if (r == 0)
		r = keys_open(&program);
	ticker_open(&program);
	if (r == 0)
		r = read_all(&program);
	ticker_close(&program);
	close_filter(&program);
	if (r < 0)
		program.failed = true;
	keys_close(&program);
	serving_stop(&program);
	finish(&program);
	analyzer_free(program.analyzer);
	breakdown_free(program.by);
	inputs_done(&program.inputs);
	buf_done(&program.damage);
	buf_done(&program.rights);
	notify_close(program.manager);
	arena_done(&program.names);
	return status_of(&program);
}
