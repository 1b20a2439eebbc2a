/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/outputs.h"

#include "base/language.h"
#include "report/evidence.h"
#include "run/complain.h"
#include "run/serving.h"
#include "run/signals.h"
#include "run/statistics.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* part: of a folder the file that it is about; empty: the target itself. */
static void note_output(struct program *program, const char *target, const char *part, int r)
{
	struct buf line = {0}, name = {0};

	if (r == 0 || r == -EAGAIN)
		return;
	buf_printf(&name, "%s%s%s", target, part[0] ? "/" : "", part);
	buf_printf(&line, _("%s: writing failed: %s"), buf_text(&name), language_error(-r));
	buf_done(&name);
	complain(buf_text(&line));
	buf_done(&line);
	program->damaged = true;
	program->broken_reports++;
	program->unheard = program->broken_reports == program->report_count;
}

static void note_severity(struct program *program, const struct findings *findings)
{
	for (unsigned i = 0; i < findings->count; i++)
		if (findings->found[i].severity > program->worst)
			program->worst = findings->found[i].severity;
}

/* One line for each time that it begins to fail: a disk that is full stays so for many calls. */
static void note_hitch(struct program *program, struct report *report)
{
	struct buf line = {0};

	if (report->hitch && report->hitch != report->hitch_told) {
		buf_printf(&line, _("%s: the frames of a call could not be written: %s"), report->target,
		           language_error(report->hitch));
		complain(buf_text(&line));
		buf_done(&line);
		program->damaged = true;
	}
	if (report->hitch)
		report->hitch_told = report->hitch;
	report->hitch = 0;
}

static bool files_evidence(const struct program *program)
{
	bool found = false;

	for (unsigned i = 0; i < program->report_count; i++)
		found |= program->reports[i]->reporter == &reporter_evidence;
	return found;
}

static void name_evidence(struct buf *out, const struct reported *reported)
{
	if (evidence_is_due(reported))
		evidence_name(out, reported);
}

void outputs_take_call(void *arg, const struct attempt *attempt, const struct findings *findings,
                       const struct verdict *verdict)
{
	struct program *program = arg;
	struct reported reported = {attempt, findings, verdict, ++program->calls, program->analyzer, NULL};
	struct buf evidence = {0};

	serving_count(program, attempt, findings, verdict);
	if (!choice_has(&program->options->choice, &reported))
		return;
	if (files_evidence(program)) {
		name_evidence(&evidence, &reported);
		reported.evidence = buf_text(&evidence);
	}
	program->chosen++;
	if (program->by)
		breakdown_count(program->by, attempt);
	note_severity(program, findings);
	for (unsigned i = 0; i < program->report_count; i++) {
		struct report *report = program->reports[i];
		int r = report_call(report, &reported);

		note_output(program, report->target, report->part, r);
		note_hitch(program, report);
	}
	buf_done(&evidence);
}

bool outputs_take_finding(void *arg, const struct attempt *attempt, const struct finding *finding)
{
	struct program *program = arg;
	bool told = false;

	if (!choice_has_by_now(&program->options->choice, attempt, finding))
		return false;
	for (unsigned i = 0; i < program->report_count; i++) {
		struct report *report = program->reports[i];
		int r = report_finding(report, attempt, finding);

		note_output(program, report->target, report->part, r);
		told |= r == 0 && report->reporter->finding;
	}
	return told;
}

bool outputs_want_findings(const struct options *options)
{
	if (options->quiet && options->output_count == 0)
		return false;
	return options->each || (!options->no_each && (options->interface_count || options->follow));
}

/* A slip of the finger must not cost a capture: sipwhy -o calls.json calls.json. */
static bool is_input(const struct inputs *inputs, const char *target)
{
	struct stat output, input;

	if (stat(target, &output) < 0 || !S_ISREG(output.st_mode))
		return false;
	for (unsigned i = 0; i < inputs->count; i++)
		if (!inputs->file[i].passed && stat(inputs->file[i].path, &input) == 0 &&
		    input.st_dev == output.st_dev && input.st_ino == output.st_ino)
			return true;
	return false;
}

static int open_report(struct program *program, const struct place *place, const struct report_settings *settings)
{
	struct buf trouble = {0};
	int r;

	if (is_input(&program->inputs, place->target)) {
		buf_printf(&trouble, _("%s: is an input; it will not be overwritten"), place->target);
		r = -EINVAL;
	} else {
		r = report_open(&program->reports[program->report_count], place, settings, &trouble);
	}
	if (r < 0)
		complain(buf_text(&trouble));
	else
		program->report_count++;
	buf_done(&trouble);
	return r;
}

static bool is_prompt(const struct options *options)
{
	if (options->interface_count || options->follow)
		return true;
	for (unsigned i = 0; i < options->operand_count; i++)
		if (strcmp(options->operands[i], "-") == 0)
			return true;
	return false;
}

