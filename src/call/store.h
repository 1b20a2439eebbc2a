/* SPDX-License-Identifier: BSD-2-Clause */
/* All calls in progress: found by Call-ID, expired by packet time, kept within a budget. */
#ifndef CALL_STORE_H
#define CALL_STORE_H

#include "call/looks.h"

enum {
	STORE_MAX_CALLS = 131072,
	STORE_LINGER_SECONDS = 32, /* after the end: 64*T1, for retransmissions and late CANCEL races (RFC 3261 17) */
	STORE_EARLY_SECONDS = 200, /* without a final response: Timer C (RFC 3261 16.8) and some */
	STORE_ANSWERED_SECONDS = 3600, /* without a BYE, a message or RTP */
};

enum {
	STORE_MAX_BYTES = 160 * 1024 * 1024, /* of calls; of one call: CALL_MAX_BYTES */
	STORE_KEPT_SHARE = 10, /* calls that are over, and legs of one that is not, may take one of so many parts */
};

struct store_counters {
	uint64_t calls;        /* ever begun */
	uint64_t evicted;      /* let go before they were over, to keep the budget */
	size_t bytes;          /* of the calls held now */
	uint64_t legs_dropped; /* calls over that were let go before the one they are legs of was judged */
};

/* How many calls there are just now. */
struct store_open {
	unsigned unanswered; /* INVITEs without any response */
	unsigned up;         /* ringing or talking */
	unsigned over;       /* that wait for late messages */
};

struct pairs;
struct store;

/* max_calls, max_bytes: 0 for the ceilings above. */
struct store *store_new(const struct hash_key *key, struct media *media, unsigned max_calls, size_t max_bytes);
/* How much of its ceilings it may use, those given to store_new aside. */
void store_limit(struct store *store, struct budget budget);
void store_free(struct store *store);
/* Takes a message in; false when it belongs to no call and begins none. */
bool store_take(struct store *store, struct message *message, const struct sighting *at);
/* Whose the message or the ICMP error was that was taken last; NULL: no call's. Until the next one is. */
struct call *store_taken(const struct store *store);
/*
 * Takes an ICMP error that quotes SIP, or (message NULL) addresses that SIP uses. False: it is about no message seen of late.
 */
bool store_refuse(struct store *store, const struct payload *payload, const struct message *message);
/* The capture shows fragments other than the first of their datagram: where one lacks them, it is no filter's doing. */
void store_note_tails(struct store *store);
bool store_tails_seen(const struct store *store);
/* Calls are to be looked at while they go on, too. */
void store_want_looks(struct store *store);
/* As looks_due. */
struct call *store_look(struct store *store, ns now);
/* A call that must make room: the caller's to judge, print and store_release. NULL: none. */
struct call *store_leaving(struct store *store);
/* The same of a call that is over; those that must make room come first. */
struct call *store_due(struct store *store, ns now);
/* End of input: the calls still there, by the time of their last message, then by first frame. NULL: no more. */
struct call *store_flush(struct store *store);
/* Frees a call that was judged, or keeps it for as long as one is open that it is a leg of. */
void store_release(struct store *store, struct call *call);
const struct pairs *store_pairs(const struct store *store); /* of hosts, as its messages show them */
/* As pairs_note_lost. */
bool store_note_lost(struct store *store, const struct payload *payload);
uint64_t store_refusals_forgotten(const struct store *store); /* for REFUSALS_MAX (refusals.h) */
struct looks_counters store_looks_counters(const struct store *store);
const struct store_counters *store_counters(const struct store *store);
struct store_open store_open(const struct store *store);
void store_usage(const struct store *store, struct usages *out);

#endif
