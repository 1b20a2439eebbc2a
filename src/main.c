/* SPDX-License-Identifier: BSD-2-Clause */
/* The program: what the command line asks for is done here, or in run/. */
#include "base/language.h"
#include "report/explain.h"
#include "run/complain.h"
#include "run/diagnose.h"

#include <errno.h>
#include <stdio.h>

static enum status explain(const struct options *options, struct buf *out)
{
	enum status status = STATUS_FINE;
	struct buf trouble = {0};

	if (options->all)
		explain_all(out);
	else if (options->operand_count == 0)
		explain_list(out);
	if (!explain_topics(out, options->operands, options->operand_count, &trouble))
		status = STATUS_FAILED;
	complain_lines(&trouble);
	buf_done(&trouble);
	return status;
}

static enum status print(struct buf *text, enum status status)
{
	bool written = fwrite(text->p ? text->p : "", 1, text->n, stdout) == text->n;

	if (fclose(stdout) == 0 && written)
		return status;
	buf_clear(text);
	buf_printf(text, _("%s: writing failed: %s"), _("standard output"), language_error(errno));
	complain(buf_text(text));
	return STATUS_DAMAGED;
}

static enum status perform(const struct options *options)
{
	enum status status = STATUS_FINE;
	struct buf text = {0};

	switch (options->task) {
	case TASK_DIAGNOSE:
		return diagnose(options);
	case TASK_EXPLAIN:
		status = explain(options, &text);
		break;
	case TASK_HELP:
		options_help(&text);
		break;
	case TASK_VERSION:
		buf_printf(&text, "sipwhy %s\n", SIPWHY_VERSION);
		break;
	case TASK_COMPLETION:
		options_completion(&text);
		break;
	}
	status = print(&text, status);
	buf_done(&text);
	return status;
}

int main(int argc, char **argv)
{
	struct buf trouble = {0};
	struct options options;
	enum status status = STATUS_FAILED;

	language_from_environment();
	if (options_read(&options, argc, argv, &trouble) < 0)
		complain(buf_text(&trouble));
	else
		status = perform(&options);
	options_done(&options);
	buf_done(&trouble);
	return (int)status;
}
