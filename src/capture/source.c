/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/source.h"

#include "base/memory.h"
#include "capture/source_kind.h"

enum source_state source_next(struct source *source, struct frame *out)
{
	enum source_state state;

	if (source->over)
		return source->over;
	state = source->kind->next(source, out);
	if (state == SOURCE_FRAME)
		out->number = ++source->frames;
	else if (state != SOURCE_IDLE)
		source->over = state;
	return state;
}

const char *source_trouble(const struct source *source)
{
	return source->trouble.n ? source->trouble.p : "";
}

void source_stop(struct source *source)
{
	source->kind->stop(source);
}

struct source_drops source_drops(struct source *source)
{
	return source->kind->drops(source);
}

void source_close(struct source *source)
{
	if (!source)
		return;
	source->kind->close(source);
	buf_done(&source->trouble);
	memory_free(source);
}
