/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two status codes that are taken for each other, or that meet in one call: what sets them apart, where their two sheets do
 * not say it.
 */
#ifndef RULES_CONTRAST_H
#define RULES_CONTRAST_H

#include "rules/code.h"

enum {
	CONTRAST_MAX_POINTS = 6,
};

/* The texts are English, for _(). */
struct contrast {
	uint16_t code, other;
	const char *gist;                        /* the difference in one breath */
	const char *points[CONTRAST_MAX_POINTS]; /* further differences, one by one; NULL behind the last */
	const char *meet;                        /* how they meet in one call, or why they cannot */
};

/* In whichever order they are asked for. NULL: nothing is written about these two together. */
const struct contrast *contrast_find(uint16_t code, uint16_t other);
/* The pairs there are; NULL behind the last. */
const struct contrast *contrast_at(unsigned index);

#endif
