/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sipwhy as a library: frames in, findings and reports out. One struct sipwhy is used by one thread;
 * any number of them may exist. Calls are told as JSON (docs/json.md), not as structs, so that this
 * header stays as it is while the model grows. An exhausted heap ends the process with status 2.
 */
#ifndef SIPWHY_H
#define SIPWHY_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define SIPWHY_API __attribute__((visibility("default")))
#else
#define SIPWHY_API
#endif

struct sipwhy;

/* Lives until the function it is given to returns. */
struct sipwhy_finding {
	const char *rule;    /* "em-sdp-no-rtp" */
	const char *call_id; /* as on the wire: any bytes but NUL */
	const char *why;     /* one sentence */
	int severity;        /* 0 info, 1 notice, 2 warning, 3 error */
	int64_t time_ns;     /* of its first proof, since 1970 */
	uint64_t frame;      /* its first proof: the frame's number, from 1 in the order fed; 0: none */
};

typedef void sipwhy_finding_fn(void *arg, const struct sipwhy_finding *finding);

struct sipwhy_settings {
	size_t size;              /* of this struct, as sipwhy_defaults sets it */
	unsigned max_calls;       /* at a time, more are judged early; 0: as many as memory has room for */
	sipwhy_finding_fn *found; /* told each finding when its call is over; may be NULL */
	void *arg;
	uint64_t memory; /* bytes that may be used; 0: 256 MiB, and no less than 24 MiB */
};

struct sipwhy_frame {
	int64_t time_ns;      /* since 1970; before it, or beyond 2116, it is the nearest within */
	int linktype;         /* LINKTYPE_ of tcpdump.org: 1 is Ethernet */
	const uint8_t *bytes; /* needed only until sipwhy_feed returns */
	size_t captured;      /* bytes here */
	size_t length;        /* bytes on the wire */
};

/* "en", which is where it begins, or "ja": the language of all sentences in this process from then on. 0, or -EINVAL for another. */
SIPWHY_API int sipwhy_language(const char *name);
SIPWHY_API void sipwhy_defaults(struct sipwhy_settings *settings);
/* 0, or -EINVAL for settings of an unknown size, or too little memory. NULL settings are the defaults. */
SIPWHY_API int sipwhy_open(struct sipwhy **out, const struct sipwhy_settings *settings);
/* Before the first frame: each call is written to fd as "json" or "text" when it is over. 0, -EINVAL for another kind, -ENOSPC for too many. fd is closed by sipwhy_close. */
SIPWHY_API int sipwhy_write(struct sipwhy *sipwhy, const char *kind, int fd);
/* 0, or -errno when writing a report failed (told once). */
SIPWHY_API int sipwhy_feed(struct sipwhy *sipwhy, const struct sipwhy_frame *frame);
/* End of input: judges what is still open and ends the reports. Nothing may be fed after it. 0, or -errno as sipwhy_feed. */
SIPWHY_API int sipwhy_flush(struct sipwhy *sipwhy);
/* What a rule means; NULL: there is no such rule. */
SIPWHY_API const char *sipwhy_explain(const char *rule);
SIPWHY_API void sipwhy_close(struct sipwhy **sipwhy); /* sets *sipwhy to NULL; NULL is fine */

#ifdef __cplusplus
}
#endif

#endif
