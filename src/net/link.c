/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/link.h"

#include "capture/format.h"

enum {
	ETHERNET_HEADER = 14,
	SLL_HEADER = 16,
	SLL2_HEADER = 20,
	FAMILY_HEADER = 4,
	LLC_HEADER = 3,
	SNAP_EXTENSION = 5, /* three bytes of whose number it is, two of number */
	/* What stands behind the type that announces a tag: the tag, and two bytes of the next type. */
	VLAN_TAG = 4,
	VN_TAG = 6,
	E_TAG = 8,
	I_TAG = 4, /* a whole frame follows */
	MACSEC_TAG = 8,
	MACSEC_CHANNEL = 8, /* may stand before the next type */
	MACSEC_HAS_CHANNEL = 0x20,
	MACSEC_CHANGED = 0x0c, /* encrypted, or otherwise not what was sent */
	PKTAP_HEADER = 12,
	PKTAP_PACKET = 1,
};

enum ethertype {
	ETHERTYPE_FIRST = 0x0600, /* IEEE 802.3 3.2.6: anything below is the length of an 802.2 frame */
	ETHERTYPE_IPV4 = 0x0800,
	ETHERTYPE_VLAN = 0x8100,
	ETHERTYPE_IPV6 = 0x86dd,
	ETHERTYPE_PROVIDER_VLAN = 0x88a8, /* IEEE 802.1ad */
	ETHERTYPE_OLD_VLAN = 0x9100,      /* stacked tags as sold before 802.1ad */
	ETHERTYPE_BRIDGED = 0x6558,       /* RFC 7637 3.2 */
	ETHERTYPE_MPLS = 0x8847,          /* RFC 3032 5 */
	ETHERTYPE_MPLS_MULTICAST = 0x8848,
	ETHERTYPE_PPPOE = 0x8864, /* its session stage: RFC 2516 4 */
	ETHERTYPE_JUMBO = 0x8870, /* 802.2 in a frame whose length does not fit below ETHERTYPE_FIRST */
	ETHERTYPE_PPP = 0x880b,
	ETHERTYPE_MACSEC = 0x88e5, /* IEEE 802.1AE */
	ETHERTYPE_I_TAG = 0x88e7,  /* IEEE 802.1ah */
	ETHERTYPE_VN_TAG = 0x8926,
	ETHERTYPE_E_TAG = 0x893f, /* IEEE 802.1BR */
};

enum cooked { /* www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html */
	COOKED_LLC = 0x0004,
	HARDWARE_FRAME_RELAY = 770,
	HARDWARE_GRE = 778,
	HARDWARE_RADIOTAP = 803,
	HARDWARE_NETLINK = 824,
};

enum nflog { /* www.tcpdump.org/linktypes/LINKTYPE_NFLOG.html */
	NFLOG_HEADER = 4,
	NFLOG_ATTRIBUTE = 4, /* length with this header, type; then the value, padded to words */
	NFLOG_PACKET = 1,    /* ethertype, hook */
	NFLOG_PAYLOAD = 9,
	NFLOG_INET = 2, /* the families have the numbers of Linux */
	NFLOG_INET6 = 10,
};

enum layer link_first(int linktype)
{
	switch (linktype) {
	case LINKTYPE_ETHERNET:
		return LAYER_ETHERNET;
	case LINKTYPE_LINUX_SLL:
		return LAYER_LINUX_SLL;
	case LINKTYPE_LINUX_SLL2:
		return LAYER_LINUX_SLL2;
	case LINKTYPE_NULL:
	case LINKTYPE_LOOP:
		return LAYER_FAMILY;
	case LINKTYPE_RAW:
		return LAYER_IP;
	case LINKTYPE_IPV4:
		return LAYER_IPV4;
	case LINKTYPE_IPV6:
		return LAYER_IPV6;
	case LINKTYPE_PPP:
	case LINKTYPE_PPP_HDLC:
		return LAYER_PPP;
	case LINKTYPE_PPPOE:
		return LAYER_PPPOE;
	case LINKTYPE_C_HDLC:
		return LAYER_HDLC;
	case LINKTYPE_IEEE802_11:
		return LAYER_WIRELESS;
	case LINKTYPE_PRISM:
		return LAYER_PRISM;
	case LINKTYPE_RADIOTAP:
		return LAYER_RADIOTAP;
	case LINKTYPE_AVS:
		return LAYER_AVS;
	case LINKTYPE_PPI:
		return LAYER_PPI;
	case LINKTYPE_MPLS:
		return LAYER_MPLS;
	case LINKTYPE_ATM:
		return LAYER_LLC;
	case LINKTYPE_PKTAP:
		return LAYER_PKTAP;
	case LINKTYPE_NFLOG:
		return LAYER_NFLOG;
	case LINKTYPE_EXPORTED:
		return LAYER_EXPORTED;
	}
	return layer_end(NET_UNKNOWN_LINK);
}

