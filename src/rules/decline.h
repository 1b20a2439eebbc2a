/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A call that was declined (603, 607, 608) and the features that tell who did it: times, tags, names, Reason values, what was heard
 * before, and the elements of a 603+ (ATIS-1000099). Gathered once here, judged by the dec-603 rules one by one.
 */
#ifndef RULES_DECLINE_H
#define RULES_DECLINE_H

#include "rules/agent.h"
#include "rules/analytics.h"
#include "rules/rule.h"

/* When it came, which says more of who declined than anything else a plain 603 has. */
enum timing {
	TIMING_UNKNOWN,            /* the capture does not show since when the caller waited, or whether it rang */
	TIMING_INSTANT,            /* at once: a machine next to the caller */
	TIMING_NO_RING,            /* later, and nothing rang */
	TIMING_RING_INSTANT,       /* it rang for less than a person takes to react */
	TIMING_RING_HUMAN,         /* it rang for as long as a person takes to decide */
	TIMING_RING_TIMER,         /* on a usual setting of a no-answer timer, since the 180 or since the INVITE */
	TIMING_RING_LONG,          /* it rang for longer than people do let it ring */
	TIMING_AFTER_ANNOUNCEMENT, /* behind early audio that was no ringing */
};

const char *timing_name(enum timing timing); /* "ring-human" ...; TIMING_UNKNOWN gives NULL */

struct decline {
	const struct attempt *attempt;
	const struct event *final;
	const struct event *ringing; /* the first 180 with the To-tag of the final, else the first 180; NULL: none */
	bool same_tag;               /* ringing has the To-tag of the final */
	bool known_tag;              /* some 18x has it */
	bool same_contact;           /* both have a Contact, and it is the same */
	bool has_invite;
	bool whole;                     /* the capture shows what came before, as far as it matters */
	ns since_invite, since_ringing; /* as far as those were captured */
	bool cancelled; /* the caller had given up: phones end a cancelled INVITE with other codes than 487, too */
	bool rang;      /* so said a 180, or so it sounded */
	ns rung;        /* since it did */
	enum timing timing;
	enum agent_kind agent; /* of the final, else of the 180 with its To-tag */
	struct str agent_name;
	bool same_agent; /* none of the two names another than the other */
	/* Early audio that was no ringing: in all, the most of one kind, when that ended */
	ns heard;
	enum content heard_as;
	enum tone_class heard_tone;
	bool heard_sit;  /* a special information tone was in it */
	bool heard_last; /* nothing rang behind it, and the final followed soon */
	/* Reason */
	const struct reason *cause;     /* Q.850 cause 21; NULL: none */
	const struct reason *network;   /* the first Q.850 value, of the 18x before that of the final; NULL: none */
	const struct event *told_early; /* the 18x with the Reason of a failure; NULL: none */
	uint32_t pbx_cause;             /* Q.850, of Reason or of X-Asterisk-HangupCauseCode */
	bool has_pbx_cause;
	/* 603+ */
	const struct reason *analytics; /* the value with v=analytics1; NULL: none */
	struct redress redress;         /* of analytics, else of Call-Info */
	bool blocked;                   /* the reason phrase is Network Blocked */
	unsigned flaws;                 /* enum analytics_flaw; 0: all elements of a 603+ are there */
	bool complete;                  /* 603+, with all elements */
	bool partial;                   /* some are there */
	const struct leg *behind;       /* the leg on which it still was a whole 603+; NULL: none, or it is one here */
};

/* False: the call was not declined with 603. */
bool decline_of(const struct attempt *attempt, struct decline *out);
/* Likewise of any final response of 300 and above: with what its rules ask. False: there is none. */
bool decline_of_final(const struct attempt *attempt, struct decline *out);

/*
 * It looks like a person who pressed reject on the phone that rang: the time, one To-tag, one name, and nothing that a network, a server
 * or an announcement left on it. What the phone sends for that is asked besides.
 */
bool decline_looks_human(const struct decline *decline);

/* The element that declined had sent the call on, under another Call-ID: it may not have decided that by itself. */
bool decline_was_sent_on(const struct decline *decline);
/* And had been refused there, of which this may be made. */
bool decline_came_from_behind(const struct decline *decline);
/* Twilio says by this number in a header field of its own why it declined. */
bool decline_is_twilio(const struct decline *decline, uint32_t error);
/* Whose machine it is that gave up or played something, as far as its name tells: a PBX, a provider's gateway or proxy; else unknown. */
enum origin decline_by_name(const struct decline *decline);
/* Of told_early, the value to tell: of Q.850 rather than of another protocol; NULL: told_early is NULL. */
const struct reason *decline_early_reason(const struct decline *decline);

#endif
