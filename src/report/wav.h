/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the caller heard of the network in the early phase of a call, to be played: one file a call, silence where nothing
 * came or the phone did not play it. Ringback that the phone makes itself is silence, too: no capture shows it.
 */
#ifndef REPORT_WAV_H
#define REPORT_WAV_H

#include "report/report.h"

enum {
	WAV_MAX_SECONDS = 600, /* of a call; the rest is left out */
	WAV_MAX_NAME = 100     /* of its Call-ID */
};

extern const struct reporter reporter_wav;

/* "0003-", the Call-ID with whatever is not a letter, digit, dot, dash or underscore made an underscore, and ".wav". */
void wav_name(struct buf *out, uint64_t number, struct str call_id);

#endif
