/* SPDX-License-Identifier: BSD-2-Clause */
#include "diagnose.h"

#include "base/language.h"
#include "base/memory.h"
#include "capture/filter.h"
#include "capture/folder.h"
#include "capture/follow.h"
#include "capture/keylog.h"
#include "confine.h"
#include "cuts.h"
#include "live.h"
#include "net/link.h"
#include "notify.h"
#include "report/escape.h"
#include "signals.h"
#include "statistics.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	BATCH = 256, /* frames, before it is looked whether other things are to be done */
	READY = 64,  /* frames taken from a file at a time */
};

/* How soon secrets that were just written are known. */
#define KEYLOG_EVERY (200 * MILLISECOND)

struct program {
	const struct options *options;
	struct analyzer *analyzer;
	struct report *reports[OPTIONS_MAX_OUTPUTS];
	struct breakdown *by; /* NULL: not asked for */
	unsigned report_count, broken_reports;
	bool unheard;          /* every report is broken: nobody is left to tell */
	uint64_t most_frames;  /* -n, or no limit */
	struct filter *filter; /* NULL: all frames are wanted */
	uint64_t filtered;     /* frames that are not */
	struct keylog *keylog; /* NULL: there is none */
	ns keylog_at;          /* not read again before, by our clock */
	unsigned secrets;      /* that came from it */
	struct inputs inputs;
	unsigned begun;    /* files that could be opened */
	struct buf damage; /* for the reports: without folders */
	struct buf rights; /* which are left, for --stats */
	int manager;       /* the service manager; -1: there is none */
	uint64_t frames, calls, chosen;
	struct source *source; /* what is read just now */
	struct cuts cuts;      /* live: what the kernel need not hand out whole */
	ns summary_at;         /* when the next one is due, by our clock */
	struct tally tally;    /* frames lost before they reached us */
	struct arena names; /* of the interfaces there */
	ns lost_at;         /* by the frames: not asked again before what was lost */
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

static void complain_of(const char *path, const char *what)
{
	struct buf line = {0};

	buf_printf(&line, "%s: %s", path, what);
	complain(buf_text(&line));
	buf_done(&line);
}

/* Reports */

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

static void take_call(void *arg, const struct attempt *attempt, const struct findings *findings,
                      const struct verdict *verdict)
{
	struct program *program = arg;
	const struct reported reported = {attempt, findings, verdict, ++program->calls};

	if (!choice_has(&program->options->choice, &reported))
		return;
	program->chosen++;
	if (program->by)
		breakdown_count(program->by, attempt);
	note_severity(program, findings);
	for (unsigned i = 0; i < program->report_count; i++) {
		struct report *report = program->reports[i];
		int r = report_call(report, &reported);

		note_output(program, report->target, report->part, r);
	}
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

/* Called when there is something to read, so that an input that is none does not empty an earlier result. */
static int open_reports(struct program *program)
{
	const struct options *options = program->options;
	const struct place text = {reporter_catalogue[0], "-"};
	const struct report_settings settings = {
		.all = options->all,
		.ladder = options->ladder,
		.prompt = is_prompt(options),
		.apart = options->interface_count > 0,
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

/* How it stands */

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

/* A pipe, or a terminal that was stopped. */
static void tell_refused(struct program *program, const struct report *report)
{
	struct buf line = {0};

	if (report->refused == 0)
		return;
	buf_printf(&line,
	           language_plural("%s: is not read as fast as calls end; %llu call was not written there",
	                           "%s: is not read as fast as calls end; %llu calls were not written there",
	                           report->refused),
	           report->target, (unsigned long long)report->refused);
	complain(buf_text(&line));
	buf_done(&line);
	program->damaged = true;
}

static void close_reports(struct program *program, const struct totals *totals)
{
	const struct closing closing = closing_of(program, totals, &program->tally);

	for (unsigned i = 0; i < program->report_count; i++) {
		const char *target = program->reports[i]->target;

		tell_refused(program, program->reports[i]);
		note_output(program, target, "", report_close(program->reports[i], &closing));
	}
}

static void print_summaries(struct program *program)
{
	struct tally tally = program->tally;
	struct totals totals;
	struct closing closing;

	tally_add(&tally, program->source, NULL);
	totals_now(program, &totals);
	closing = closing_of(program, &totals, &tally);
	for (unsigned i = 0; i < program->report_count; i++) {
		const char *target = program->reports[i]->target;

		note_output(program, target, "", report_summary(program->reports[i], &closing));
	}
}

/* A hangup means something else to who has nothing to open anew. */
static bool can_reopen(const struct program *program)
{
	const struct options *options = program->options;

	for (unsigned i = 0; i < options->output_count; i++)
		if (place_can_reopen(&options->outputs[i]))
			return true;
	return false;
}

static void reopen_reports(struct program *program)
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

static void print_state(struct program *program)
{
	struct totals totals;

	totals_now(program, &totals);
	statistics_print(&totals, program->filtered, program->by ? breakdown_unlisted(program->by) : 0,
	                 buf_str(&program->rights));
}

static void heed_signals(struct program *program)
{
	if (signals_ask_state())
		print_state(program);
	if (signals_ask_reopen())
		reopen_reports(program);
}

static ns monotonic(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (ns)now.tv_sec * SECOND + now.tv_nsec;
}

/* The key log */

static void read_keylog(struct program *program, bool all)
{
	struct str lines;

	while (keylog_next(program->keylog, all, &lines))
		program->secrets += analyzer_secrets(program->analyzer, lines);
	program->keylog_at = monotonic() + KEYLOG_EVERY;
}

static int open_keylog(struct program *program)
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

static void follow_keylog(struct program *program)
{
	if (program->keylog && monotonic() >= program->keylog_at)
		read_keylog(program, false);
}

/* Its last line may have no end. */
static void close_keylog(struct program *program)
{
	if (!program->keylog)
		return;
	read_keylog(program, true);
	if (program->secrets == 0)
		complain_of(program->options->keylog, _("no TLS secret was found in this key log"));
	keylog_close(program->keylog);
}

/* Sources */

static bool is_enough(const struct program *program)
{
	return program->frames >= program->most_frames || program->unheard;
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
		return open_reports(program);
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

static int take_frame(struct program *program, struct frame *frame)
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

/* take_frame for frames that lie side by side, none of them secrets: nearly all of a capture. */
static int take_frames(struct program *program, struct frame *frames, unsigned count)
{
	int r = 0;

	if (count > 0 && program->open && !program->inputs.several && !program->filter &&
	    program->most_frames - program->frames >= count) {
		program->frames += count;
		analyzer_feed_all(program->analyzer, frames, count);
		if (count)
			note_lost(program, &frames[count - 1]);
		return 0;
	}
	for (unsigned i = 0; i < count && r == 0 && !is_enough(program); i++)
		r = take_frame(program, &frames[i]);
	return r;
}

/* A capture of nothing but a foreign link type is no capture to this program. */
static int open_late(struct program *program)
{
	struct buf line = {0};

	if (program->open || program->begun == 0)
		return 0;
	if (program->unreadable == 0)
		return open_reports(program);
	buf_printf(&line, _("link type %d (see tcpdump.org/linktypes.html) is none that sipwhy reads"), program->linktype);
	complain(buf_text(&line));
	buf_done(&line);
	return -EINVAL;
}

static void note_damage(struct program *program, const char *path, struct str name, const char *trouble)
{
	struct buf line = {0};

	program->damaged = true;
	buf_printf(&line, "%s: %s", path, trouble);
	complain(buf_text(&line));
	buf_done(&line);
	buf_printf(&program->damage, "%s" STR_FMT ": %s", program->damage.n ? _("; ") : "", STR_ARG(name), trouble);
}

/* What is read without end may have its outputs put away meanwhile. */
static void begin_source(struct program *program, struct source *source)
{
	bool endless = program->options->interface_count || program->options->follow;

	program->source = source;
	signals_catch(source, !endless || !can_reopen(program));
}

static void end_source(struct program *program)
{
	signals_catch(NULL, true);
	tally_add(&program->tally, program->source, &program->names);
	source_close(program->source);
	program->source = NULL;
}

/* One file */

/* Rights that are not needed any more. */
static int give_up_rights(struct program *program)
{
	int r;

	program->manager = notify_open();
	r = confine(program->options, &program->inputs, &program->rights);
	if (r < 0)
		complain(buf_text(&program->rights));
	return r;
}

/* NULL: it cannot be read, and that has been said. */
static struct source *open_file(struct program *program, const char *path)
{
	struct buf trouble = {0};
	struct source *source = NULL;

	if (source_open_file(&source, path, &trouble) < 0) {
		complain(buf_text(&trouble));
		program->failed = true;
	}
	buf_done(&trouble);
	program->begun += source != NULL;
	return source;
}

static int read_file(struct program *program, const struct input *input)
{
	struct source *source = open_file(program, input->path);
	struct frame frames[READY];
	enum source_state state = SOURCE_END;
	int r = 0;

	if (!source)
		return 0;
	begin_source(program, source);
	while (r == 0 && !is_enough(program) && (state = source_next(source, frames)) == SOURCE_FRAME) {
		r = take_frame(program, frames);
		if (r == 0 && !is_enough(program))
			r = take_frames(program, frames, source_ready(source, frames, READY));
		heed_signals(program);
	}
	if (state == SOURCE_DAMAGED)
		note_damage(program, input->path, input->name, source_trouble(source));
	end_source(program);
	return r;
}

/* Several files */

static void refuse_input(struct program *program, struct input *input, int error, const char *trouble)
{
	/* In a folder there may be other things than captures. */
	input->refused = true;
	input->passed = input->folder && (error == -EINVAL || error == -ENODATA);
	if (input->passed)
		return;
	complain(trouble);
	program->failed = true;
}

static void hear(void *arg, enum input_event event, unsigned file, int error, const char *text)
{
	struct program *program = arg;
	struct input *input = &program->inputs.file[file];

	switch (event) {
	case INPUT_REFUSED:
		refuse_input(program, input, error, text);
		break;
	case INPUT_DAMAGED:
		note_damage(program, input->path, input->name, text);
		break;
	case INPUT_LATE:
		complain_of(input->path, _("too many files overlap in time; its frames, and others, are read too late"));
		break;
	case INPUT_GREW:
		complain_of(text, _("grew when a newer file had begun, which is not read: follow one capture a folder"));
		break;
	}
}

static void tell_passed(struct program *program, const char *folder, unsigned passed, unsigned files)
{
	struct buf line = {0};

	if (passed == files) {
		buf_printf(&line, _("%s: there is no capture in this folder"), folder);
		program->failed = true;
	} else if (passed) {
		buf_printf(&line,
		           language_plural("%s: %u file is no capture and was passed over",
		                           "%s: %u files are no captures and were passed over", passed),
		           folder, passed);
	}
	if (line.n)
		complain(buf_text(&line));
	buf_done(&line);
}

/* Of each folder: whether there was something to read in it. */
static void tell_folders(struct program *program)
{
	const struct inputs *inputs = &program->inputs;
	unsigned i = 0;

	while (i < inputs->count) {
		const char *folder = inputs->file[i].folder;
		unsigned passed = 0, files = 0;

		for (; i < inputs->count && inputs->file[i].folder == folder; i++) {
			files++;
			passed += inputs->file[i].passed;
		}
		if (folder)
			tell_passed(program, folder, passed, files);
	}
}

static void note_readable(struct program *program)
{
	const struct inputs *inputs = &program->inputs;
	unsigned captures = 0;

	for (unsigned i = 0; i < inputs->count; i++) {
		program->begun += !inputs->file[i].refused;
		captures += !inputs->file[i].passed;
	}
	program->inputs.several = captures > 1;
}

static int read_merged(struct program *program)
{
	struct source *source = source_open_merged(&program->inputs, 0, (struct input_ear){hear, program});
	struct frame frame;
	int r = 0;

	tell_folders(program);
	note_readable(program);
	begin_source(program, source);
	while (r == 0 && !is_enough(program) && source_next(source, &frame) == SOURCE_FRAME) {
		r = take_frame(program, &frame);
		heed_signals(program);
	}
	end_source(program);
	return r;
}

static int add_input(struct program *program, const char *path, struct str name, const char *folder)
{
	struct buf line = {0};
	int r = inputs_add(&program->inputs, path, name);

	if (r >= 0) {
		program->inputs.file[r].folder = folder;
		return 0;
	}
	buf_printf(&line, _("%s: too many files; %d can be read at a time"), path, FRAME_FILES);
	complain(buf_text(&line));
	buf_done(&line);
	return r;
}

static int add_folder(struct program *program, const char *path)
{
	struct folder folder;
	struct buf trouble = {0};
	int r = folder_read(&folder, path, &trouble);

	if (trouble.n) {
		complain(buf_text(&trouble));
		program->failed = true;
	} else if (folder.count == 0) {
		tell_passed(program, path, 0, 0);
	}
	if (folder.cut)
		complain_of(path, _("is too deep or holds too many files; not all of it is read"));
	for (unsigned i = 0; r == 0 && i < folder.count; i++)
		r = add_input(program, folder.file[i].path, folder.file[i].name, path);
	folder_done(&folder);
	buf_done(&trouble);
	return r == -E2BIG ? r : 0;
}

static int read_files(struct program *program)
{
	const struct options *options = program->options;
	struct inputs *inputs = &program->inputs;
	int r = 0;

	for (unsigned i = 0; r == 0 && i < options->operand_count; i++) {
		const char *path = options->operands[i];

		r = is_folder(path) ? add_folder(program, path)
		                    : add_input(program, path, inputs_base_name(path), NULL);
	}
	if (r == 0)
		r = give_up_rights(program);
	if (r == 0 && inputs->count == 1 && !inputs->file[0].folder)
		r = read_file(program, &inputs->file[0]);
	else if (r == 0 && inputs->count)
		r = read_merged(program);
	return r < 0 ? r : open_late(program);
}

/* Live */

static struct source *open_interfaces(struct program *program)
{
	const struct options *options = program->options;
	const struct interface_settings settings = {
		.filter = program->filter,
		.modest = options->no_promiscuous,
		.snaplen = options->snaplen,
		.buffer = options->buffer,
	};
	struct source *source = NULL;
	struct buf trouble = {0};

	if (source_open_live(&source, options->interfaces, options->interface_count, &settings, &trouble) < 0)
		complain(buf_text(&trouble));
	buf_done(&trouble);
	return source;
}

static bool take_live(void *arg, struct frame *frames, unsigned count)
{
	struct program *program = arg;

	return take_frames(program, frames, count) == 0 && !is_enough(program);
}

static void take_lost(void *arg, uint64_t lost, const struct frame *before)
{
	const struct program *program = arg;

	analyzer_lost(program->analyzer, lost, before);
}

static void tell_event(void *arg, const struct live_event *event)
{
	struct program *program = arg;
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
		buf_printf(&line, _("capturing on %s ended: %s"), name, event->reason);
		note_damage(program, name, str_of(name), buf_text(&line));
		break;
	}
	buf_done(&line);
}

/* A quiet line must not keep back the calls that ended on it: live, the packets' clock is this machine's. */
static void pass_time(void *arg, ns now)
{
	struct program *program = arg;

	follow_keylog(program);
	analyzer_pass_time(program->analyzer, now);
	cuts_update(&program->cuts, program->analyzer, program->source, monotonic());
	heed_signals(program);
	if (program->options->summary_every && monotonic() >= program->summary_at) {
		print_summaries(program);
		program->summary_at = monotonic() + program->options->summary_every;
	}
}

static void greet_follower(const char *path)
{
	if (isatty(STDERR_FILENO))
		complain_of(path, _("followed as it grows; Ctrl-C ends"));
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

static int read_live(struct program *program)
{
	struct source *source = open_interfaces(program);
	int r = source ? open_reports(program) : -EINVAL;

	if (r == 0)
		r = give_up_rights(program);
	if (r < 0) {
		source_close(source);
		return r;
	}
	begin_source(program, source);
	program->summary_at = monotonic() + program->options->summary_every;
	greet(program->options);
	notify_tell(program->manager, "READY=1");
	live_read(source, (struct live_ear){program, take_live, take_lost, tell_event, pass_time});
	end_source(program);
	return 0;
}

/* Files that are written */

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
	                             (struct input_ear){hear, program}, &trouble);

	if (r < 0)
		complain(buf_text(&trouble));
	buf_done(&trouble);
	return source;
}

static int read_followed(struct program *program)
{
	int r = give_up_rights(program);
	struct source *source = r == 0 ? open_followed(program) : NULL;
	enum source_state state = SOURCE_END;
	struct quiet quiet = {0};
	struct frame frame;

	if (!source)
		return -EINVAL;
	program->begun = 1;
	begin_source(program, source);
	greet_follower(program->options->operands[0]);
	notify_tell(program->manager, "READY=1");
	while (r == 0 && !is_enough(program) && (state = source_next(source, &frame)) <= SOURCE_IDLE) {
		if (state == SOURCE_IDLE || program->frames % BATCH == 0)
			follow_keylog(program);
		heed_signals(program);
		if (state == SOURCE_IDLE) {
			pass_quiet_time(program, &quiet);
			continue;
		}
		if (frame.linktype != LINKTYPE_SECRETS)
			quiet = (struct quiet){.time = frame.time};
		r = take_frame(program, &frame);
	}
	end_source(program);
	return r < 0 ? r : open_late(program);
}

static void finish(struct program *program)
{
	struct totals totals;

	notify_tell(program->manager, "STOPPING=1");
	analyzer_drops(program->analyzer, program->tally.drops.kernel, program->tally.drops.interface);
	analyzer_flush(program->analyzer);
	analyzer_totals(program->analyzer, &totals);
	note_severity(program, totals.findings);
	close_reports(program, &totals);
	if (program->options->stats)
		statistics_print(&totals, program->filtered, program->by ? breakdown_unlisted(program->by) : 0,
		                 buf_str(&program->rights));
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
		return read_live(program);
	return program->options->follow ? read_followed(program) : read_files(program);
}

static void complain_lines(const struct buf *lines)
{
	struct str rest = buf_str(lines), text;
	struct buf line = {0};

	while (rest.n && str_split(&rest, '\n', &text)) {
		buf_clear(&line);
		buf_add(&line, text);
		complain(buf_text(&line));
	}
	buf_done(&line);
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

static bool wants_sound(const struct options *options)
{
	bool wanted = false;

	for (unsigned i = 0; i < options->output_count; i++)
		wanted |= options->outputs[i].reporter->records;
	return wanted;
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
		.record = wants_sound(options),
		.rules = options->rules,
		.call = take_call,
		.arg = &program,
	};
	int r;

	memcpy(settings.ports, options->ports, sizeof(settings.ports));
	program.analyzer = analyzer_new(&settings);
	if (options->by)
		program.by = breakdown_new(options->by);
	r = open_filter(&program);
	if (r == 0)
		r = open_keylog(&program);
	if (r == 0)
		r = read_all(&program);
	close_filter(&program);
	if (r < 0)
		program.failed = true;
	close_keylog(&program);
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
