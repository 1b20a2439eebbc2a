/* SPDX-License-Identifier: BSD-2-Clause */
/* IEEE 802.11 data frames, and the headers capture tools put before them. Encrypted ones end as NET_NOT_IP. */
#ifndef NET_WIRELESS_H
#define NET_WIRELESS_H

#include "net/packet.h"

unwrap_fn wireless_radiotap, wireless_prism, wireless_avs, wireless_ppi, wireless_frame, wireless_subframe;

#endif
