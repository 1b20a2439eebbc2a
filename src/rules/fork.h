/* SPDX-License-Identifier: BSD-2-Clause */
/* What each early dialog of a forked call sent to the caller, as far as SDP and RTP tell them apart. */
#ifndef RULES_FORK_H
#define RULES_FORK_H

#include "rules/rule.h"

/* RTP to the caller before the final response from where a dialog's SDP says that it is. */
struct sent {
	unsigned long long packets;
	ns first, last; /* NEVER without packets */
	uint64_t first_frame;
};

struct sent sent_by_dialog(const struct attempt *attempt, const struct dialog *dialog);
/* Of the last try, made by a 101..199 with a To-tag. */
bool is_fork(const struct dialog *dialog);

#endif
