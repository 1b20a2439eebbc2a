/* SPDX-License-Identifier: BSD-2-Clause */
/* The members of the capture's line, all but its findings. */
#ifndef REPORT_JSON_SUMMARY_H
#define REPORT_JSON_SUMMARY_H

#include "report/report.h"

void json_summary(struct buf *out, const struct closing *closing);

#endif
