/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tunnels. Those in UDP look before they take: where the header is not theirs they return LAYER_PAYLOAD and have
 * taken nothing, for RTP may use any port.
 */
#ifndef NET_TUNNEL_H
#define NET_TUNNEL_H

#include "net/packet.h"

enum {
	TUNNEL_PORT_ESP = 4500,    /* RFC 3948 */
	TUNNEL_PORT_MPLS = 6635,   /* RFC 7510 */
	TUNNEL_PORT_SCTP = 9899,   /* RFC 6951 */
	TUNNEL_PORT_VXLAN = 4789,  /* RFC 7348 */
	TUNNEL_PORT_VXLAN2 = 8472, /* where Linux put it before there was a registered port */
};

unwrap_fn tunnel_mpls, tunnel_pppoe, tunnel_ppp, tunnel_hdlc, tunnel_gre, tunnel_erspan, tunnel_erspan3, tunnel_etherip,
	tunnel_esp, tunnel_vxlan, tunnel_geneve, tunnel_gtp, tunnel_tzsp, tunnel_l2tp, tunnel_l2tp3;

/* What a UDP payload is wrapped in, by port and first bytes; LAYER_PAYLOAD: nothing. Takes nothing. */
enum layer tunnel_in_udp(const struct packet *packet);
/*
 * What stands so many bytes behind the cursor where nothing announces it: LAYER_IPV4, LAYER_IPV6 or LAYER_ETHERNET when
 * the headers there agree with themselves and with the length of the packet; LAYERS when none of them does.
 */
enum layer tunnel_guess(const struct packet *packet, size_t offset);
bool tunnel_fits_mpls(const struct packet *packet); /* labels, and behind them what fills the packet */
/* The chunks of an SCTP packet fill these bytes exactly. */
bool tunnel_fits_sctp(const uint8_t *bytes, size_t captured, size_t sent);
bool tunnel_is_null_esp(const struct packet *packet); /* ESP that does not encrypt */
bool tunnel_is_l2tp(const struct packet *packet);     /* version 2, in UDP, with PPP */
bool tunnel_is_l2tp3(const struct packet *packet);    /* in UDP, with Ethernet */

/* What is carried by these begins with such bytes that RTP's first two bits do not tell it apart. */
static inline bool tunnel_hides_from_rtp(uint16_t port)
{
	switch (port) {
	case TUNNEL_PORT_ESP:
	case TUNNEL_PORT_MPLS:
	case TUNNEL_PORT_SCTP:
	case TUNNEL_PORT_VXLAN:
	case TUNNEL_PORT_VXLAN2:
		return true;
	}
	return false;
}

#endif
