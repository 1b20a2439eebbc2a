/* SPDX-License-Identifier: BSD-2-Clause */
/* A short message that zlib (RFC 1950), gzip (RFC 1952) or bare deflate (RFC 1951) packed, unpacked at once. */
#ifndef CAPTURE_INFLATE_H
#define CAPTURE_INFLATE_H

#include "base/str.h"

/* The bytes written to out; 0: damaged, not all there, or more than room. */
size_t inflate_all(struct str packed, uint8_t *out, size_t room);

#endif
