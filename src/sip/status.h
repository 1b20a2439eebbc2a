/* SPDX-License-Identifier: BSD-2-Clause */
/* The reason phrases the RFCs give status codes: what a phrase on the wire is compared with. */
#ifndef SIP_STATUS_H
#define SIP_STATUS_H

#include <stdint.h>

const char *status_phrase(uint16_t code); /* NULL: no RFC gives it one */

#endif
