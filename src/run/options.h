/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line, and the configuration file that says the same things. One table feeds the parser, --help and completion. */
#ifndef RUN_OPTIONS_H
#define RUN_OPTIONS_H

#include "analyzer.h"
#include "media/plan.h"
#include "report/choice.h"
#include "report/report.h"

enum {
	OPTIONS_MAX_INTERFACES = 16,
	OPTIONS_MAX_OUTPUTS = 16,
};

enum task {
	TASK_DIAGNOSE,
	TASK_EXPLAIN,
	TASK_HELP,
	TASK_VERSION,
	TASK_COMPLETION,
};

struct options {
	enum task task;
	const char *interfaces[OPTIONS_MAX_INTERFACES];
	unsigned interface_count;
	struct place outputs[OPTIONS_MAX_OUTPUTS];
	unsigned output_count;
	char **operands; /* files; live: words of the filter; explain: topics */
	unsigned operand_count;
	struct buf filter; /* which frames; empty: all */
	struct choice choice;
	struct buf chosen; /* the -c expressions as given */
	bool no_promiscuous;
	uint32_t snaplen;        /* bytes of a frame; 0: the default */
	size_t buffer;           /* of the kernel, for one interface; 0: the default */
	ns summary_every;        /* 0: only at the end */
	uint64_t evidence_size;  /* bytes; 0: the default */
	struct endpoint metrics; /* where they are served; port 0: nowhere */
	bool follow;
	bool each, no_each; /* findings are told before a call is over: always, never; neither: not of files */
	bool all, ladder, quiet, stats;
	enum breakdown_key by;
	uint64_t count; /* frames; 0: all */
	uint16_t ports[ANALYZER_MAX_PORTS];
	unsigned port_count;
	struct header_names leg_headers;
	const struct plan *plan;    /* the country whose tones count; NULL: none */
	uint64_t memory;            /* bytes that may be used */
	struct rule_setting *rules; /* one per rule of the catalogue */
	bool only;                  /* -r ID: the rules not named are off */
	const char *keylog;
	const char *user; /* to become once everything is open; NULL: of root nobody is left */
	bool no_sandbox;
	const char *config;
	struct arena arena; /* what the configuration file said */
};

/* 0, or -EINVAL (or -errno of the configuration file) with one line in trouble. Call options_done in any case. */
int options_read(struct options *out, int argc, char **argv, struct buf *trouble);
void options_done(struct options *options);

void options_help(struct buf *out);
void options_completion(struct buf *out); /* for bash */

#endif
