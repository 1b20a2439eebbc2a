/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/report.h"

#include "base/language.h"
#include "base/memory.h"
#include "report/evidence.h"
#include "report/json.h"
#include "report/terminal.h"
#include "report/text.h"
#include "report/wav.h"
#include "report/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	REPORT_FLUSH = 64 * 1024, /* bytes kept back */
};

const struct reporter *const reporter_catalogue[] = {&reporter_text, &reporter_json, &reporter_wav, &reporter_evidence,
                                                     NULL};

static void list_kinds(struct buf *out)
{
	for (unsigned i = 0; reporter_catalogue[i]; i++) {
		if (i)
			buf_printf(out, "%s", _(", "));
		/* TRANSLATORS: a kind of output and the end of its file's name: "json (.json)" */
		buf_printf(out, _("%s (%s)"), reporter_catalogue[i]->name,
		           reporter_catalogue[i]->folder ? _("a folder") : reporter_catalogue[i]->extension);
	}
}

static const struct reporter *reporter_by_prefix(const char *where, const char **target)
{
	for (unsigned i = 0; reporter_catalogue[i]; i++) {
		size_t n = strlen(reporter_catalogue[i]->name);

		if (strncmp(where, reporter_catalogue[i]->name, n) == 0 && where[n] == ':') {
			*target = where + n + 1;
			return reporter_catalogue[i];
		}
	}
	return NULL;
}

static const struct reporter *reporter_by_extension(const char *where)
{
	size_t n = strlen(where);

	for (unsigned i = 0; reporter_catalogue[i]; i++) {
		const char *extension = reporter_catalogue[i]->extension;
		size_t length = extension ? strlen(extension) : n;

		if (n > length && strcmp(where + n - length, extension) == 0)
			return reporter_catalogue[i];
	}
	return NULL;
}

static bool is_stdout(const char *target)
{
	return strcmp(target, "-") == 0;
}

int place_of(const char *where, struct place *out, struct buf *trouble)
{
	const char *target = where;
	const struct reporter *reporter = reporter_by_prefix(where, &target);

	if (!reporter)
		reporter = reporter_by_extension(where);
	if (!reporter) {
		struct buf kinds = {0};

		list_kinds(&kinds);
		/* TRANSLATORS: what was given, and a list: "text (.txt), json (.json)" */
		buf_printf(trouble, _("%s: no kind of output has this name; there are %s, as in json:- or calls.json"),
		           where, buf_text(&kinds));
		buf_done(&kinds);
		return -EINVAL;
	}
	if (reporter->folder && (!target[0] || is_stdout(target))) {
		buf_printf(trouble, _("%s: needs the name of a folder"), where);
		return -EINVAL;
	}
	if (!target[0]) {
		buf_printf(trouble, _("%s: a file name is missing (- is standard output)"), where);
		return -EINVAL;
	}
	*out = (struct place){reporter, target};
	return 0;
}

static int write_all(int fd, struct str text)
{
	while (text.n) {
		ssize_t n = write(fd, text.p, text.n);

		if (n > 0)
			text = str_from(text, (size_t)n);
		else if (n == 0 || errno != EINTR)
			return n == 0 ? -EIO : -errno; /* nothing written, and no reason given: never again */
	}
	return 0;
}

int report_write(int fd, struct str text)
{
	bool above = terminal_begin(fd);
	int r = write_all(fd, text);

	if (above)
		terminal_end();
	return r;
}

/* True: there was no room, and nothing was written. */
static bool flush(struct report *report)
{
	int r = 0;

	if (!report->error && report->text.n)
		r = report->writer ? writer_put(report->writer, buf_str(&report->text))
		                   : report_write(report->fd, buf_str(&report->text));
	if (r < 0 && r != -EAGAIN)
		report->error = -r;
	buf_clear(&report->text);
	return r == -EAGAIN;
}

struct report *report_on(int fd, const struct place *place, const struct report_settings *settings)
{
	struct report *report = memory_new(sizeof(*report));

	report->reporter = place->reporter;
	report->settings = *settings;
	report->target = is_stdout(place->target) ? _("standard output") : place->target;
	report->fd = fd;
	report->colour = terminal_takes_colour(fd);
	if (settings->apart && !place->reporter->folder)
		report->writer = writer_new(fd);
	if (report->reporter->open)
		report->reporter->open(report);
	return report;
}

/* One that is not there yet is made. */
static int open_folder(const char *path, mode_t mode)
{
	if (mkdir(path, mode) < 0 && errno != EEXIST)
		return -1;
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static int open_target(const struct place *place)
{
	if (place->reporter->folder)
		return open_folder(place->target, place->reporter->keeps_frames ? 0700 : 0777);
	return is_stdout(place->target) ? STDOUT_FILENO
	                                : open(place->target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
}

int report_open(struct report **out, const struct place *place, const struct report_settings *settings,
                struct buf *trouble)
{
	int fd = open_target(place);
	int r = fd < 0 ? -errno : 0;

	if (r < 0) {
		buf_printf(trouble, _("%s: cannot write: %s"), place->target, language_error(-r));
		return r;
	}
	*out = report_on(fd, place, settings);
	return 0;
}

int report_call(struct report *report, const struct reported *reported)
{
	if (report->error)
		return 0;
	report->reporter->call(report, reported);
	if ((report->settings.prompt || report->text.n >= REPORT_FLUSH) && flush(report)) {
		report->refused++;
		return -EAGAIN;
	}
	return -report->error;
}

int report_finding(struct report *report, const struct attempt *attempt, const struct finding *finding)
{
	if (report->error || !report->reporter->finding)
		return 0;
	report->reporter->finding(report, attempt, finding);
	if (report->settings.prompt && flush(report)) {
		report->untold++;
		return -EAGAIN;
	}
	return -report->error;
}

int report_summary(struct report *report, const struct closing *closing)
{
	if (report->error || !report->reporter->summary)
		return 0;
	report->reporter->summary(report, closing);
	flush(report);
	return -report->error;
}

bool place_can_reopen(const struct place *place)
{
	return !is_stdout(place->target) && !place->reporter->folder;
}

int report_reopen(struct report *report, struct buf *trouble)
{
	int fd, r;

	if (report->fd == STDOUT_FILENO || report->reporter->folder)
		return 0;
	flush(report);
	/* Who did not move the old one away gets more of it. */
	fd = open(report->target, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (fd < 0) {
		r = -errno;
		buf_printf(trouble, _("%s: cannot be opened anew, the old one is kept: %s"), report->target,
		           language_error(-r));
		return r;
	}
	r = 0;
	if (report->writer)
		r = writer_switch(report->writer, fd);
	else
		close(report->fd);
	if (r < 0) {
		close(fd);
		buf_printf(trouble, _("%s: cannot be opened anew, the old one is kept: %s"), report->target,
		           language_error(-r));
		return r;
	}
	report->fd = fd;
	report->error = 0;
	return 0;
}

void report_settle(struct report *report, struct filed *out)
{
	if (report->reporter->settle)
		report->reporter->settle(report, out);
}

void report_await(struct report *report)
{
	if (report->writer)
		writer_await(report->writer);
}

int report_close(struct report *report, const struct closing *closing)
{
	bool told = report->error;
	int r;

	report->reporter->close(report, closing);
	flush(report);
	/* Some file systems tell only here that the disk is full; standard output may be shared, but nothing follows. */
	r = report->writer ? writer_close(report->writer) : close(report->fd) < 0 ? -errno : 0;
	if (r < 0 && !report->error)
		report->error = -r;
	r = told ? 0 : -report->error;
	buf_done(&report->text);
	memory_free(report);
	return r;
}
