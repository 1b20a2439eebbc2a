/* SPDX-License-Identifier: BSD-2-Clause */
#include "diagnose.h"

#include "base/memory.h"
#include "capture/source.h"
#include "net/link.h"
#include "report/escape.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	BATCH = 256, /* frames from one interface before the next one's turn */
};

struct program {
	const struct options *options;
	struct analyzer *analyzer;
	struct report *reports[OPTIONS_MAX_OUTPUTS];
	unsigned report_count, broken_reports;
	bool unheard;         /* every report is broken: nobody is left to tell */
	uint64_t most_frames; /* -n, or no limit */
	struct inputs inputs;
	struct buf damage; /* for the reports: without folders */
	uint64_t frames, calls, chosen;
	uint64_t kernel_drops, interface_drops;
	enum severity worst;
	uint64_t unreadable; /* frames of a link type nobody here knows */
	int linktype;        /* of the last of them */
	bool open;           /* the reports are, as far as there are any */
	bool failed, damaged;
};

void complain(const char *text)
{
	struct buf line = {0};

	escape_terminal(&line, str_of(text), 0);
	fprintf(stderr, "sipwhy: %s\n", buf_text(&line));
	buf_done(&line);
}

/*
 * A signal handler can reach nothing but globals: the sources that are being read. The first signal
 * lets them end and the reports be written; a second one of its kind ends the program.
 */
static struct source *volatile reading[OPTIONS_MAX_INTERFACES];
static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	stopped = 1;
	for (unsigned i = 0; i < OPTIONS_MAX_INTERFACES; i++)
		if (reading[i])
			source_stop(reading[i]);
}

static void catch_signals(void)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_handler = stop, .sa_flags = (int)SA_RESETHAND}, before;

	/* What nohup had ignored stays ignored; a shell's "&" ignores SIGINT too, but whoever sends that means it. */
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (sigaction(signals[i], NULL, &before) == 0 && (signals[i] != SIGHUP || before.sa_handler != SIG_IGN))
			sigaction(signals[i], &action, NULL);
}

/* Reports */

