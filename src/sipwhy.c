/* SPDX-License-Identifier: BSD-2-Clause */
/* The public library: what sipwhy/sipwhy.h promises, on top of the analyzer and the reports. */
#include <sipwhy/sipwhy.h>

#include "analyzer.h"
#include "base/budget.h"
#include "base/language.h"
#include "base/memory.h"
#include "capture/ticks.h"
#include "report/report.h"

#include <errno.h>
#include <string.h>

enum {
	MAX_REPORTS = 4
};

struct sipwhy {
	struct sipwhy_settings settings;
	struct analyzer *analyzer;
	struct report *reports[MAX_REPORTS];
	unsigned report_count;
	uint64_t frames, calls;
	int error; /* of a report, not told yet */
};

int sipwhy_language(const char *name)
{
	return language_choose(str_of(name)) ? 0 : -EINVAL;
}

void sipwhy_defaults(struct sipwhy_settings *settings)
{
	*settings = (struct sipwhy_settings){.size = sizeof(*settings)};
}

static void tell(const struct sipwhy *sipwhy, const struct call *call, const struct finding *finding)
{
	struct buf text = {0};
	struct sipwhy_finding told = {
		.rule = finding->rule->id,
		.call_id = call->id.p,
		.severity = (int)finding->severity,
		.time_ns = finding->time,
		.frame = finding->frame_count ? frame_number(finding->frames[0]) : 0,
	};

	buf_add(&text, buf_str(&finding->text));
	told.why = buf_text(&text);
	sipwhy->settings.found(sipwhy->settings.arg, &told);
	buf_done(&text);
}

static void take_call(void *arg, const struct attempt *attempt, const struct findings *findings,
                      const struct verdict *verdict)
{
	struct sipwhy *sipwhy = arg;
	const struct reported reported = {attempt, findings, verdict, ++sipwhy->calls};

	for (unsigned i = 0; sipwhy->settings.found && i < findings->count; i++)
		tell(sipwhy, attempt->call, &findings->found[i]);
	for (unsigned i = 0; i < sipwhy->report_count; i++) {
		int r = report_call(sipwhy->reports[i], &reported);

		if (r < 0)
			sipwhy->error = r;
	}
}

int sipwhy_open(struct sipwhy **out, const struct sipwhy_settings *settings)
{
	struct analyzer_settings wanted = {.call = take_call};
	struct sipwhy *sipwhy;

	if (settings && settings->size != sizeof(*settings))
		return -EINVAL;
	if (settings && settings->memory && settings->memory < MEMORY_LEAST)
		return -EINVAL;
	sipwhy = memory_new(sizeof(*sipwhy));
	if (settings)
		sipwhy->settings = *settings;
	else
		sipwhy_defaults(&sipwhy->settings);
	wanted.max_calls = sipwhy->settings.max_calls;
	wanted.memory = sipwhy->settings.memory;
	wanted.arg = sipwhy;
	sipwhy->analyzer = analyzer_new(&wanted);
	*out = sipwhy;
	return 0;
}

int sipwhy_write(struct sipwhy *sipwhy, const char *kind, int fd)
{
	const struct report_settings settings = {0};
	struct place place = {.target = kind};

	for (unsigned i = 0; reporter_catalogue[i]; i++)
		if (strcmp(reporter_catalogue[i]->name, kind) == 0 && !reporter_catalogue[i]->records)
			place.reporter = reporter_catalogue[i];
	if (!place.reporter)
		return -EINVAL;
	if (sipwhy->report_count == MAX_REPORTS)
		return -ENOSPC;
	sipwhy->reports[sipwhy->report_count++] = report_on(fd, &place, &settings);
	return 0;
}

static int take_error(struct sipwhy *sipwhy)
{
	int error = sipwhy->error;

	sipwhy->error = 0;
	return error;
}

/* Within what any two times may be subtracted in. */
static ns time_within(int64_t time)
{
	if (time < 0)
		return 0;
	return time < TICKS_LATEST ? time : TICKS_LATEST;
}

int sipwhy_feed(struct sipwhy *sipwhy, const struct sipwhy_frame *frame)
{
	const struct frame fed = {
		.number = frame_id(++sipwhy->frames, 0),
		.time = time_within(frame->time_ns),
		.linktype = frame->linktype,
		.bytes = frame->bytes,
		.captured = frame->captured > UINT32_MAX ? UINT32_MAX : (uint32_t)frame->captured,
		.length = frame->length > UINT32_MAX ? UINT32_MAX : (uint32_t)frame->length,
	};

	analyzer_feed(sipwhy->analyzer, &fed);
	return take_error(sipwhy);
}

int sipwhy_flush(struct sipwhy *sipwhy)
{
	struct totals totals;
	struct closing closing = {.totals = &totals};

	analyzer_flush(sipwhy->analyzer);
	analyzer_totals(sipwhy->analyzer, &totals);
	closing.chosen = sipwhy->calls;
	for (unsigned i = 0; i < sipwhy->report_count; i++) {
		int r = report_close(sipwhy->reports[i], &closing);

		if (r < 0)
			sipwhy->error = r;
	}
	sipwhy->report_count = 0;
	return take_error(sipwhy);
}

const char *sipwhy_explain(const char *rule)
{
	const struct rule *found = rule_find(str_of(rule));

	return found ? _(found->explain) : NULL;
}

void sipwhy_close(struct sipwhy **sipwhy)
{
	struct sipwhy *s = sipwhy ? *sipwhy : NULL;

	if (!s)
		return;
	if (s->report_count)
		sipwhy_flush(s);
	analyzer_free(s->analyzer);
	memory_free(s);
	*sipwhy = NULL;
}
