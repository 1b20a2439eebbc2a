/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ways to write calls and findings to a file or to standard output. Several reports may be open at
 * once. A report whose output fails says so once and writes no more; the others go on.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "analyzer.h"
#include "capture/inputs.h"
#include "capture/source.h"
#include "report/breakdown.h"

struct report_settings {
	bool all;                    /* text: healthy calls too */
	bool ladder;                 /* text: whole ladders, not only up to the answer */
	bool prompt;                 /* write each call out at once: the input is live */
	bool apart;                  /* by a thread of its own: the input does not wait */
	const char *chosen;          /* the -c expressions, for the summary; NULL: none */
	const char *filter;          /* the -f expression, likewise */
	uint64_t evidence_size;      /* bytes of all files; 0: EVIDENCE_MAX_BYTES */
	const struct inputs *inputs; /* NULL: interfaces */
};

/* A judged call. */
struct reported {
	const struct attempt *attempt;
	const struct findings *findings;
	const struct verdict *verdict;
	uint64_t number; /* from 1, in the order calls end */
	const struct analyzer *analyzer;
	const char *evidence; /* the name of the file that its frames go to; "": to none; NULL: not asked for */
};

/* What became of the files of calls in trouble (evidence.h). */
struct filed {
	uint64_t files, lacking; /* written; of them, those that do not hold all they should */
	uint64_t failed;         /* not written, or not as fast as calls ended */
	uint64_t removed;        /* to make room for later ones */
};

/* What is known only at the end. */
struct closing {
	const struct totals *totals;
	struct str damage;         /* one line about each input that was damaged; empty: none was */
	uint64_t chosen;           /* calls reported: fewer than totals->calls when some were left out by -c */
	const struct tally *tally; /* what each interface lost; NULL: nothing is known */
	uint64_t filtered;         /* frames left out by the filter */
	struct breakdown *by;      /* the calls reported, by host; NULL: not asked for */
	const struct filed *filed; /* NULL: not asked for, or not known yet */
	ns so_far;                 /* the time of day, of a summary now and then; 0: this is the end */
};

enum {
	REPORT_MAX_PART = 160
};

struct report {
	const struct reporter *reporter;
	struct report_settings settings;
	struct buf text; /* reporters write here; report.c writes it out */
	bool colour;
	void *state; /* the reporter's own */
	const char *target;
	int fd;                     /* of a folder, where the reporter records */
	struct writer *writer;      /* NULL: written at once */
	uint64_t refused;           /* calls not written, for whoever reads does not keep up */
	uint64_t untold;            /* findings of calls that went on, likewise */
	int error;                  /* errno of the first write that failed; 0: none did */
	int hitch;                  /* errno of a file that could not be written, while others may: to be told */
	int hitch_told;             /* the last one that was */
	char part[REPORT_MAX_PART]; /* of a folder the file that it was about; empty: the target itself */
};

struct reporter {
	const char *name;                    /* "json" */
	const char *extension;               /* ".json"; NULL: only its name tells */
	bool folder;                         /* writes files of its own into one */
	bool records;                        /* what is heard: the analyzer must keep it */
	bool keeps_frames;                   /* likewise the frames as they were captured */
	void (*open)(struct report *report); /* NULL: nothing to do */
	void (*call)(struct report *report, const struct reported *reported);
	/* Of a call that goes on; NULL: it does not tell such. */
	void (*finding)(struct report *report, const struct attempt *attempt, const struct finding *finding);
	void (*summary)(struct report *report, const struct closing *closing); /* now and then; NULL: it has none */
	void (*settle)(struct report *report,
	               struct filed *out); /* finishes what is under way; NULL: nothing ever is */
	void (*close)(struct report *report, const struct closing *closing);
};

extern const struct reporter *const reporter_catalogue[]; /* ends with NULL */

/*
 * Where a report goes: "kind:target", or a target whose extension names the kind; the target "-" is
 * standard output. 0, or -EINVAL with one line in trouble.
 */
struct place {
	const struct reporter *reporter;
	const char *target;
};

int place_of(const char *where, struct place *out, struct buf *trouble);

/* 0, or -errno with one line in trouble. */
int report_open(struct report **out, const struct place *place, const struct report_settings *settings,
                struct buf *trouble);
/* On a descriptor that is open already. report_close closes it. */
struct report *report_on(int fd, const struct place *place, const struct report_settings *settings);
int report_write(int fd, struct str text); /* all of it, above the line of terminal.h; 0 or -errno */
/* 0, or -errno at the first write that fails; then 0 again. -EAGAIN: this call was not written, see refused. */
int report_call(struct report *report, const struct reported *reported);
/* A finding of a call that goes on. Likewise; see untold. */
int report_finding(struct report *report, const struct attempt *attempt, const struct finding *finding);
/* How it stands, in between. As report_call. */
int report_summary(struct report *report, const struct closing *closing);
/*
 * Goes on in a file of the same name, which may be another one by now; one whose disk was full gets its next chance. 0, or
 * -errno with one line in trouble, then the old one is kept. Nothing happens to standard output and to folders.
 */
int report_reopen(struct report *report, struct buf *trouble);
bool place_can_reopen(const struct place *place);
/* What is written elsewhere than here is finished; what became of it is added to out. */
void report_settle(struct report *report, struct filed *out);
void report_await(struct report *report); /* from now on who reads slowly is waited for; who does not read is not */
/* As report_call. Frees report. */
int report_close(struct report *report, const struct closing *closing);

#endif
