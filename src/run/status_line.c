/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/status_line.h"

#include "base/language.h"
#include "report/escape.h"
#include "report/lines.h"

enum {
	BAR = 20,         /* columns, without its ends */
	BAR_COLUMNS = 60, /* narrower terminals have no room for it */
	EXACT = 10000,    /* from here on rates are rounded */
};

/* The whole line, however long. */
struct draft {
	struct buf text;
	size_t red, red_end; /* what of it is red: bytes */
};

/* Where it begins. */
__attribute__((format(printf, 2, 3))) static size_t add_cell(struct draft *draft, const char *format, ...)
{
	va_list args;
	size_t start;

	if (draft->text.n)
		buf_add(&draft->text, STR("  "));
	start = draft->text.n;
	va_start(args, format);
	buf_vprintf(&draft->text, format, args);
	va_end(args);
	return start;
}

/* Numbers */

static void print_rounded(struct buf *out, uint64_t value)
{
	if (value < EXACT)
		buf_printf(out, "%llu", (unsigned long long)value);
	else if (value < 999500)
		buf_printf(out, "%lluk", (unsigned long long)(value + 500) / 1000);
	else
		buf_printf(out, "%.1fM", (double)value / 1e6);
}

static void print_size(struct buf *out, uint64_t bytes)
{
	static const char *const units[] = {"KiB", "MiB", "GiB", "TiB"};
	double size = (double)bytes / 1024;
	unsigned unit = 0;

	for (; size >= 999.5 && unit < 3; unit++)
		size /= 1024;
	buf_printf(out, size < 9.95 && unit ? "%.1f %s" : "%.0f %s", size, units[unit]);
}

