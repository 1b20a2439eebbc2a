/* SPDX-License-Identifier: BSD-2-Clause */
/* IPv4 and IPv6 with their extension headers, fragments joined, and IP within IP. */
#ifndef NET_IP_H
#define NET_IP_H

#include "net/packet.h"

enum layer ip_protocol(struct packet *packet, uint8_t protocol); /* past extension headers, to what IP carries */

unwrap_fn ip_any, ip_v4, ip_v6;

#endif