static void note_output(struct program *program, const char *target, int r)
{
	struct buf line = {0};

	if (r == 0)
		return;
	buf_printf(&line, "%s: writing failed: %s", target, strerror(-r));
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

static void take_call(void *arg, const struct attempt *attempt, const struct findings *findings,
                      const struct verdict *verdict)
{
	struct program *program = arg;
	const struct reported reported = {attempt, findings, verdict, ++program->calls};

	if (!choice_has(&program->options->choice, &reported))
		return;
	program->chosen++;
	note_severity(program, findings);
	for (unsigned i = 0; i < program->report_count; i++)
		note_output(program, program->reports[i]->target, report_call(program->reports[i], &reported));
}

/* A slip of the finger must not cost a capture: sipwhy -o calls.json calls.json. */
static bool is_input(const struct options *options, const char *target)
{
	struct stat output, input;

	if (options->interface_count || stat(target, &output) < 0 || !S_ISREG(output.st_mode))
		return false;
	for (unsigned i = 0; i < options->operand_count; i++)
		if (stat(options->operands[i], &input) == 0 && input.st_dev == output.st_dev &&
		    input.st_ino == output.st_ino)
			return true;
	return false;
}

static int open_report(struct program *program, const struct place *place, const struct report_settings *settings)
{
	struct buf trouble = {0};
	int r;

	if (is_input(program->options, place->target)) {
		buf_printf(&trouble, "%s: is an input; it will not be overwritten", place->target);
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
	if (options->interface_count)
		return true;
	for (unsigned i = 0; i < options->operand_count; i++)
		if (strcmp(options->operands[i], "-") == 0)
			return true;
	return false;
}

/* Called when there is something to read, so that an input that is none does not empty an earlier result. */
static int open_reports(struct program *program)
{
	const struct options *options = program->options;
	const struct place text = {reporter_catalogue[0], "-"};
	const struct report_settings settings = {
		.all = options->all,
		.ladder = options->ladder,
		.prompt = is_prompt(options),
		.chosen = options->chosen.n ? options->chosen.p : NULL,
		.inputs = &program->inputs,
	};
	int r = 0;

	program->open = true;
	if (options->output_count == 0 && !options->quiet)
		return open_report(program, &text, &settings);
	for (unsigned i = 0; r == 0 && i < options->output_count; i++)
		r = open_report(program, &options->outputs[i], &settings);
	return r;
}

static void close_reports(struct program *program, const struct totals *totals)
{
	const struct closing closing = {totals, buf_str(&program->damage), program->chosen};

	for (unsigned i = 0; i < program->report_count; i++) {
		const char *target = program->reports[i]->target;

		note_output(program, target, report_close(program->reports[i], &closing));
	}
}

/* Sources */

static bool is_enough(const struct program *program)
{
	return program->frames >= program->most_frames || program->unheard;
}

static int take_frame(struct program *program, struct frame *frame)
{
	int r = 0;

	if (!program->open && link_first(frame->linktype) == layer_end(NET_UNKNOWN_LINK)) {
		program->unreadable++;
		program->linktype = frame->linktype;
	} else if (!program->open) {
		r = open_reports(program);
	}
	frame->number = ++program->frames;
	analyzer_feed(program->analyzer, frame);
	return r;
}

/* A capture of nothing but a foreign link type is no capture to this program. */
static int open_late(struct program *program)
{
	struct buf line = {0};

	if (program->open || program->inputs.count == 0)
		return 0;
	if (program->unreadable == 0)
		return open_reports(program);
	buf_printf(&line, "link type %d (see tcpdump.org/linktypes.html) is none that sipwhy reads", program->linktype);
	complain(buf_text(&line));
	buf_done(&line);
	return -EINVAL;
}

static void note_damage(struct program *program, const char *name, const struct source *source)
{
	const char *slash = strrchr(name, '/');
	struct buf line = {0};

	program->damaged = true;
	buf_printf(&line, "%s: %s", name, source_trouble(source));
	complain(buf_text(&line));
	buf_done(&line);
	buf_printf(&program->damage, "%s%s: %s", program->damage.n ? "; " : "", slash ? slash + 1 : name,
	           source_trouble(source));
}

static void end_source(struct program *program, unsigned slot, struct source *source)
{
	struct source_drops drops = source_drops(source);

	program->kernel_drops += drops.kernel;
	program->interface_drops += drops.interface;
	reading[slot] = NULL;
	source_close(source);
}

static void begin_input(struct program *program, const char *name)
{
	const char *slash = strrchr(name, '/');

	program->inputs.file[program->inputs.count++] =
		(struct input){str_of(slash ? slash + 1 : name), program->frames + 1};
}

/* NULL: it cannot be read, and that has been said. The other files may be fine. */
static struct source *open_file(struct program *program, const char *name)
{
	struct buf trouble = {0};
	struct source *source = NULL;

	if (source_open_file(&source, name, &trouble) < 0) {
		complain(buf_text(&trouble));
		program->failed = true;
	}
	buf_done(&trouble);
	return source;
}

static int read_file(struct program *program, const char *name)
{
	struct source *source = open_file(program, name);
	struct frame frame;
	enum source_state state = SOURCE_END;
	int r = 0;

	if (!source)
		return 0;
	reading[0] = source;
	catch_signals();
	begin_input(program, name);
	/* A signal before the source was in `reading` has stopped only the program. */
	while (r == 0 && !stopped && !is_enough(program) && (state = source_next(source, &frame)) == SOURCE_FRAME)
		r = take_frame(program, &frame);
	if (state == SOURCE_DAMAGED)
		note_damage(program, name, source);
	end_source(program, 0, source);
	return r;
}

static int read_files(struct program *program)
{
	int r = 0;

	program->inputs.total = program->options->operand_count;
	program->inputs.file = memory_new(program->inputs.total * sizeof(*program->inputs.file));
	for (unsigned i = 0; r == 0 && !stopped && !is_enough(program) && i < program->options->operand_count; i++)
		r = read_file(program, program->options->operands[i]);
	return r < 0 ? r : open_late(program);
}

/* Reads until the interface has nothing more for now. False: it has ended. */
static bool read_batch(struct program *program, struct source *source, const char *name)
{
	enum source_state state = SOURCE_FRAME;
	struct frame frame;

	for (unsigned n = 0; n < BATCH && !is_enough(program) && state == SOURCE_FRAME; n++) {
		state = source_next(source, &frame);
		if (state == SOURCE_FRAME)
			take_frame(program, &frame);
	}
	if (state == SOURCE_DAMAGED)
		note_damage(program, name, source);
	return state == SOURCE_FRAME || state == SOURCE_IDLE;
}

static int open_interfaces(struct program *program, struct source **sources)
{
	const struct options *options = program->options;
	const char *filter = options->filter.n ? options->filter.p : NULL;
	struct buf trouble = {0};
	int r = 0;

	for (unsigned i = 0; r == 0 && i < options->interface_count; i++)
		r = source_open_live(&sources[i], options->interfaces[i], filter, &trouble);
	if (r < 0)
		complain(buf_text(&trouble));
	buf_done(&trouble);
	return r;
}

/* A quiet line must not keep back the calls that ended on it: live, the packets' clock is this machine's. */
static void pass_time(struct program *program)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	analyzer_pass_time(program->analyzer, (ns)now.tv_sec * SECOND + now.tv_nsec);
}

static void greet(const struct options *options)
{
	struct buf line = {0};

	if (!isatty(STDERR_FILENO))
		return;
	buf_printf(&line, "listening on %s", options->interfaces[0]);
	for (unsigned i = 1; i < options->interface_count; i++)
		buf_printf(&line, ", %s", options->interfaces[i]);
	buf_printf(&line, "; Ctrl-C ends");
	complain(buf_text(&line));
	buf_done(&line);
}

static int read_live(struct program *program)
{
	struct source *sources[OPTIONS_MAX_INTERFACES] = {NULL};
	unsigned left = program->options->interface_count;
	int r = open_interfaces(program, sources);

	if (r == 0)
		r = open_reports(program);
	for (unsigned i = 0; i < program->options->interface_count; i++)
		reading[i] = sources[i];
	catch_signals();
	if (r == 0)
		greet(program->options);
	while (r == 0 && left && !is_enough(program)) {
		for (unsigned i = 0; i < program->options->interface_count; i++)
			if (sources[i] && !read_batch(program, sources[i], program->options->interfaces[i])) {
				end_source(program, i, sources[i]);
				sources[i] = NULL;
				left--;
			}
		pass_time(program);
	}
	for (unsigned i = 0; i < program->options->interface_count; i++)
		if (sources[i])
			end_source(program, i, sources[i]);
	return r;
}

static void print_stat(const char *name, uint64_t value)
{
	fprintf(stderr, "%s %llu\n", name, (unsigned long long)value);
}

static void print_stats(const struct totals *totals)
{
	for (unsigned i = 0; i < totals->counter_count; i++)
		print_stat(totals->counters[i].name, totals->counters[i].value);
	print_stat("frames", totals->frames);
	print_stat("bytes", totals->bytes);
	print_stat("sip-messages", totals->sip_messages);
	print_stat("sip-messages-cut", totals->messages_cut);
	print_stat("sip-messages-malformed", totals->messages_malformed);
	print_stat("calls", totals->calls);
	print_stat("calls-evicted", totals->evicted);
	print_stat("tcp-gaps", totals->net->tcp_gaps);
	print_stat("tcp-evicted", totals->net->tcp_evicted);
	print_stat("tcp-conflicts", totals->net->tcp_conflicts);
	print_stat("fragments-lost", totals->net->fragments_lost);
	print_stat("fragments-overlapping", totals->net->fragments_overlapping);
	print_stat("sip-keepalives", totals->framing->keepalives);
	print_stat("sip-resyncs", totals->framing->resyncs);
	print_stat("sip-too-long", totals->framing->too_long);
	print_stat("sip-abandoned", totals->framing->abandoned);
	print_stat("rtp-evicted", totals->media->evicted);
	print_stat("rtp-unkept", totals->media->unkept);
	print_stat("kernel-drops", totals->kernel_drops);
	print_stat("interface-drops", totals->interface_drops);
}

static void finish(struct program *program)
{
	struct totals totals;

	analyzer_drops(program->analyzer, program->kernel_drops, program->interface_drops);
	analyzer_flush(program->analyzer);
	analyzer_totals(program->analyzer, &totals);
	note_severity(program, totals.findings);
	close_reports(program, &totals);
	if (program->options->stats)
		print_stats(&totals);
}

static enum status status_of(const struct program *program)
{
	if (program->failed)
		return STATUS_FAILED;
	if (program->damaged)
		return STATUS_DAMAGED;
	return program->worst >= SEVERITY_WARNING ? STATUS_FINDINGS : STATUS_FINE;
}

enum status diagnose(const struct options *options)
{
	struct program program = {.options = options, .most_frames = options->count ? options->count : UINT64_MAX};
	struct analyzer_settings settings = {
		.max_bytes = options->max_bytes,
		.port_count = options->port_count,
		.rules = options->rules,
		.call = take_call,
		.arg = &program,
	};
	int r;

	memcpy(settings.ports, options->ports, sizeof(settings.ports));
	program.analyzer = analyzer_new(&settings);
	r = options->interface_count ? read_live(&program) : read_files(&program);
	if (r < 0)
		program.failed = true;
	finish(&program);
	analyzer_free(program.analyzer);
	memory_free(program.inputs.file);
	buf_done(&program.damage);
	return status_of(&program);
}
