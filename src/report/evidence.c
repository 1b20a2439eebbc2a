/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/evidence.h"

#include "base/language.h"
#include "base/memory.h"
#include "capture/pcapngfile.h"
#include "report/escape.h"
#include "report/shelf.h"

enum {
	DATE_DIGITS = 8,
	TIME_DIGITS = 6,
	NUMBER_DIGITS = 6,
	MAX_INTERFACES = 64, /* in one file: kinds of link in each input */
};

/* Those of the frames that go into one file. */
struct links {
	struct {
		int linktype;
		unsigned file;
	} link[MAX_INTERFACES];
	unsigned count;
};

struct evidence {
	struct shelf *shelf;
	uint64_t lacking; /* files that do not hold all */
};

bool evidence_is_due(const struct reported *reported)
{
	enum label label = reported->verdict->label;

	for (unsigned i = 0; i < reported->findings->count; i++)
		if (reported->findings->found[i].severity >= SEVERITY_WARNING)
			return true;
	return !label_is_healthy(label) && label != LABEL_UNVERIFIABLE && label != LABEL_RISKY;
}

/* Names */

/* The digits of "2026-11-23T07:14:15" as "20261123-071415". */
static void put_time(struct buf *out, ns time)
{
	struct buf text = {0};
	unsigned digits = 0;

	clock_utc(&text, time);
	for (size_t i = 0; i < text.n && digits < DATE_DIGITS + TIME_DIGITS; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			continue;
		if (digits++ == DATE_DIGITS)
			buf_byte(out, '-');
		buf_byte(out, text.p[i]);
	}
	buf_done(&text);
}

void evidence_name(struct buf *out, const struct reported *reported)
{
	put_time(out, reported->attempt->start);
	buf_byte(out, '-');
	buf_number(out, reported->number, NUMBER_DIGITS);
	buf_printf(out, "-%s.pcapng", label_name(reported->verdict->label));
}

static bool skip_digits(struct str *name, unsigned least, unsigned most)
{
	unsigned n = 0;

	while (n < most && n < name->n && name->p[n] >= '0' && name->p[n] <= '9')
		n++;
	*name = str_from(*name, n);
	if (n < least || name->n == 0 || name->p[0] != '-')
		return false;
	*name = str_from(*name, 1);
	return true;
}

bool evidence_is_named(struct str name)
{
	struct buf rest = {0};
	bool named = false;

	if (!skip_digits(&name, DATE_DIGITS, DATE_DIGITS) || !skip_digits(&name, TIME_DIGITS, TIME_DIGITS) ||
	    !skip_digits(&name, NUMBER_DIGITS, 20))
		return false;
	for (enum label label = 0; label < LABELS && !named; label++) {
		buf_clear(&rest);
		buf_printf(&rest, "%s.pcapng", label_name(label));
		named = str_eq(buf_str(&rest), name);
	}
	buf_done(&rest);
	return named;
}

/* Comments */

static void put_lacking(struct buf *out, const struct reel *reel)
{
	if (reel->gone) {
		buf_byte(out, '\n');
		buf_printf(
			out,
			language_plural("%llu frame of its SIP is missing here: it had to make room for later ones",
		                        "%llu frames of its SIP are missing here: they had to make room for later ones",
		                        reel->gone),
			(unsigned long long)reel->gone);
	}
	if (reel->audio_gone) {
		buf_byte(out, '\n');
		buf_printf(out, "%s", _("frames of its audio are missing here: they had to make room for later ones"));
	}
	if (reel->shared) {
		buf_byte(out, '\n');
		buf_printf(out, _("frames were left out that are in the files of %d other calls"), FOOTAGE_MAX_ATTEMPTS);
	}
	if (reel->full) {
		buf_byte(out, '\n');
		buf_printf(out, _("frames were left out: a file holds no more than %d of them, and %d MiB"),
		           FOOTAGE_MAX_FRAMES, FOOTAGE_MAX_BYTES >> 20);
	}
}

static void put_call(struct buf *out, const struct reported *reported, const struct reel *reel)
{
	const struct verdict *verdict = reported->verdict;
	const struct findings *findings = reported->findings;

	buf_add(out, STR("Call-ID: "));
	escape_terminal(out, reported->attempt->call->id, EVIDENCE_MAX_CALL_ID);
	buf_printf(out, "\n%s (%s)", label_name(verdict->label), confidence_name(verdict->confidence));
	if (verdict->because)
		buf_printf(out, ", %s", verdict->because->rule->id);
	buf_add(out, STR(": "));
	escape_terminal(out, buf_str(&verdict->text), 0);
	put_lacking(out, reel);
	for (unsigned i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->found[i];

		if (finding->severity < SEVERITY_WARNING)
			continue;
		buf_printf(out, "\n%s %s: ", severity_name(finding->severity), finding->rule->id);
		escape_terminal(out, buf_str(&finding->text), 0);
	}
	buf_byte(out, '\n');
	/* TRANSLATORS: a comment in a capture file, below findings that name frames by their numbers */
	buf_add(out, str_of(_("frames are numbered as in the capture that this file is made from; those that prove a "
	                      "finding have that number in their comment")));
}

