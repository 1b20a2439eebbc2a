/* SPDX-License-Identifier: BSD-2-Clause */
/* ICMP and ICMPv6 errors (RFC 792, RFC 4443): the packet they quote is a payload marked unreachable. */
#ifndef NET_ICMP_H
#define NET_ICMP_H

#include "net/packet.h"

unwrap_fn icmp_v4, icmp_v6;

/* What an ICMP error says, as a payload marked unreachable carries it. */
enum icmp_meaning {
	ICMP_NOBODY,  /* the host is there and nothing listens at the port, or it does not speak the protocol */
	ICMP_NO_WAY,  /* host or network cannot be reached */
	ICMP_BARRED,  /* a firewall or policy forbids it */
	ICMP_TOO_BIG, /* larger than a link on the way carries, and not to be cut in fragments */
	ICMP_EXPIRED, /* the hop limit ran out: a loop; or fragments were missing for too long */
	ICMP_REFUSED, /* anything else */
};

enum icmp_meaning icmp_meaning(bool v6, uint8_t type, uint8_t code);
const char *icmp_name(bool v6, uint8_t type, uint8_t code); /* "port unreachable" ... */

#endif
