/* SPDX-License-Identifier: BSD-2-Clause */
/* Sources -> analyzer -> reports: reads everything the options name, and says how it went. */
#ifndef RUN_DIAGNOSE_H
#define RUN_DIAGNOSE_H

#include "run/options.h"

/* The exit status, as grep and diff have it. */
enum status {
	STATUS_FINE,     /* nothing wrong */
	STATUS_FINDINGS, /* of severity warning or worse */
	STATUS_FAILED,   /* it could not be done */
	STATUS_DAMAGED,  /* done, but the input was damaged or an output failed */
};

enum status diagnose(const struct options *options);

#endif
