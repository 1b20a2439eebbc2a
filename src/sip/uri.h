/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of a URI (RFC 3261 19.1.1, RFC 3966 3) as slices of it. */
#ifndef SIP_URI_H
#define SIP_URI_H

#include "net/flow.h"

/* Who: of sip: and sips: without password and parameters, of tel: the number without parameters. Empty: none. */
struct str uri_user(struct str uri);
struct str uri_host(struct str uri); /* with the port; empty for tel: */
/* Its host and port: false unless the host is a literal address. Without a port: the scheme's (RFC 3261 19.1.2). */
bool uri_endpoint(struct str uri, struct endpoint *out);

#endif
