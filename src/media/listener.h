/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Examines the packets of one stream to a caller for as long as nobody answered: decodes them, puts them on the time line
 * of their timestamps, and tells what they carried.
 */
#ifndef MEDIA_LISTENER_H
#define MEDIA_LISTENER_H

#include "media/ear.h"
#include "media/formats.h"
#include "media/recording.h"
#include "media/rtp.h"

struct listener;

/* formats (NULL: unknown) is copied; the spectrum, the plan and the recording (NULL: none is wanted) must outlive it. */
struct listener *listener_new(const struct formats *formats, struct spectrum *spectrum, const struct plan *plan,
                              struct recording *recording);
void listener_free(struct listener *listener);
/* cut: the snap length left out an end of the payload. Cost: at most a spectrum of 256 ms, whatever the packet. */
void listener_take(struct listener *listener, const struct rtp *rtp, bool cut, ns time, uint64_t frame);
void listener_end(struct listener *listener, ns time);
unsigned listener_passages(const struct listener *listener, struct passage out[EAR_MAX_PASSAGES]);

#endif
