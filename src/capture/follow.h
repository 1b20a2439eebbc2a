/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Captures that are still written, as one source that ends only when it is stopped. A file: it is read
 * to its present end, then as it grows; when another file takes its name the old one is finished first,
 * and when it is cut off it is read from its beginning again. A folder: what is there is read merged by time, then
 * the newest file is followed until a newer one has frames, as dumpcap -b and tcpdump -C, -G and -W write them.
 */
#ifndef CAPTURE_FOLLOW_H
#define CAPTURE_FOLLOW_H

#include "capture/merge.h"

/*
 * Adds the files it reads to inputs, and tells ear of trouble with them; when there are FRAME_FILES,
 * further ones take the last one's place. 0, or -errno with one line in trouble: there is no such file
 * or folder, or it cannot be followed.
 */
int source_open_followed(struct source **out, const char *path, struct inputs *inputs, struct input_ear ear,
                         struct buf *trouble);

#endif
