/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The torture tests of RFC 4475 and RFC 5118, when a folder of them is named by the first argument:
 * whatever has a start line must yield its Call-ID, CSeq and top Via.
 */
#include "sip/message.h"

#include "base/buf.h"
#include "sip/framing.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum lack {
	LACKS_START = 1,
	LACKS_CALL_ID = 2,
	LACKS_CSEQ = 4,
};

/* What some of them do not have, or have beyond reading. */
static const struct {
	const char *name;
	unsigned lacks;
} exceptions[] = {
	{"bigcode.dat", LACKS_START}, /* 4294967301 is no status code */
	{"test.dat", LACKS_START},    /* a request line without a version */
	{"insuf.dat", LACKS_CALL_ID}, /* as its purpose is */
	{"ncl.dat", LACKS_CSEQ},      /* CSeq: 0 */
};

static unsigned lacks_of(const char *name)
{
	for (size_t i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++)
		if (strcmp(exceptions[i].name, name) == 0)
			return exceptions[i].lacks;
	return 0;
}

static struct str read_file(const char *folder, const char *name, struct buf *text)
{
	char path[4096], piece[4096];
	size_t n;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "rb");
	while (file && (n = fread(piece, 1, sizeof(piece), file)) > 0)
		buf_add(text, (struct str){piece, n});
	if (file)
		fclose(file);
	return buf_str(text);
}

static bool check(struct str text, unsigned lacks)
{
	struct message m = {0};

	if (!framing_is_sip(text) || !message_scan(text, (struct message_place){.datagram = true}, &m))
		return lacks & LACKS_START;
	message_parse(&m);
	if (lacks & LACKS_START || m.vias == 0 || m.method_text.n == 0)
		return false;
	return !m.call_id.n == !!(lacks & LACKS_CALL_ID) && !m.cseq == !!(lacks & LACKS_CSEQ);
}

int main(int argc, char **argv)
{
	const char *folder = argc > 1 ? argv[1] : getenv("SIPWHY_TORTURE");
	DIR *listing = folder ? opendir(folder) : NULL;
	int n = 0, failures = 0;

	if (!listing) {
		printf("1..0 # SKIP no folder of torture messages\n");
		return 0;
	}
	message_init();
	for (struct dirent *entry; (entry = readdir(listing));) {
		struct buf text = {0};
		bool good;

		if (!strstr(entry->d_name, ".dat"))
			continue;
		read_file(folder, entry->d_name, &text);
		good = check(buf_str(&text), lacks_of(entry->d_name));
		printf("%sok %d - %s\n", good ? "" : "not ", ++n, entry->d_name);
		failures += !good;
		buf_done(&text);
	}
	closedir(listing);
	printf("1..%d\n", n);
	return failures ? 1 : 0;
}
