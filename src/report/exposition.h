/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The text that Prometheus reads, its exposition format 0.0.4: families of samples, each with its name, help and type before
 * the first of them. What a label says may come from anybody.
 */
#ifndef REPORT_EXPOSITION_H
#define REPORT_EXPOSITION_H

#include "report/histogram.h"

#define EXPOSITION_TYPE "text/plain; version=0.0.4; charset=utf-8"

struct exposition {
	struct buf *out;
	const char *family;
};

struct label_pair {
	const char *name; /* NULL: the end of the list */
	struct str value;
};

/* It is told as it is. Of others two may be told alike, which Prometheus refuses, and the whole text with it. */
bool exposition_is_plain(struct str value);

void exposition_counter(struct exposition *exposition, const char *name, const char *help);
void exposition_gauge(struct exposition *exposition, const char *name, const char *help);
/* Of the family begun last. pairs NULL: without labels. */
void exposition_number(struct exposition *exposition, const struct label_pair *pairs, uint64_t value);
void exposition_seconds(struct exposition *exposition, const struct label_pair *pairs, ns value);
/* The same with one label whose value is text. */
void exposition_named(struct exposition *exposition, const char *label, const char *value, uint64_t number);
/* A family by itself. */
void exposition_histogram(struct exposition *exposition, const char *name, const char *help,
                          const struct histogram *histogram);

#endif