enum layer link_protocol(uint16_t type)
{
	switch (type) {
	case ETHERTYPE_IPV4:
		return LAYER_IPV4;
	case ETHERTYPE_IPV6:
		return LAYER_IPV6;
	case ETHERTYPE_VLAN:
	case ETHERTYPE_PROVIDER_VLAN:
	case ETHERTYPE_OLD_VLAN:
		return LAYER_VLAN;
	case ETHERTYPE_VN_TAG:
		return LAYER_VN_TAG;
	case ETHERTYPE_E_TAG:
		return LAYER_E_TAG;
	case ETHERTYPE_I_TAG:
		return LAYER_I_TAG;
	case ETHERTYPE_MACSEC:
		return LAYER_MACSEC;
	case ETHERTYPE_MPLS:
	case ETHERTYPE_MPLS_MULTICAST:
		return LAYER_MPLS;
	case ETHERTYPE_PPPOE:
		return LAYER_PPPOE;
	case ETHERTYPE_PPP:
		return LAYER_PPP;
	case ETHERTYPE_BRIDGED:
		return LAYER_ETHERNET;
	case ETHERTYPE_JUMBO:
		return LAYER_LLC;
	}
	return layer_end(NET_NOT_IP);
}

enum layer link_ethertype(uint16_t type)
{
	return type < ETHERTYPE_FIRST ? LAYER_LLC : link_protocol(type);
}

/*
 * An 802.2 frame carries IP under its own number (RFC 948), or an ethertype with the SNAP extension: RFC 1042 writes its
 * organisation as 00 00 00, IEEE 802.1H, for what was Ethernet before a bridge, as 00 00 f8.
 */
enum layer link_llc(struct packet *packet)
{
	static const uint8_t ip[LLC_HEADER] = {0x06, 0x06, 0x03}, snap[LLC_HEADER] = {0xaa, 0xaa, 0x03};
	const uint8_t *header = cursor_take(&packet->at, LLC_HEADER);

	if (!header)
		return layer_short(packet);
	if (memcmp(header, ip, LLC_HEADER) == 0)
		return LAYER_IP;
	if (memcmp(header, snap, LLC_HEADER) != 0)
		return layer_end(NET_NOT_IP);
	header = cursor_take(&packet->at, SNAP_EXTENSION);
	if (!header)
		return layer_short(packet);
	if (header[0] || header[1] || (header[2] && header[2] != 0xf8))
		return layer_end(NET_NOT_IP);
	return link_protocol(read_u16(header + 3));
}

static enum layer skip_tag(struct packet *packet, size_t length)
{
	const uint8_t *tag = cursor_take(&packet->at, length);

	return tag ? link_ethertype(read_u16(tag + length - 2)) : layer_short(packet);
}

enum layer link_vlan(struct packet *packet)
{
	return skip_tag(packet, VLAN_TAG);
}

enum layer link_vn_tag(struct packet *packet)
{
	return skip_tag(packet, VN_TAG);
}

enum layer link_e_tag(struct packet *packet)
{
	return skip_tag(packet, E_TAG);
}

enum layer link_i_tag(struct packet *packet)
{
	return cursor_take(&packet->at, I_TAG) ? LAYER_ETHERNET : layer_short(packet);
}

enum layer link_macsec(struct packet *packet)
{
	uint8_t control;

	if (!cursor_left(&packet->at))
		return layer_short(packet);
	control = packet->at.p[0];
	if (control & MACSEC_CHANGED)
		return layer_end(NET_NOT_IP);
	return skip_tag(packet, control & MACSEC_HAS_CHANNEL ? MACSEC_TAG + MACSEC_CHANNEL : MACSEC_TAG);
}

/* The length of the header, what follows it, the link type; each of four bytes, little-endian, as on all of Apple's. */
enum layer link_pktap(struct packet *packet)
{
	struct cursor header = packet->at;
	const uint8_t *fields = cursor_take(&header, PKTAP_HEADER);
	uint32_t length;

