/* SPDX-License-Identifier: BSD-2-Clause */
/* A program that embeds the library and includes nothing else of it. Built as C and as C++. */
#include <sipwhy/sipwhy.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char invite[] = "INVITE sip:b@10.0.0.2 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1\r\n"
			     "From: <sip:a@10.0.0.1>;tag=a1\r\nTo: <sip:b@10.0.0.2>\r\nCall-ID: embedded\r\n"
			     "CSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n";

static int found;

static void count(void *arg, const struct sipwhy_finding *finding)
{
	printf("# %s in %s: %s (frame %d)\n", finding->rule, finding->call_id, finding->why, (int)finding->frame);
	*(int *)arg += strcmp(finding->call_id, "embedded") == 0 && finding->frame == 1;
}

/* Raw IPv4 around the message: header lengths and addresses are all that is looked at. */
static size_t wrap(uint8_t *out)
{
	const size_t size = sizeof(invite) - 1, udp = size + 8, ip = udp + 20;
	const uint8_t header[28] = {0x45,
	                            0,
	                            (uint8_t)(ip >> 8),
	                            (uint8_t)ip,
	                            0,
	                            0,
	                            0,
	                            0,
	                            64,
	                            17,
	                            0,
	                            0,
	                            10,
	                            0,
	                            0,
	                            1,
	                            10,
	                            0,
	                            0,
	                            2,
	                            0x13,
	                            0xc4,
	                            0x13,
	                            0xc4,
	                            (uint8_t)(udp >> 8),
	                            (uint8_t)udp,
	                            0,
	                            0};

	memcpy(out, header, sizeof(header));
	memcpy(out + sizeof(header), invite, size);
	return sizeof(header) + size;
}

/* Under the undefined behaviour sanitizer this fails when a time is not kept within bounds. */
static int feeds_any_time(const struct sipwhy_frame *like)
{
	static const int64_t times[] = {INT64_MAX, INT64_MIN, 0, INT64_MAX, 1, INT64_MIN};
	struct sipwhy *sipwhy = NULL;
	int ok = sipwhy_open(&sipwhy, NULL) == 0;
	size_t i;

	for (i = 0; ok && i < sizeof(times) / sizeof(times[0]); i++) {
		struct sipwhy_frame frame = *like;

		frame.time_ns = times[i];
		ok = sipwhy_feed(sipwhy, &frame) == 0;
	}
	ok = ok && sipwhy_flush(sipwhy) == 0;
	sipwhy_close(&sipwhy);
	return ok;
}

static int speaks_two_languages(void)
{
	const char *english = sipwhy_explain("em-sdp-no-rtp"), *other;
	int ok = sipwhy_language("ja") == 0;

	other = sipwhy_explain("em-sdp-no-rtp");
	ok = ok && sipwhy_language("xx") < 0 && sipwhy_explain("em-sdp-no-rtp") == other;
	ok = ok && sipwhy_language("en") == 0 && sipwhy_explain("em-sdp-no-rtp") == english;
	return ok && strcmp(english, other) != 0;
}

static int keeps_to_memory(void)
{
	struct sipwhy_settings settings;
	struct sipwhy *sipwhy = NULL;
	int ok;

	sipwhy_defaults(&settings);
	settings.memory = 1024 * 1024;
	ok = sipwhy_open(&sipwhy, &settings) < 0 && !sipwhy;
	settings.memory = 64 * 1024 * 1024;
	ok = ok && sipwhy_open(&sipwhy, &settings) == 0;
	sipwhy_close(&sipwhy);
	return ok;
}

int main(void)
{
	struct sipwhy_settings settings;
	struct sipwhy *sipwhy = NULL;
	struct sipwhy_frame frame;
	uint8_t bytes[1024];
	int ends[2], ok;
	char line[4096];
	ssize_t n;

	sipwhy_defaults(&settings);
	settings.found = count;
	settings.arg = &found;
	ok = sipwhy_open(&sipwhy, &settings) == 0 && pipe(ends) == 0 && sipwhy_write(sipwhy, "json", ends[1]) == 0;
	ok = ok && sipwhy_write(sipwhy, "no-such-kind", 1) < 0;
	memset(&frame, 0, sizeof(frame));
	frame.linktype = 101;
	frame.bytes = bytes;
	frame.captured = frame.length = wrap(bytes);
	ok = ok && sipwhy_feed(sipwhy, &frame) == 0 && sipwhy_flush(sipwhy) == 0;
	sipwhy_close(&sipwhy);
	n = ok ? read(ends[0], line, sizeof(line) - 1) : -1;
	line[n > 0 ? n : 0] = '\0';
	ok = ok && strstr(line, "\"call_id\":\"embedded\"") && found > 0;
	printf("1..6\n%sok 1 - a call is told as JSON and by its findings\n", ok ? "" : "not ");
	printf("%sok 2 - closing takes the handle away\n", sipwhy ? "not " : "");
	printf("%sok 3 - rules explain themselves\n",
	       sipwhy_explain("em-sdp-no-rtp") && !sipwhy_explain("no-such-rule") ? "" : "not ");
	printf("%sok 4 - a frame may have any time\n", feeds_any_time(&frame) ? "" : "not ");
	printf("%sok 5 - sentences are in the language chosen\n", speaks_two_languages() ? "" : "not ");
	printf("%sok 6 - so little memory that calls would be lost is refused\n", keeps_to_memory() ? "" : "not ");
	return !(ok && !sipwhy);
}
