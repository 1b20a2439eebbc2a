/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the dearest frames of a capture cost: each is timed alone, several times over, and its cheapest run counts, so that
 * what the machine did meanwhile drops out. Calls that end with a frame are judged in it.
 * usage: bench-dearest CAPTURE [REPEATS]
 */
#include "analyzer.h"
#include "base/memory.h"
#include "capture/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
	REPEATS = 5,
	NAMED = 5,
	MAX_FRAMES = 1 << 23,
};

static void take_call(void *arg, const struct attempt *attempt, const struct findings *findings,
                      const struct verdict *verdict)
{
}

static ns spent(void)
{
	struct timespec time;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
	return time.tv_sec * SECOND + time.tv_nsec;
}

/* How many frames there are. */
static size_t play(const char *path, ns *cheapest)
{
	struct analyzer_settings settings = {.call = take_call};
	struct analyzer *analyzer = analyzer_new(&settings);
	struct source *source = NULL;
	struct buf trouble = {0};
	struct frame frame;
	size_t count = 0;

	if (source_open_file(&source, path, &trouble) < 0) {
		fprintf(stderr, "%s\n", buf_text(&trouble));
		exit(2);
	}
	for (; count < MAX_FRAMES && source_next(source, &frame) == SOURCE_FRAME; count++) {
		ns before = spent(), cost;

		analyzer_feed(analyzer, &frame);
		cost = spent() - before;
		if (cheapest[count] == 0 || cost < cheapest[count])
			cheapest[count] = cost;
	}
	analyzer_flush(analyzer);
	analyzer_free(analyzer);
	source_close(source);
	buf_done(&trouble);
	return count;
}

int main(int argc, char **argv)
{
	int repeats = argc > 2 ? atoi(argv[2]) : REPEATS;
	size_t count = 0;
	ns *cheapest;

	if (argc < 2) {
		fprintf(stderr, "usage: bench-dearest CAPTURE [REPEATS]\n");
		return 2;
	}
	cheapest = memory_new(MAX_FRAMES * sizeof(*cheapest));
	for (int i = 0; i < repeats; i++)
		count = play(argv[1], cheapest);
	printf("%zu frames; the dearest:\n", count);
	for (unsigned n = 0; n < NAMED && n < count; n++) {
		size_t dearest = 0;

		for (size_t i = 0; i < count; i++)
			if (cheapest[i] > cheapest[dearest])
				dearest = i;
		printf("frame %zu  %.3f ms\n", dearest + 1, (double)cheapest[dearest] / MILLISECOND);
		cheapest[dearest] = 0;
	}
	memory_free(cheapest);
	return 0;
}
