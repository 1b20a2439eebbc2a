/* SPDX-License-Identifier: BSD-2-Clause */
/* What Wireshark exports (LINKTYPE_WIRESHARK_UPPER_PDU): tags that tell the addresses, then the payload. */
#ifndef NET_EXPORTED_H
#define NET_EXPORTED_H

#include "net/packet.h"

enum {
	EXPORTED_MAX_KEPT = 64 * 1024, /* bytes of the last one, by which one that was exported twice is known */
};

struct exported;

struct exported *exported_new(void);
void exported_free(struct exported *exported); /* NULL is fine */
unwrap_fn exported_pdu;
/* Adds a SIP message as one of LINKTYPE_EXPORTED. */
void exported_message(struct buf *out, const struct flow *flow, struct str message);

#endif