/* 12:04, 168:00:00 */
static void print_duration(struct buf *out, ns duration)
{
	unsigned long long seconds = (unsigned long long)(duration / SECOND);

	if (seconds < 3600)
		buf_printf(out, "%llu:%02llu", seconds / 60, seconds % 60);
	else
		buf_printf(out, "%llu:%02llu:%02llu", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

/* Cells */

static void add_running(struct draft *draft, const struct status_line *line)
{
	struct buf time = {0};

	print_duration(&time, line->running);
	add_cell(draft, "%s", buf_text(&time));
	buf_done(&time);
}

static void add_rates(struct draft *draft, const struct status_line *line)
{
	struct buf frames = {0}, messages = {0};
	unsigned long long drops = line->drops;

	print_rounded(&frames, line->frame_rate);
	print_rounded(&messages, line->message_rate);
	/* TRANSLATORS: on a line that says how it stands, and has little room, as those around it. Frames a second */
	add_cell(draft, _("%s frames/s"), buf_text(&frames));
	/* TRANSLATORS: packets the kernel had no room for */
	draft->red = add_cell(draft, language_plural("%llu drop", "%llu drops", drops), drops);
	draft->red_end = drops ? draft->text.n : draft->red;
	/* TRANSLATORS: SIP messages a second */
	add_cell(draft, _("%s SIP/s"), buf_text(&messages));
	buf_done(&frames);
	buf_done(&messages);
}

static void add_calls(struct draft *draft, const struct status_line *line)
{
	unsigned long long up = line->up, ended = line->ended;

	/* TRANSLATORS: calls that have not ended yet */
	if (line->endless)
		add_cell(draft, language_plural("%llu call up", "%llu calls up", up), up);
	/* TRANSLATORS: calls that have */
	add_cell(draft, language_plural("%llu call ended", "%llu calls ended", ended), ended);
	for (enum label label = 0; label < LABELS; label++)
		if (!label_is_healthy(label) && line->verdicts[label])
			add_cell(draft, "%llu %s", (unsigned long long)line->verdicts[label], label_name(label));
}

static void add_memory(struct draft *draft, const struct status_line *line)
{
	struct buf used = {0}, granted = {0};

	print_size(&used, line->memory);
	print_size(&granted, line->memory_most);
	/* TRANSLATORS: memory: "43 MiB of 256 MiB used" */
	add_cell(draft, _("%s of %s used"), buf_text(&used), buf_text(&granted));
	buf_done(&used);
	buf_done(&granted);
}

static void add_read(struct draft *draft, const struct status_line *line, uint64_t read)
{
	struct buf some = {0}, all = {0};

	print_size(&some, read);
	print_size(&all, line->size);
	/* TRANSLATORS: bytes of files: "512 MiB of 2.0 GiB read" */
	add_cell(draft, _("%s of %s read"), buf_text(&some), buf_text(&all));
	buf_done(&some);
	buf_done(&all);
}

static void add_bar(struct draft *draft, unsigned percent)
{
	static const char full[] = "####################", empty[] = "....................";
	int n = (int)(percent * BAR / 100);

	_Static_assert(sizeof(full) == BAR + 1 && sizeof(empty) == BAR + 1, "the bar is drawn whole");
	add_cell(draft, "[%.*s%.*s]", n, full, BAR - n, empty);
}

/* When the rest is like all before. */
static void add_time_left(struct draft *draft, const struct status_line *line, uint64_t read)
{
	double rest = (double)(line->size - read) / (double)read;
	struct buf left = {0};

	/* "0:00 left" is for when nothing is. */
	print_duration(&left, (ns)((double)line->running * rest) + SECOND - 1);
	/* TRANSLATORS: time: "1:20 left" */
	add_cell(draft, _("%s left"), buf_text(&left));
	buf_done(&left);
}

static void add_bytes(struct draft *draft, const struct status_line *line)
{
	struct buf read = {0}, rate = {0};

	print_size(&read, line->read);
	print_size(&rate, line->byte_rate);
	/* TRANSLATORS: bytes */
	add_cell(draft, _("%s read"), buf_text(&read));
	/* TRANSLATORS: bytes a second: "40 MiB/s" */
	add_cell(draft, _("%s/s"), buf_text(&rate));
	buf_done(&read);
	buf_done(&rate);
}

/* Lines */

static void write_endless(struct draft *draft, const struct status_line *line)
{
	add_running(draft, line);
	add_rates(draft, line);
	add_calls(draft, line);
	if (line->memory)
		add_memory(draft, line);
}

static void write_files(struct draft *draft, const struct status_line *line, size_t columns)
{
	/* A file may have grown since. */
	uint64_t read = line->read < line->size ? line->read : line->size;
	unsigned percent = (unsigned)((double)read * 100 / (double)line->size);

	if (columns >= BAR_COLUMNS)
		add_bar(draft, percent);
	add_cell(draft, "%u%%", percent);
	if (read)
		add_time_left(draft, line, read);
	add_read(draft, line, read);
	add_calls(draft, line);
}

static void write_pipe(struct draft *draft, const struct status_line *line)
{
	add_running(draft, line);
	add_bytes(draft, line);
	add_calls(draft, line);
}

/* How many bytes of text, from its start, fit into columns. */
static size_t fit(struct str text, size_t columns)
{
	struct character character;
	struct str rest = text;

	while (character_next(&rest, &character)) {
		if (character_columns(&character) > columns)
			return (size_t)(character.bytes.p - text.p);
		columns -= character_columns(&character);
	}
	return text.n;
}

static void print_part(struct buf *out, const struct draft *draft, size_t from, size_t until)
{
	if (from < until)
		buf_add(out, (struct str){draft->text.p + from, until - from});
}

static void print_red(struct buf *out, const struct draft *draft, size_t from, size_t until, bool colour)
{
	const struct lines lines = {out, colour};
	struct buf text = {0};

	print_part(&text, draft, from, until);
	if (text.n)
		lines_paint(&lines, PAINT_RED, buf_text(&text));
	buf_done(&text);
}

static void print_draft(struct buf *out, const struct draft *draft, size_t columns, bool colour)
{
	const struct str ellipsis = STR("..."), text = buf_str(&draft->text);
	bool whole = text_columns(text) <= columns;
	size_t end = whole ? text.n : columns < ellipsis.n ? 0 : fit(text, columns - ellipsis.n);
	size_t red = draft->red < end ? draft->red : end, red_end = draft->red_end < end ? draft->red_end : end;

	print_part(out, draft, 0, red);
	print_red(out, draft, red, red_end, colour);
	print_part(out, draft, red_end, end);
	if (!whole && columns >= ellipsis.n)
		buf_add(out, ellipsis);
}

void status_line_print(struct buf *out, const struct status_line *line, size_t columns, bool colour)
{
	struct draft draft = {0};

	if (line->endless)
		write_endless(&draft, line);
	else if (line->size)
		write_files(&draft, line, columns);
	else
		write_pipe(&draft, line);
	print_draft(out, &draft, columns, colour);
	buf_done(&draft.text);
}
