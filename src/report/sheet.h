/* SPDX-License-Identifier: BSD-2-Clause */
/* What is known of a status code, of two side by side, of a cause or of a word: labelled paragraphs, as text or as Markdown. */
#ifndef REPORT_SHEET_H
#define REPORT_SHEET_H

#include "base/buf.h"
#include "rules/cause.h"
#include "rules/contrast.h"
#include "rules/glossary.h"

enum layout {
	LAYOUT_TEXT,
	LAYOUT_MARKDOWN,
};

/* code: one that code_sheet() takes. */
void sheet_code(struct buf *out, enum layout layout, uint16_t code);
/* Point by point. */
void sheet_contrast(struct buf *out, uint16_t code, uint16_t other);
/* Only what the two sheets do not say; in Markdown. */
void sheet_pair(struct buf *out, const struct contrast *contrast);
/* number: 1 to CAUSE_MAX. */
void sheet_cause(struct buf *out, enum layout layout, uint32_t number);
void sheet_term(struct buf *out, enum layout layout, const struct term *term);

/* "603", "603+" */
void code_number(struct buf *out, uint16_t code);

#endif
