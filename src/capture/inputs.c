/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/inputs.h"

#include "base/memory.h"

#include <errno.h>
#include <string.h>

struct str inputs_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return str_of(slash ? slash + 1 : path);
}

int inputs_add(struct inputs *inputs, const char *path, struct str name)
{
	if (inputs->count == FRAME_FILES)
		return -E2BIG;
	if (inputs->count == inputs->room) {
		inputs->room = inputs->room ? 2 * inputs->room : 8;
		inputs->file = memory_grow(inputs->file, inputs->room * sizeof(*inputs->file));
	}
	inputs->file[inputs->count] = (struct input){
		.path = arena_text(&inputs->arena, str_of(path)),
		.name = arena_str(&inputs->arena, name),
	};
	return (int)inputs->count++;
}

void inputs_done(struct inputs *inputs)
{
	memory_free(inputs->file);
	arena_done(&inputs->arena);
	*inputs = (struct inputs){0};
}

struct str inputs_name(const struct inputs *inputs, uint64_t frame)
{
	if (!inputs || !inputs->several || frame_file(frame) >= inputs->count)
		return STR_NONE;
	return inputs->file[frame_file(frame)].name;
}

void inputs_count(struct inputs *inputs, uint64_t frame)
{
	struct input *input = &inputs->file[frame_file(frame)];

	if (input->frames++ == 0)
		input->first_frame = frame_number(frame);
	input->last_frame = frame_number(frame);
}
