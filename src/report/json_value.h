/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How the values of a line of JSON are written. Whether a comma is due can be told from the last byte written: no value
 * ends in an opening bracket.
 */
#ifndef REPORT_JSON_VALUE_H
#define REPORT_JSON_VALUE_H

#include "net/flow.h"
#include "report/escape.h"

static inline void comma(struct buf *out)
{
	char last = out->n ? out->p[out->n - 1] : '\n';

	if (last != '{' && last != '[' && last != '\n')
		buf_byte(out, ',');
}

static inline void key(struct buf *out, const char *name)
{
	comma(out);
	buf_byte(out, '"');
	buf_add(out, str_of(name));
	buf_add(out, STR("\":"));
}

static inline void null(struct buf *out)
{
	buf_add(out, STR("null"));
}

static inline void put_word(struct buf *out, const char *name, const char *word) /* a word of ours; NULL: null */
{
	key(out, name);
	if (!word) {
		null(out);
		return;
	}
	buf_byte(out, '"');
	buf_add(out, str_of(word));
	buf_byte(out, '"');
}

/* What a call's messages share is held once and may be printed hundreds of times: a line must not outgrow its buffer. */
enum {
	MOST_CHARACTERS = 1024
};

static inline void put_text(struct buf *out, const char *name, struct str text) /* from the wire; empty: null */
{
	key(out, name);
	if (text.n)
		escape_json(out, text, MOST_CHARACTERS);
	else
		null(out);
}

static inline void put_string(struct buf *out, const char *name,
                              struct str text) /* as put_text, but empty stays empty */
{
	key(out, name);
	escape_json(out, text, MOST_CHARACTERS);
}

static inline void put_whole(struct buf *out, const char *name, struct str text) /* as put_string, however long */
{
	key(out, name);
	escape_json(out, text, 0);
}

static inline void put_bool(struct buf *out, const char *name, bool value)
{
	key(out, name);
	buf_add(out, value ? STR("true") : STR("false"));
}

static inline void put_null(struct buf *out, const char *name)
{
	key(out, name);
	null(out);
}

static inline void put_number(struct buf *out, const char *name, uint64_t value)
{
	key(out, name);
	buf_number(out, value, 1);
}

static inline void put_seconds(struct buf *out, const char *name, ns duration)
{
	key(out, name);
	clock_seconds(out, duration, 6);
}

static inline void put_seconds_or_null(struct buf *out, const char *name, bool known, ns duration)
{
	if (known)
		put_seconds(out, name, duration);
	else
		put_null(out, name);
}

/* A delay or moment; NEVER: it was not. */
static inline void put_metric(struct buf *out, const char *name, ns metric)
{
	put_seconds_or_null(out, name, metric != NEVER, metric);
}

static inline void put_endpoint(struct buf *out, const char *name, const struct endpoint *endpoint)
{
	key(out, name);
	buf_byte(out, '"');
	endpoint_format(out, endpoint);
	buf_byte(out, '"');
}

#endif
