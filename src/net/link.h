/* SPDX-License-Identifier: BSD-2-Clause */
/* Link layers: Ethernet with VLAN tags and LLC/SNAP, Linux cooked capture, BSD loopback, bare IP. */
#ifndef NET_LINK_H
#define NET_LINK_H

#include "net/packet.h"

enum layer link_first(int linktype); /* the outermost header of a frame */

unwrap_fn link_ethernet, link_linux_sll, link_linux_sll2, link_family;

#endif
