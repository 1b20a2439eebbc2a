/* SPDX-License-Identifier: BSD-2-Clause */
/* What shows whether early audio could pass between the two sides: connectivity checks, and the handshake for its keys. */
#ifndef CALL_PATH_H
#define CALL_PATH_H

#include "base/arena.h"
#include "media/media.h"

enum {
	PATH_MAX_CHECKS = 64,
	PATH_MAX_SESSIONS = 16,
};

struct path {
	/* Of the agents that the SDP of both sides names, as far as they began within the call's time. */
	const struct ice_check **checks;
	unsigned check_count;
	/* Handshakes that one end of this call's audio had in its time. */
	const struct dtls_session **sessions;
	unsigned session_count;
	/* What the caller's side reported of the stream it should have received, when that is: none of it. NULL: it did not. */
	const struct receipt *denial;
	const struct stream *denied;
	bool is_denied; /* and it is one that does count what it gets, and counted up to the end: none was heard */
	const struct loss *loss; /* the first in its time in which the capture lost frames; NULL: none is known */
	bool loss_is_whole;      /* and it was some time in the capture, nobody knows when */
};

struct attempt;

/* Fills attempt->path; attempt_listen() must be done. */
void attempt_trace(struct attempt *attempt, const struct media *media, struct arena *arena);
/* The first check that succeeded up to then; NULL: none. */
const struct ice_check *path_success(const struct path *path, ns until);
/* The first handshake that was complete by then; NULL: none. */
const struct dtls_session *path_keys(const struct path *path, ns until);

#endif
