/* SPDX-License-Identifier: BSD-2-Clause */
/* One way a capture file may be compressed. Unpacks piece by piece: any size of file needs the same memory. */
#ifndef CAPTURE_UNPACKER_H
#define CAPTURE_UNPACKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct unpacking {
	const uint8_t *in;
	size_t in_left;
	uint8_t *out;
	size_t out_left;
	bool whole;          /* the input may end here: every member or frame begun is complete */
	const char *trouble; /* why it goes no further; the words outlive the unpacker */
};

struct unpacker {
	const char *name;
	bool (*recognizes)(const uint8_t *bytes, size_t n);
	void *(*open)(void);
	/* Takes from in and adds to out as far as both allow; false, and trouble, when the data is damaged. */
	bool (*run)(void *state, struct unpacking *step);
	void (*close)(void *state);
};

extern const struct unpacker unpacker_gzip, unpacker_zstd, unpacker_lz4, unpacker_xz, unpacker_lzma;

#endif
