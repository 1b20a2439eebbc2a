/* SPDX-License-Identifier: BSD-2-Clause */
/* Link layers: Ethernet with all kinds of tags, LLC/SNAP, Linux cooked capture, NFLOG, BSD loopback, bare IP. */
#ifndef NET_LINK_H
#define NET_LINK_H

#include "net/packet.h"

enum layer link_first(int linktype); /* the outermost header of a frame */

enum layer link_ethertype(uint16_t type); /* what stands behind; a small one is the length of an 802.2 frame */
enum layer link_protocol(uint16_t type);  /* the same where there is no length: small ones are nothing known */

unwrap_fn link_ethernet, link_vlan, link_vn_tag, link_e_tag, link_i_tag, link_macsec, link_llc, link_linux_sll,
	link_linux_sll2, link_family, link_nflog, link_pktap;

#endif
