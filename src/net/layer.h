/* SPDX-License-Identifier: BSD-2-Clause */
/* What can stand in a frame, outermost first: link layers, IP, tunnels, transports. */
#ifndef NET_LAYER_H
#define NET_LAYER_H

enum layer {
	LAYER_ETHERNET,
	LAYER_VLAN,   /* one 802.1Q or 802.1ad tag; the cursor stands behind the ethertype that announced it */
	LAYER_VN_TAG, /* of switches that extend into a server: Cisco's, and IEEE 802.1BR */
	LAYER_E_TAG,
	LAYER_I_TAG,  /* IEEE 802.1ah: Ethernet in Ethernet */
	LAYER_MACSEC, /* without encryption */
	LAYER_LLC,    /* IEEE 802.2 in an 802.3 frame, with or without SNAP */
	LAYER_LINUX_SLL,
	LAYER_LINUX_SLL2,
	LAYER_FAMILY, /* LINKTYPE_NULL and LINKTYPE_LOOP */
	LAYER_RADIOTAP,
	LAYER_PRISM,
	LAYER_AVS,
	LAYER_PPI,
	LAYER_PKTAP,
	LAYER_WIRELESS, /* IEEE 802.11 */
	LAYER_SUBFRAME, /* one frame of several in an 802.11 frame (A-MSDU) */
	LAYER_NFLOG,
	LAYER_PPP,
	LAYER_HDLC, /* Cisco's framing of serial lines */
	LAYER_PPPOE,
	LAYER_MPLS,
	LAYER_IP, /* version 4 or 6, as its first four bits say */
	LAYER_IPV4,
	LAYER_IPV6,
	LAYER_GRE,
	LAYER_ERSPAN, /* type II; type I is GRE without a sequence number and has no header of its own */
	LAYER_ERSPAN3,
	LAYER_ETHERIP,
	LAYER_ESP, /* with null encryption: RFC 2410, found as RFC 5879 does */
	LAYER_UDP,
	LAYER_TCP,
	LAYER_SCTP,
	LAYER_ICMP,
	LAYER_ICMPV6,
	LAYER_VXLAN,
	LAYER_GENEVE,
	LAYER_GTP,
	LAYER_TZSP,
	LAYER_L2TP,  /* version 2: RFC 2661 */
	LAYER_L2TP3, /* RFC 3931, in IP or in UDP */
	LAYER_HEP,
	LAYER_TURN,
	LAYER_EXPORTED, /* LINKTYPE_WIRESHARK_UPPER_PDU */
	LAYER_PAYLOAD,  /* no further header: this is what UDP carried */
	LAYERS
};

const char *layer_name(enum layer layer);  /* "vlan", "gtp" ...: for counters */
const char *layer_title(enum layer layer); /* "VLAN", "GTP-U" ...: for people; NULL: not worth a word (UDP, IPv4 ...) */

#endif
