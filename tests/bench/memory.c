/* SPDX-License-Identifier: BSD-2-Clause */
/* What a call costs in memory while it is held: plays three calls and prints the bytes of each. */
#include "analyzer.h"
#include "ladder.h"

#include <stdio.h>

static const struct {
	const char *name, *ladder;
} calls[] = {
	{"an INVITE nobody has answered", "0.000  A > B  INVITE  sdp\n"},
	{"a live call with two dialogs",
         "0.000  A > B  INVITE  sdp\n0.010  B > A  100\n0.900  B > A  183  sdp  tag=b1\n"
         "1.500  B > A  180  tag=b2\n9.000  B > A  200  sdp  tag=b2\n9.020  A > B  ACK  tag=b2\n"},
	{"a finished call", "0.000  A > B  INVITE  sdp\n0.010  B > A  100\n0.900  B > A  183  sdp  tag=b1\n"
                            "9.000  B > A  200  sdp  tag=b1\n9.020  A > B  ACK  tag=b1\n20.00  A > B  BYE  tag=b1\n"
                            "20.01  B > A  200  of=BYE  tag=b1\n"},
};

static void take_frame(void *arg, const struct frame *frame)
{
	analyzer_feed(arg, frame);
}

static void take_call(void *arg, const struct attempt *attempt, const struct findings *findings,
                      const struct verdict *verdict)
{
	const struct arena *arena = &attempt->call->arena;

	printf("%-32s %2u messages  %5zu bytes held, %5zu in use\n", *(const char *const *)arg,
	       attempt->call->event_count, sizeof(*attempt->call) + arena->used,
	       sizeof(*attempt->call) + arena->used - arena->left);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		const char *name = calls[i].name;
		struct analyzer_settings settings = {.call = take_call, .arg = &name};
		struct analyzer *analyzer = analyzer_new(&settings);

		ladder_play(calls[i].ladder, take_frame, analyzer);
		analyzer_flush(analyzer);
		analyzer_free(analyzer);
	}
	return 0;
}
