/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When to look at calls that are not over, so that what is certain by then need not wait for their end: soon after each
 * message that changes what can be said, then ever more rarely. Nothing is done for the packets between.
 */
#ifndef CALL_LOOKS_H
#define CALL_LOOKS_H

#include "base/usage.h"
#include "call/call.h"

enum {
	LOOKS_MAX = 16384,    /* calls that wait for one */
	LOOKS_OF_A_CALL = 16, /* ever */
};

/* As long as gateways wait for early RTP; no rule accuses sooner. */
#define LOOKS_FIRST (2 * SECOND)

struct told;

/* Of a call that was, or is to be, looked at. */
struct look {
	struct wheel_entry entry;
	struct call *call;
	uint8_t waited; /* looks since the last message that mattered */
	uint8_t count;
	bool waiting;
	struct told *told; /* rules/told.h */
};

struct looks_counters {
	uint64_t taken;
	uint64_t left_out; /* there were too many */
};

struct looks;

struct looks *looks_new(void);
void looks_limit(struct looks *looks, struct budget budget);
void looks_free(struct looks *looks);
/* A message of the call came. */
void looks_note(struct looks *looks, struct call *call, const struct event *event);
/* An ICMP error about one did. */
void looks_note_refused(struct looks *looks, struct call *call, ns time);
/* A call whose time for one has come; the next is arranged for. NULL: none before the next second begins. */
struct call *looks_due(struct looks *looks, ns now);
/* To make an attempt is dear, and of most calls what is known cheaply tells that nothing can be said before they are over. */
bool look_is_worth(const struct call *call, const struct media *media);
void looks_forget(struct looks *looks, struct call *call);
const struct looks_counters *looks_counters(const struct looks *looks);
void looks_usage(const struct looks *looks, struct usages *out);

#endif
