/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which calls a person wants to see: conditions as "code=603,from~1555". A field is equal to (=) or
 * contains (~) a word, letter case aside; with ! before it the opposite. A comma means and.
 */
#ifndef REPORT_CHOICE_H
#define REPORT_CHOICE_H

#include "report/report.h"

enum {
	CHOICE_MAX = 16, /* conditions */
};

struct condition {
	const struct choice_field *field;
	bool contains; /* else equals */
	bool negated;
	struct str word; /* a slice of the expression */
};

struct choice {
	struct condition condition[CHOICE_MAX];
	unsigned count; /* 0: every call */
};

/* Adds the conditions of expression, which must outlive choice; 0, or -EINVAL with one line in trouble. */
int choice_add(struct choice *choice, struct str expression, struct buf *trouble);
/* Of a call that is over. True also for one of which something was told while it went on. */
bool choice_has(const struct choice *choice, const struct reported *reported);
/* Of a call that goes on, where finding is known: it is chosen whatever is yet to come, as far as that can be known. */
bool choice_has_by_now(const struct choice *choice, const struct attempt *attempt, const struct finding *finding);

#endif
