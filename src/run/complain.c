/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/complain.h"

#include "report/escape.h"
#include "report/report.h"

#include <unistd.h>

void complain(const char *text)
{
	struct buf line = {0};

	buf_add(&line, STR("sipwhy: "));
	escape_terminal(&line, str_of(text), 0);
	buf_byte(&line, '\n');
	report_write(STDERR_FILENO, buf_str(&line));
	buf_done(&line);
}

void complain_of(const char *path, const char *what)
{
	struct buf line = {0};

	buf_printf(&line, "%s: %s", path, what);
	complain(buf_text(&line));
	buf_done(&line);
}

void complain_lines(const struct buf *lines)
{
	struct str rest = buf_str(lines), text;
	struct buf line = {0};

	while (rest.n && str_split(&rest, '\n', &text)) {
		buf_clear(&line);
		buf_add(&line, text);
		complain(buf_text(&line));
	}
	buf_done(&line);
}
