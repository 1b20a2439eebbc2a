/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What somebody asks to have explained, read from the words typed: a rule, a status code or two, a Q.850 cause, a word of reports. And what
 * comes near to words that name none.
 */
#ifndef REPORT_TOPIC_H
#define REPORT_TOPIC_H

#include "rules/rule.h"

struct topic {
	const struct rule *rule;
	uint16_t code, other; /* other: to be compared with it; 0: none */
	uint32_t cause;
	const char *word; /* of a report, beside a code or a cause with the same name; NULL: none */
};

/*
 * The longest run of operands, from the first on, that names a topic: how many ("q.850 21", "busy here"); 0: not even the first does. may_pair:
 * two codes are one topic.
 */
unsigned topic_read(char *const *operands, unsigned count, bool may_pair, struct topic *out);
/* How many operands, from the first on, are status codes. */
unsigned topic_count_codes(char *const *operands, unsigned count);
/* Adds a line that says that the first operands name nothing, and what comes near. Gives how many that is about. */
unsigned topic_say_unknown(char *const *operands, unsigned count, struct buf *trouble);

#endif
