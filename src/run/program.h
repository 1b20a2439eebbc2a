/* SPDX-License-Identifier: BSD-2-Clause */
/* One run of the program: what its parts share. Private to this folder. */
#ifndef RUN_PROGRAM_H
#define RUN_PROGRAM_H

#include "analyzer.h"
#include "capture/filter.h"
#include "capture/inputs.h"
#include "capture/keylog.h"
#include "capture/source.h"
#include "run/cuts.h"
#include "run/options.h"
#include "run/ticker.h"

struct program {
	const struct options *options;
	struct analyzer *analyzer;
	struct report *reports[OPTIONS_MAX_OUTPUTS];
	struct breakdown *by;    /* NULL: not asked for */
	struct serving *serving; /* metrics, likewise */
	unsigned report_count, broken_reports;
	bool unheard;          /* every report is broken: nobody is left to tell */
	uint64_t most_frames;  /* -n, or no limit */
	struct filter *filter; /* NULL: all frames are wanted */
	uint64_t filtered;     /* frames that are not */
	struct keylog *keylog; /* NULL: there is none */
	ns keylog_at;          /* not read again before, by our clock */
	unsigned secrets;      /* that came from it */
	struct inputs inputs;
	unsigned begun;    /* files that could be opened */
	struct buf damage; /* for the reports: without folders */
	struct buf rights; /* which are left, for --stats */
	int manager;       /* the service manager; -1: there is none */
	uint64_t frames, calls, chosen;
	struct source *source; /* what is read just now */
	struct cuts cuts;      /* live: what the kernel need not hand out whole */
	ns summary_at;         /* when the next one is due, by our clock */
	struct ticker ticker;
	struct tally tally; /* frames lost before they reached us */
	struct arena names; /* of the interfaces there */
	ns lost_at;         /* by the frames: not asked again before what was lost */
	enum severity worst;
	uint64_t unreadable; /* frames of a link type nobody here knows */
	int linktype;        /* of the last of them */
	bool open;           /* the reports are, as far as there are any */
	bool failed, damaged;
};

#endif
