/* SPDX-License-Identifier: BSD-2-Clause */
/* For programs: one object a line for each call, then one for the capture. docs/json.md is its contract. */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include "report/report.h"

extern const struct reporter reporter_json;

#endif
