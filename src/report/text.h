/* SPDX-License-Identifier: BSD-2-Clause */
/* For people: calls with something to say, each with the symptom first, then the proof, then the remedy; then a summary. */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include "report/report.h"

extern const struct reporter reporter_text;

#endif
