/* SPDX-License-Identifier: BSD-2-Clause */
/* What a file that is no capture looks like, for the one line that says so. */
#ifndef CAPTURE_GUESS_H
#define CAPTURE_GUESS_H

#include "base/str.h"

const char *guess_content(struct str start); /* "text" ...; NULL when nothing comes to mind */

#endif
