/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/layer.h"

#include <stddef.h>

static const struct {
	const char *name, *title;
} layers[LAYERS] = {
	[LAYER_ETHERNET] = {"ethernet", NULL},
	[LAYER_VLAN] = {"vlan", "VLAN"},
	[LAYER_VN_TAG] = {"vn-tag", NULL},
	[LAYER_E_TAG] = {"e-tag", NULL},
	[LAYER_I_TAG] = {"i-tag", "802.1ah"},
	[LAYER_MACSEC] = {"macsec", "MACsec"},
	[LAYER_LLC] = {"llc", NULL},
	[LAYER_LINUX_SLL] = {"linux-sll", NULL},
	[LAYER_LINUX_SLL2] = {"linux-sll2", NULL},
	[LAYER_FAMILY] = {"family", NULL},
	[LAYER_RADIOTAP] = {"radiotap", NULL},
	[LAYER_PRISM] = {"prism", NULL},
	[LAYER_AVS] = {"avs", NULL},
	[LAYER_PPI] = {"ppi", NULL},
	[LAYER_PKTAP] = {"pktap", NULL},
	[LAYER_WIRELESS] = {"802.11", NULL},
	[LAYER_SUBFRAME] = {"802.11-subframe", NULL},
	[LAYER_NFLOG] = {"nflog", NULL},
	[LAYER_PPP] = {"ppp", NULL},
	[LAYER_HDLC] = {"hdlc", NULL},
	[LAYER_PPPOE] = {"pppoe", "PPPoE"},
	[LAYER_MPLS] = {"mpls", "MPLS"},
	[LAYER_IP] = {"ip", NULL},
	[LAYER_IPV4] = {"ipv4", NULL},
	[LAYER_IPV6] = {"ipv6", NULL},
	[LAYER_GRE] = {"gre", "GRE"},
	[LAYER_ERSPAN] = {"erspan", "ERSPAN"},
	[LAYER_ERSPAN3] = {"erspan3", "ERSPAN"},
	[LAYER_ETHERIP] = {"etherip", "EtherIP"},
	[LAYER_ESP] = {"esp", "ESP"},
	[LAYER_UDP] = {"udp", NULL},
	[LAYER_TCP] = {"tcp", NULL},
	[LAYER_SCTP] = {"sctp", NULL},
	[LAYER_ICMP] = {"icmp", NULL},
	[LAYER_ICMPV6] = {"icmpv6", NULL},
	[LAYER_VXLAN] = {"vxlan", "VXLAN"},
	[LAYER_GENEVE] = {"geneve", "Geneve"},
	[LAYER_GTP] = {"gtp", "GTP-U"},
	[LAYER_TZSP] = {"tzsp", "TZSP"},
	[LAYER_L2TP] = {"l2tp", "L2TP"},
	[LAYER_L2TP3] = {"l2tp3", "L2TP"},
	[LAYER_HEP] = {"hep", "HEP"},
	[LAYER_TURN] = {"turn", "TURN"},
	[LAYER_EXPORTED] = {"exported", NULL},
	[LAYER_PAYLOAD] = {"payload", NULL},
};

const char *layer_name(enum layer layer)
{
	return layers[layer].name;
}

const char *layer_title(enum layer layer)
{
	return layers[layer].title;
}
