/* SPDX-License-Identifier: BSD-2-Clause */
/* What a file that is no capture looks like, for the one line that says so. */
#ifndef CAPTURE_GUESS_H
#define CAPTURE_GUESS_H

#include "base/str.h"

/* For people, in their language. */
struct guess {
	const char *what;   /* "text" ...; NULL when nothing comes to mind */
	const char *advice; /* "; editcap can turn it into pcapng" ...; empty: none */
};

struct guess guess_content(struct str start);

#endif
