/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One direction of a TLS connection as records (RFC 8446 5.1, RFC 5246 6.2.1), protected or not: those that came whole, in
 * their order, and what has come of the next one.
 */
#ifndef NET_RECORDS_H
#define NET_RECORDS_H

#include "base/list.h"
#include "net/net.h"
#include "net/protection.h"

struct record {
	struct link link;
	ns time; /* of what completed it */
	uint64_t frame;
	bool gap; /* bytes before it are missing */
	size_t size;
	uint8_t header[TLS_RECORD_HEADER];
	uint8_t body[];
};

struct records {
	struct list whole;
	size_t held;   /* bytes of heap in all this */
	uint8_t *part; /* a record that has not come whole */
	size_t part_size, part_room;
	bool gap; /* bytes before the next record are missing */
};

bool record_begins(const uint8_t *header); /* whether these TLS_RECORD_HEADER bytes are a record's first */

void records_init(struct records *records);
/* Takes the payload's bytes. How many records of application data they completed. */
unsigned records_put(struct records *records, const struct payload *payload);
struct record *records_first(struct records *records); /* NULL: none is whole */
void records_take(struct records *records);            /* the first one has been read */
void records_drop(struct records *records);            /* the first one will not be read: a gap before the next */
void records_drop_part(struct records *records);       /* nor what has not come whole */

#endif
