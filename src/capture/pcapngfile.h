/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes the pcapng format (draft-ietf-opsawg-pcapng), block by block, behind what is in a buffer already: pcapng.c reads it. */
#ifndef CAPTURE_PCAPNGFILE_H
#define CAPTURE_PCAPNGFILE_H

#include "base/buf.h"
#include "capture/frame.h"

enum {
	PCAPNG_MAX_TEXT = 4096, /* bytes of a comment, a name; the rest is left out, by whole characters */
};

/* Comments are UTF-8 and for people; an empty one is none. The section comes first, and interfaces before their frames. */
void pcapng_section(struct buf *out, struct str program, struct str comment);
void pcapng_interface(struct buf *out, int linktype, struct str name); /* they are counted from 0 */
void pcapng_frame(struct buf *out, uint32_t interface, const struct frame *frame, struct str comment);

#endif
