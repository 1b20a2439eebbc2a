/* SPDX-License-Identifier: BSD-2-Clause */
/* What declined a call, and by what that is judged, in words of a finding. */
#ifndef RULES_DECLINE_TEXT_H
#define RULES_DECLINE_TEXT_H

#include "rules/decline.h"

/* "603 Decline (frame 31)", and it is a proof. */
const char *word_final(struct finding *out, const struct event *final);
/* "Q.850 cause 21 (call rejected), location RLN" */
const char *word_reason(struct finding *out, const struct reason *reason);
/* "13.0 s of audio that sounds like speech"; NULL: nothing that is no ringing was heard */
const char *word_heard(struct finding *out, const struct decline *decline);
/* "url=https://..., tel=+1800"; NULL: nobody is named */
const char *word_redress(struct finding *out, const struct redress *redress);
/* Says who is to be asked, where somebody is named. */
void finding_redress(struct finding *out, const struct decline *decline);
/* Ends a finding: what it was judged by, in one clause. */
void finding_features(struct finding *out, const struct decline *decline);

#endif
