/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What ties calls to each other: each registers what its first INVITE says and is compared with those still open. A tie leads
 * from the call that came to an element to one that the element sent on; no call has more than one such call behind it.
 */
#ifndef CALL_TIES_H
#define CALL_TIES_H

#include "call/legs.h"

struct ties; /* of one call: what it registered, and what it is tied to */
struct ties_index;

/* A call that is gone. */
struct past {
	struct str call_id;
	uint64_t number;
	struct endpoint client, server;
};

struct tied {
	struct call *call;       /* NULL: none */
	const struct past *past; /* what call was that led here; NULL: it is still there, or there was none */
	enum tie tie;
	enum grade grade;
};

struct ties_index *ties_index_new(const struct hash_key *key, unsigned max_calls);
void ties_index_free(struct ties_index *index);
/* Registers call, whose first INVITE message is, and ties it to one that is open. */
void ties_note(struct ties_index *index, struct call *call, const struct message *message);
void ties_forget(struct ties_index *index, struct call *call); /* what it registered; its ties stay */
void ties_part(struct call *call);                             /* from all calls it is tied to */
void ties_part_onward(struct call *call);                      /* from those it leads to */

struct tied ties_back(const struct call *call);                    /* the call that leads to this one */
struct tied ties_onward(const struct call *call, unsigned number); /* those this one leads to, from 0 */

#endif
