/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/confine.h"

#include "capture/folder.h"
#include "sandbox/sandbox.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_standard(const char *path)
{
	return strcmp(path, "-") == 0;
}

/* What is not there yet must be made; of what is written without end a file may be put away and be made anew. */
static void grant_output(struct sandbox_settings *settings, const struct place *place, bool endless)
{
	struct stat about;
	bool there = stat(place->target, &about) == 0;

	if (is_standard(place->target))
		return;
	if (there) /* it may be a folder, a device */
		sandbox_grant(settings, place->target, true);
	if (!there || (endless && S_ISREG(about.st_mode)))
		sandbox_grant_folder_of(settings, place->target, true);
}

static void grant_outputs(struct sandbox_settings *settings, const struct options *options, bool endless)
{
	for (unsigned i = 0; i < options->output_count; i++)
		grant_output(settings, &options->outputs[i], endless);
}

/* Where the kernel counts what an interface dropped: libpcap reads it. */
static void grant_interfaces(struct sandbox_settings *settings, const struct options *options)
{
	for (unsigned i = 0; i < options->interface_count; i++) {
		struct buf path = {0};

		buf_printf(&path, "/sys/class/net/%s/statistics", options->interfaces[i]);
		sandbox_grant_public(settings, buf_text(&path));
		buf_done(&path);
	}
}

/* What grows may be put away and begun anew under the same name. */
static void grant_followed(struct sandbox_settings *settings, const char *path)
{
	if (is_folder(path))
		sandbox_grant(settings, path, false);
	else
		sandbox_grant_folder_of(settings, path, false);
}

/* Files of a folder stand together here, and one grant is for all of them; but links in it lead out of it. */
static void grant_inputs(struct sandbox_settings *settings, const struct inputs *inputs)
{
	const char *folder = NULL;
	char to;

	for (unsigned i = 0; i < inputs->count; i++) {
		const struct input *input = &inputs->file[i];

		if (input->folder && input->folder != folder)
			sandbox_grant(settings, input->folder, false);
		folder = input->folder;
		if (!is_standard(input->path) && (!folder || readlink(input->path, &to, 1) >= 0))
			sandbox_grant(settings, input->path, false);
	}
}

int confine(const struct options *options, const struct inputs *inputs, struct buf *told)
{
	bool endless = options->interface_count || options->follow;
	struct sandbox_settings settings = {
		.user = options->user,
		.off = options->no_sandbox,
		.captures = options->interface_count > 0,
		.serves = options->metrics.port != 0,
	};
	int r;

	grant_outputs(&settings, options, endless);
	grant_interfaces(&settings, options);
	grant_inputs(&settings, inputs);
	if (options->follow)
		grant_followed(&settings, options->operands[0]);
	if (endless && options->keylog)
		grant_followed(&settings, options->keylog);
	r = sandbox_enter(&settings, told);
	sandbox_settings_done(&settings);
	return r;
}
