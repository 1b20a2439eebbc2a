/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which frames are wanted: an expression of the pcap filter language, for frames of any link type. A
 * filter that names ports would lose all fragments but the first, which have none: they are let
 * through, and harmless where the first is not. What a filter cannot show is told.
 */
#ifndef CAPTURE_FILTER_H
#define CAPTURE_FILTER_H

#include "base/buf.h"
#include "capture/frame.h"

enum {
	FILTER_MAX_LINKTYPES = 16, /* frames of further ones do not pass */
};

struct filter;

struct filter *filter_new(const char *expression);
void filter_free(struct filter *filter); /* NULL is fine */
/* Whether it can be used on saved frames of any link type at all: 0, or -EINVAL with one line in trouble. */
int filter_check(const struct filter *filter, struct buf *trouble);
bool filter_passes(struct filter *filter, const struct frame *frame);

const char *filter_text(const struct filter *filter); /* as it was given */
const char *filter_wide(const struct filter *filter); /* with what is let through besides */

/* There were frames, and it had no meaning on the link type of any of them. */
bool filter_is_useless(const struct filter *filter);

/* What it hides, one line each: by its nature, and, afterwards, of what there was. */
void filter_tell_before(const struct filter *filter, struct buf *lines);
void filter_tell_after(const struct filter *filter, struct buf *lines);

#endif
