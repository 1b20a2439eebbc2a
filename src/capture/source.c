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
		out->number = frame_id(source->frames += out->linktype != LINKTYPE_SECRETS, source->file);
	else if (state != SOURCE_IDLE)
		source->over = state;
	return state;
}

unsigned source_ready(struct source *source, struct frame *out, unsigned room)
{
	unsigned count = source->over || !source->kind->ready ? 0 : source->kind->ready(source, out, room);

	for (unsigned i = 0; i < count; i++)
		out[i].number = frame_id(++source->frames, source->file);
	return count;
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

bool source_interface(struct source *source, unsigned index, struct source_interface *out)
{
	return source->kind->interface && source->kind->interface(source, index, out);
}

struct source_progress source_progress(struct source *source)
{
	return source->kind->progress ? source->kind->progress(source) : (struct source_progress){0};
}

void source_close(struct source *source)
{
	if (!source)
		return;
	source->kind->close(source);
	buf_done(&source->trouble);
	memory_free(source);
}

static void add_interface(struct tally *tally, const struct source_interface *interface, struct arena *names)
{
	unsigned i = 0;

	while (i < tally->count && !str_eq(tally->named[i].name, interface->name))
		i++;
	if (i == SOURCE_MAX_INTERFACES)
		return;
	if (i == tally->count)
		tally->named[tally->count++].name = names ? arena_str(names, interface->name) : interface->name;
	tally->named[i].drops.kernel += interface->drops.kernel;
	tally->named[i].drops.interface += interface->drops.interface;
}

void tally_add(struct tally *tally, struct source *source, struct arena *names)
{
	struct source_drops drops = source_drops(source);
	struct source_interface interface;

	tally->drops.kernel += drops.kernel;
	tally->drops.interface += drops.interface;
	tally->drops.timely += drops.timely;
	for (unsigned i = 0; source_interface(source, i, &interface); i++)
		add_interface(tally, &interface, names);
}
