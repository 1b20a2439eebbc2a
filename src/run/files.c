/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/files.h"

#include "base/language.h"
#include "capture/folder.h"
#include "run/complain.h"
#include "run/reading.h"
#include "run/ticker.h"

#include <errno.h>

enum {
	READY = 64,  /* frames taken at a time */
	BATCH = 256, /* frames of several files, before it is looked whether other things are to be done */
};

/* NULL: it cannot be read, and that has been said. */
static struct source *open_file(struct program *program, const char *path)
{
	struct buf trouble = {0};
	struct source *source = NULL;

	if (source_open_file(&source, path, &trouble) < 0) {
		complain(buf_text(&trouble));
		program->failed = true;
	}
	buf_done(&trouble);
	program->begun += source != NULL;
	return source;
}

static int read_file(struct program *program, const struct input *input)
{
	struct source *source = open_file(program, input->path);
	struct frame frames[READY];
	enum source_state state = SOURCE_END;
	unsigned ready;
	int r = 0;

	if (!source)
		return 0;
	reading_begin(program, source);
	while (r == 0 && !reading_is_enough(program) && (state = source_next(source, frames)) == SOURCE_FRAME) {
		r = reading_take(program, frames);
		ready = r == 0 && !reading_is_enough(program) ? source_ready(source, frames, READY) : 0;
		if (ready)
			r = reading_take_all(program, frames, ready);
		reading_heed_signals(program);
		ticker_count(program, 1 + ready);
	}
	if (state == SOURCE_DAMAGED)
		reading_note_damage(program, input->path, input->name, source_trouble(source));
	reading_end(program);
	return r;
}

/* Several */

static void refuse_input(struct program *program, struct input *input, int error, const char *trouble)
{
	/* In a folder there may be other things than captures. */
	input->refused = true;
	input->passed = input->folder && (error == -EINVAL || error == -ENODATA);
	if (input->passed)
		return;
	complain(trouble);
	program->failed = true;
}

void files_hear(void *arg, enum input_event event, unsigned file, int error, const char *text)
{
	struct program *program = arg;
	struct input *input = &program->inputs.file[file];

	switch (event) {
	case INPUT_REFUSED:
		refuse_input(program, input, error, text);
		break;
	case INPUT_DAMAGED:
		reading_note_damage(program, input->path, input->name, text);
		break;
	case INPUT_LATE:
		complain_of(input->path,
		            _("too many files overlap in time; its frames, and others, are read too late"));
		break;
	case INPUT_GREW:
		complain_of(text,
		            _("grew when a newer file had begun, which is not read: follow one capture a folder"));
		break;
	}
}

static void tell_passed(struct program *program, const char *folder, unsigned passed, unsigned files)
{
	struct buf line = {0};

	if (passed == files) {
		buf_printf(&line, _("%s: there is no capture in this folder"), folder);
		program->failed = true;
	} else if (passed) {
		buf_printf(&line,
		           language_plural("%s: %u file is no capture and was passed over",
		                           "%s: %u files are no captures and were passed over", passed),
		           folder, passed);
	}
	if (line.n)
		complain(buf_text(&line));
	buf_done(&line);
}

/* Of each folder: whether there was something to read in it. */
static void tell_folders(struct program *program)
{
	const struct inputs *inputs = &program->inputs;
	unsigned i = 0;

	while (i < inputs->count) {
		const char *folder = inputs->file[i].folder;
		unsigned passed = 0, files = 0;

		for (; i < inputs->count && inputs->file[i].folder == folder; i++) {
			files++;
			passed += inputs->file[i].passed;
		}
		if (folder)
			tell_passed(program, folder, passed, files);
	}
}

static void note_readable(struct program *program)
{
	const struct inputs *inputs = &program->inputs;
	unsigned captures = 0;

	for (unsigned i = 0; i < inputs->count; i++) {
		program->begun += !inputs->file[i].refused;
		captures += !inputs->file[i].passed;
	}
	program->inputs.several = captures > 1;
}

static int read_merged(struct program *program)
{
	struct source *source = source_open_merged(&program->inputs, 0, (struct input_ear){files_hear, program});
	struct frame frame;
	int r = 0;

	tell_folders(program);
	note_readable(program);
	reading_begin(program, source);
	while (r == 0 && !reading_is_enough(program) && source_next(source, &frame) == SOURCE_FRAME) {
		r = reading_take(program, &frame);
		reading_heed_signals(program);
		if (program->frames % BATCH == 0)
			ticker_look(program);
	}
	reading_end(program);
	return r;
}

static int add_input(struct program *program, const char *path, struct str name, const char *folder)
{
	struct buf line = {0};
	int r = inputs_add(&program->inputs, path, name);

	if (r >= 0) {
		program->inputs.file[r].folder = folder;
		return 0;
	}
	buf_printf(&line, _("%s: too many files; %d can be read at a time"), path, FRAME_FILES);
	complain(buf_text(&line));
	buf_done(&line);
	return r;
}

static int add_folder(struct program *program, const char *path)
{
	struct folder folder;
	struct buf trouble = {0};
	int r = folder_read(&folder, path, &trouble);

	if (trouble.n) {
		complain(buf_text(&trouble));
		program->failed = true;
	} else if (folder.count == 0) {
		tell_passed(program, path, 0, 0);
	}
	if (folder.cut)
		complain_of(path, _("is too deep or holds too many files; not all of it is read"));
	for (unsigned i = 0; r == 0 && i < folder.count; i++)
		r = add_input(program, folder.file[i].path, folder.file[i].name, path);
	folder_done(&folder);
	buf_done(&trouble);
	return r == -E2BIG ? r : 0;
}

int files_read(struct program *program)
{
	const struct options *options = program->options;
	struct inputs *inputs = &program->inputs;
	int r = 0;

	for (unsigned i = 0; r == 0 && i < options->operand_count; i++) {
		const char *path = options->operands[i];

		r = is_folder(path) ? add_folder(program, path)
		                    : add_input(program, path, inputs_base_name(path), NULL);
	}
	if (r == 0)
		r = reading_confine(program);
	if (r == 0 && inputs->count == 1 && !inputs->file[0].folder)
		r = read_file(program, &inputs->file[0]);
	else if (r == 0 && inputs->count)
		r = read_merged(program);
	return r < 0 ? r : reading_open_late(program);
}
