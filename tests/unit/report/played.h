/* SPDX-License-Identifier: BSD-2-Clause */
/* What a report makes of a ladder: the ladder is played through the whole pipeline, the report goes to a file and is read back. */
#ifndef TESTS_UNIT_REPORT_PLAYED_H
#define TESTS_UNIT_REPORT_PLAYED_H

#include "analyzer.h"
#include "ladder.h"
#include "report/report.h"
#include "test.h"

#include <stdlib.h>
#include <unistd.h>

struct played {
	struct report *report;
	uint64_t calls;
};

static inline void played_frame(void *arg, const struct frame *frame)
{
	analyzer_feed(arg, frame);
}

static inline void played_call(void *arg, const struct attempt *attempt, const struct findings *findings,
                               const struct verdict *verdict)
{
	struct played *played = arg;
	const struct reported reported = {attempt, findings, verdict, ++played->calls};

	report_call(played->report, &reported);
}

static inline bool played_finding(void *arg, const struct attempt *attempt, const struct finding *finding)
{
	struct played *played = arg;

	report_finding(played->report, attempt, finding);
	return true;
}

/* finding: played_finding for what is told of calls that go on, too; else NULL. */
static inline int played_as(const char *ladder, const char *where, const struct report_settings *settings,
                            analyzer_finding_fn *finding)
{
	struct played played = {NULL, 0};
	const struct analyzer_settings analysis = {.call = played_call, .finding = finding, .arg = &played};
	struct analyzer *analyzer = analyzer_new(&analysis);
	struct buf trouble = {0};
	struct totals totals;
	struct place place;
	int r;

	if (place_of(where, &place, &trouble) < 0 || report_open(&played.report, &place, settings, &trouble) < 0) {
		printf("# %s\n", buf_text(&trouble));
		exit(1);
	}
	ladder_play(ladder, played_frame, analyzer);
	analyzer_flush(analyzer);
	analyzer_totals(analyzer, &totals);
	r = report_close(played.report, &(struct closing){&totals, STR_NONE, played.calls});
	analyzer_free(analyzer);
	buf_done(&trouble);
	return r;
}

static inline int played_into(const char *ladder, const char *where, const struct report_settings *settings)
{
	return played_as(ladder, where, settings, NULL);
}

/* The report's text, NUL-terminated; free it. */
static inline char *played_text_as(const char *ladder, const char *kind, const struct report_settings *settings,
                                   analyzer_finding_fn *finding)
{
	char name[] = "/tmp/sipwhy-test-XXXXXX", where[64];
	size_t room = 1 << 20;
	char *text = calloc(1, room);
	int fd = mkstemp(name);
	ssize_t n;

	snprintf(where, sizeof(where), "%s:%s", kind, name);
	if (fd < 0 || !text || played_as(ladder, where, settings, finding) < 0)
		exit(1);
	n = read(fd, text, room - 1);
	text[n < 0 ? 0 : n] = '\0';
	close(fd);
	unlink(name);
	return text;
}

static inline char *played_text(const char *ladder, const char *kind, const struct report_settings *settings)
{
	return played_text_as(ladder, kind, settings, NULL);
}

/* With what is told of calls that go on. */
static inline char *played_each(const char *ladder, const char *kind, const struct report_settings *settings)
{
	return played_text_as(ladder, kind, settings, played_finding);
}

#endif
