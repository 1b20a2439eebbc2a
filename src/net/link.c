/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/link.h"

enum {
	ETHERNET_HEADER = 14,
	SLL_HEADER = 16,
	SLL2_HEADER = 20,
	FAMILY_HEADER = 4,
	SNAP_HEADER = 8,
	VLAN_TAG = 4, /* two bytes of tag, two of the next type */
};

enum ethertype {
	ETHERTYPE_FIRST = 0x0600, /* IEEE 802.3 3.2.6: anything below is the length of an 802.2 frame */
	ETHERTYPE_IPV4 = 0x0800,
	ETHERTYPE_VLAN = 0x8100,
	ETHERTYPE_IPV6 = 0x86dd,
	ETHERTYPE_PROVIDER_VLAN = 0x88a8, /* IEEE 802.1ad */
	ETHERTYPE_OLD_VLAN = 0x9100,      /* stacked tags as sold before 802.1ad */
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
	}
	return layer_end(NET_UNKNOWN_LINK);
}

/* An 802.2 frame carries an ethertype only with the SNAP extension (RFC 1042): aa aa 03, 00 00 00, type. */
static bool skip_snap(struct packet *packet, uint16_t *type)
{
	static const uint8_t snap[] = {0xaa, 0xaa, 0x03, 0x00, 0x00, 0x00};
	const uint8_t *header = cursor_take(&packet->at, SNAP_HEADER);

	if (!header || memcmp(header, snap, sizeof(snap)) != 0)
		return false;
	*type = read_u16(header + sizeof(snap));
	return true;
}

static bool skip_tag(struct packet *packet, uint16_t *type)
{
	const uint8_t *tag = cursor_take(&packet->at, VLAN_TAG);

	if (tag)
		*type = read_u16(tag + 2);
	return tag;
}

static enum layer after_type(struct packet *packet, uint16_t type)
{
	for (;;) {
		switch (type) {
		case ETHERTYPE_IPV4:
			return LAYER_IPV4;
		case ETHERTYPE_IPV6:
			return LAYER_IPV6;
		case ETHERTYPE_VLAN:
		case ETHERTYPE_PROVIDER_VLAN:
		case ETHERTYPE_OLD_VLAN:
			if (!skip_tag(packet, &type))
				return layer_short(packet);
			continue;
		}
		if (type >= ETHERTYPE_FIRST || !skip_snap(packet, &type))
			return layer_end(NET_NOT_IP);
	}
}

enum layer link_ethernet(struct packet *packet)
{
	const uint8_t *header = cursor_take(&packet->at, ETHERNET_HEADER);
	uint16_t type;

	if (!header)
		return layer_short(packet);
	type = read_u16(header + 12);
	return type == ETHERTYPE_IPV4 ? LAYER_IPV4 : after_type(packet, type);
}

enum layer link_linux_sll(struct packet *packet)
{
	const uint8_t *header = cursor_take(&packet->at, SLL_HEADER);

	return header ? after_type(packet, read_u16(header + 14)) : layer_short(packet);
}

enum layer link_linux_sll2(struct packet *packet)
{
	const uint8_t *header = cursor_take(&packet->at, SLL2_HEADER);

	return header ? after_type(packet, read_u16(header)) : layer_short(packet);
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