int outputs_open(struct program *program)
{
	const struct options *options = program->options;
	const struct place text = {reporter_catalogue[0], "-"};
	const struct report_settings settings = {
		.all = options->all,
		.ladder = options->ladder,
		.prompt = is_prompt(options),
		.apart = options->interface_count > 0,
		.evidence_size = options->evidence_size,
		.chosen = options->chosen.n ? options->chosen.p : NULL,
		.filter = options->filter.n ? options->filter.p : NULL,
		.inputs = &program->inputs,
	};
	int r = 0;

	program->open = true;
	if (options->output_count > 1)
		signals_outlive_pipes();
	if (options->output_count == 0 && !options->quiet)
		return open_report(program, &text, &settings);
	for (unsigned i = 0; r == 0 && i < options->output_count; i++)
		r = open_report(program, &options->outputs[i], &settings);
	return r;
}

static void totals_now(const struct program *program, struct totals *out)
{
	struct source_drops drops = program->tally.drops, more = {0};

	if (program->source)
		more = source_drops(program->source);
	analyzer_totals(program->analyzer, out);
	out->kernel_drops = drops.kernel + more.kernel;
	out->interface_drops = drops.interface + more.interface;
}

static struct closing closing_of(struct program *program, const struct totals *totals, const struct tally *tally)
{
	return (struct closing){
		.totals = totals,
		.damage = buf_str(&program->damage),
		.chosen = program->chosen,
		.tally = tally,
		.filtered = program->filtered,
		.by = program->by,
	};
}

/* The calls tell it themselves, when they are over. */
static void tell_untold(const struct report *report)
{
	struct buf line = {0};

	if (report->untold == 0)
		return;
	buf_printf(
		&line,
		language_plural("%s: is not read fast enough; %llu finding was not told there before its call was over",
	                        "%s: is not read fast enough; %llu findings were not told there before their calls "
	                        "were over",
	                        report->untold),
		report->target, (unsigned long long)report->untold);
	complain(buf_text(&line));
	buf_done(&line);
}

/* A pipe, a terminal that was stopped, a slow disk. */
static void tell_refused(struct program *program, const struct report *report)
{
	struct buf line = {0};

	if (report->refused == 0)
		return;
	if (report->reporter->folder)
		buf_printf(&line,
		           language_plural(
				   "%s: cannot be written as fast as calls end; the frames of %llu call are not there",
				   "%s: cannot be written as fast as calls end; the frames of %llu calls are not there",
				   report->refused),
		           report->target, (unsigned long long)report->refused);
	else
		buf_printf(&line,
		           language_plural("%s: is not read as fast as calls end; %llu call was not written there",
		                           "%s: is not read as fast as calls end; %llu calls were not written there",
		                           report->refused),
		           report->target, (unsigned long long)report->refused);
	complain(buf_text(&line));
	buf_done(&line);
	program->damaged = true;
}

static void print_statistics(const struct program *program, const struct totals *totals)
{
	statistics_print(totals, program->filtered, program->by ? breakdown_unlisted(program->by) : 0,
	                 buf_str(&program->rights));
}

/* Files that others write meanwhile. False: there are none. */
static bool settle(struct program *program, struct filed *out)
{
	if (!files_evidence(program))
		return false;
	for (unsigned i = 0; i < program->report_count; i++) {
		report_settle(program->reports[i], out);
		note_hitch(program, program->reports[i]);
	}
	program->damaged |= out->failed > 0;
	return true;
}

void outputs_await(struct program *program)
{
	for (unsigned i = 0; i < program->report_count; i++)
		report_await(program->reports[i]);
}

void outputs_close(struct program *program)
{
	struct filed filed = {0};
	struct totals totals;
	struct closing closing;

	analyzer_totals(program->analyzer, &totals);
	note_severity(program, totals.findings);
	closing = closing_of(program, &totals, &program->tally);
	if (settle(program, &filed))
		closing.filed = &filed;
	for (unsigned i = 0; i < program->report_count; i++) {
		const char *target = program->reports[i]->target;

		tell_untold(program->reports[i]);
		tell_refused(program, program->reports[i]);
		note_output(program, target, "", report_close(program->reports[i], &closing));
	}
	if (program->options->stats)
		print_statistics(program, &totals);
}

void outputs_summarize(struct program *program, ns now)
{
	struct tally tally = program->tally;
	struct totals totals;
	struct closing closing;

	tally_add(&tally, program->source, NULL);
	totals_now(program, &totals);
	closing = closing_of(program, &totals, &tally);
	closing.so_far = now;
	for (unsigned i = 0; i < program->report_count; i++) {
		const char *target = program->reports[i]->target;

		note_output(program, target, "", report_summary(program->reports[i], &closing));
	}
}

/* A hangup means something else to who has nothing to open anew. */
bool outputs_can_reopen(const struct program *program)
{
	const struct options *options = program->options;

	for (unsigned i = 0; i < options->output_count; i++)
		if (place_can_reopen(&options->outputs[i]))
			return true;
	return false;
}

void outputs_reopen(struct program *program)
{
	struct buf trouble = {0};

	for (unsigned i = 0; i < program->report_count; i++) {
		bool was_broken = program->reports[i]->error;

		buf_clear(&trouble);
		if (report_reopen(program->reports[i], &trouble) < 0) {
			complain(buf_text(&trouble));
			program->damaged = true;
		} else if (was_broken && !program->reports[i]->error) {
			program->broken_reports--;
			program->unheard = false;
		}
	}
	buf_done(&trouble);
}

void outputs_print_state(struct program *program)
{
	struct totals totals;

	totals_now(program, &totals);
	print_statistics(program, &totals);
}