static bool cites(const struct finding *finding, uint64_t frame)
{
	for (unsigned i = 0; i < finding->frame_count; i++)
		if (finding->frames[i] == frame)
			return true;
	return false;
}

/* The findings that this frame proves, by their ids, and the number they give it. */
static void put_cited(struct buf *out, const struct findings *findings, uint64_t frame)
{
	buf_clear(out);
	for (unsigned i = 0; i < findings->count; i++)
		if (cites(&findings->found[i], frame))
			buf_printf(out, "%s%s", out->n ? " " : "", findings->found[i].rule->id);
	if (out->n) {
		buf_add(out, STR(" ("));
		buf_printf(out, _("frame %llu"), (unsigned long long)frame_number(frame));
		buf_byte(out, ')');
	}
}

/* Files */

/* Where it is among the links; count: it is not there. */
static unsigned find_link(const struct links *links, const struct frame *frame)
{
	unsigned i = 0;

	while (i < links->count &&
	       (links->link[i].linktype != frame->linktype || links->link[i].file != frame_file(frame->number)))
		i++;
	return i;
}

static void put_links(struct buf *out, const struct report *report, const struct reel *reel, struct links *links)
{
	for (unsigned i = 0; i < reel->count; i++) {
		const struct frame *frame = &reel->knots[i].frame;
		struct str name = STR_NONE;

		if (find_link(links, frame) < links->count || links->count == MAX_INTERFACES)
			continue;
		links->link[links->count].linktype = frame->linktype;
		links->link[links->count++].file = frame_file(frame->number);
		if (report->settings.inputs)
			name = inputs_name(report->settings.inputs, frame->number);
		pcapng_interface(out, frame->linktype, name);
	}
}

static void put_frames(struct buf *out, const struct reported *reported, const struct reel *reel,
                       const struct links *links)
{
	struct buf comment = {0};

	for (unsigned i = 0; i < reel->count; i++) {
		const struct frame *frame = &reel->knots[i].frame;
		unsigned link = find_link(links, frame);

		put_cited(&comment, reported->findings, frame->number);
		if (link < links->count)
			pcapng_frame(out, link, frame, buf_str(&comment));
	}
	buf_done(&comment);
}

static void put_file(struct buf *out, const struct report *report, const struct reported *reported,
                     const struct reel *reel)
{
	struct links links = {.count = 0};
	struct buf comment = {0};

	put_call(&comment, reported, reel);
	pcapng_section(out, STR("sipwhy"), buf_str(&comment));
	put_links(out, report, reel, &links);
	put_frames(out, reported, reel, &links);
	buf_done(&comment);
}

/* The report */

static void evidence_open(struct report *report)
{
	const struct shelf_settings settings = {
		.most_bytes = report->settings.evidence_size ? report->settings.evidence_size : EVIDENCE_MAX_BYTES,
		.most_files = EVIDENCE_MAX_FILES,
		.is_ours = evidence_is_named,
		.apart = report->settings.apart,
	};
	struct evidence *evidence = memory_new(sizeof(*evidence));

	evidence->shelf = shelf_new(report->fd, &settings);
	report->state = evidence;
}

/* A disk that is full now may have room for the next file. */
static void evidence_call(struct report *report, const struct reported *reported)
{
	struct evidence *evidence = report->state;
	struct reel reel = {0};
	struct buf name = {0}, file = {0};

	if (evidence_is_due(reported)) {
		analyzer_footage(reported->analyzer, reported->attempt, &reel);
		evidence_name(&name, reported);
		put_file(&file, report, reported, &reel);
		if (shelf_put(evidence->shelf, buf_str(&name), &file) == 0)
			evidence->lacking += reel.gone || reel.audio_gone || reel.shared || reel.full;
	}
	report->hitch = -shelf_trouble(evidence->shelf);
	buf_done(&name);
	buf_done(&file);
	reel_done(&reel);
}

static void evidence_settle(struct report *report, struct filed *out)
{
	struct evidence *evidence = report->state;
	struct shelf_counters counters = shelf_close(evidence->shelf, &report->hitch);

	out->files += counters.written;
	out->failed += counters.failed + counters.refused;
	out->removed += counters.removed;
	report->refused += counters.refused;
	out->lacking += evidence->lacking;
	evidence->shelf = NULL;
}

static void evidence_close(struct report *report, const struct closing *closing)
{
	struct evidence *evidence = report->state;

	if (evidence->shelf)
		shelf_close(evidence->shelf, NULL);
	memory_free(evidence);
}

const struct reporter reporter_evidence = {
	.name = "evidence",
	.folder = true,
	.keeps_frames = true,
	.open = evidence_open,
	.call = evidence_call,
	.settle = evidence_settle,
	.close = evidence_close,
};
