/* SPDX-License-Identifier: BSD-2-Clause */
/* The options there are: one table for the parser, --help, completion and the manual's check. */
#ifndef RUN_OPTION_ROWS_H
#define RUN_OPTION_ROWS_H

#include "run/options.h"

enum {
	OPTION_ROWS_MAX = 64,
};

/* What an option does with its value. 0, or -EINVAL and one line in trouble. */
typedef int option_take_fn(struct options *options, const char *value, struct buf *trouble);

struct option_row {
	char letter; /* 0: none */
	const char *name;
	const char *value; /* NULL: takes none */
	option_take_fn *take;
	const char *about; /* lines end with \n; the last has none */
};

extern const struct option_row option_rows[]; /* the last has no name */

/* These are told from the others: they are read first, or replace what a file of options says. */
option_take_fn option_take_config, option_take_language, option_take_output;

int option_refuse(struct buf *trouble, const char *value, const char *why); /* -EINVAL */

#endif