	if (!fields)
		return layer_short(packet);
	length = little_u32(fields);
	if (length < PKTAP_HEADER)
		return layer_end(NET_MALFORMED);
	if (little_u32(fields + 4) != PKTAP_PACKET)
		return layer_end(NET_NOT_IP);
	if (!cursor_take(&packet->at, length))
		return layer_short(packet);
	return link_first(format_linktype(little_u32(fields + 8)));
}

/* In the byte order of whoever captured. The types are below 256, so the byte that is 0 is the high one. */
static uint16_t nflog_u16(const uint8_t *bytes, bool big)
{
	return big ? read_u16(bytes) : little_u16(bytes);
}

static enum layer nflog_payload(uint8_t family, uint16_t ethertype)
{
	if (family == NFLOG_INET)
		return LAYER_IPV4;
	return family == NFLOG_INET6 ? LAYER_IPV6 : link_protocol(ethertype);
}

enum layer link_nflog(struct packet *packet)
{
	const uint8_t *header = cursor_take(&packet->at, NFLOG_HEADER);
	uint16_t ethertype = 0; /* of other families: a bridge's, a device's */

	if (!header)
		return layer_short(packet);
	while (cursor_left(&packet->at)) {
		const uint8_t *attribute = cursor_take(&packet->at, NFLOG_ATTRIBUTE);
		uint16_t length, type;

		if (!attribute)
			return layer_short(packet);
		length = nflog_u16(attribute, attribute[2] == 0);
		type = nflog_u16(attribute + 2, attribute[2] == 0);
		if (length < NFLOG_ATTRIBUTE)
			return layer_end(NET_MALFORMED);
		length -= NFLOG_ATTRIBUTE;
		if (type == NFLOG_PAYLOAD) {
			packet_limit(packet, length);
			return nflog_payload(header[0], ethertype);
		}
		if (type == NFLOG_PACKET && length >= 2 && cursor_left(&packet->at) >= 2)
			ethertype = read_u16(packet->at.p);
		if (!cursor_take(&packet->at, (length + 3u) / 4 * 4))
			return layer_short(packet);
	}
	return packet->missing ? layer_end(NET_CUT) : layer_end(NET_NOT_IP);
}

enum layer link_ethernet(struct packet *packet)
{
	const uint8_t *header = cursor_take(&packet->at, ETHERNET_HEADER);
	uint16_t type;

	if (!header)
		return layer_short(packet);
	type = read_u16(header + 12);
	return type == ETHERTYPE_IPV4 ? LAYER_IPV4 : link_ethertype(type);
}

/* Most protocols are ethertypes, or say so; some kinds of hardware have their own. */
static enum layer cooked(uint16_t hardware, uint16_t protocol)
{
	switch (hardware) {
	case HARDWARE_RADIOTAP:
		return LAYER_RADIOTAP;
	case HARDWARE_FRAME_RELAY:
	case HARDWARE_NETLINK:
		return layer_end(NET_NOT_IP);
	case HARDWARE_GRE: /* GRE's numbers, which are ethertypes as far as they are known here */
		return link_protocol(protocol);
	}
	return protocol == COOKED_LLC ? LAYER_LLC : link_protocol(protocol);
}

enum layer link_linux_sll(struct packet *packet)
{
	const uint8_t *header = cursor_take(&packet->at, SLL_HEADER);

	return header ? cooked(read_u16(header + 2), read_u16(header + 14)) : layer_short(packet);
}

enum layer link_linux_sll2(struct packet *packet)
{
	const uint8_t *header = cursor_take(&packet->at, SLL2_HEADER);

	return header ? cooked(read_u16(header + 8), read_u16(header)) : layer_short(packet);
}

/* The family is in the byte order of whoever captured (NULL) or of the network (LOOP), and IPv6 has a number a system. */
enum layer link_family(struct packet *packet)
{
	const uint8_t *header = cursor_take(&packet->at, FAMILY_HEADER);
	uint32_t family;

	if (!header)
		return layer_short(packet);
	family = read_u32(header);
	if (family > 0xffff)
		family = __builtin_bswap32(family);
	switch (family) {
	case 2:
		return LAYER_IPV4;
	case 10: /* Linux */
	case 23: /* Windows */
	case 24: /* NetBSD, OpenBSD */
	case 28: /* FreeBSD */
	case 30: /* Darwin */
		return LAYER_IPV6;
	}
	return layer_end(NET_NOT_IP);
}
