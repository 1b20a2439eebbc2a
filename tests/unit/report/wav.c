/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/wav.h"

#include "tests/test.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static void expect_name(const char *want, uint64_t number, struct str call_id)
{
	struct buf name = {0};

	wav_name(&name, number, call_id);
	EXPECT_STR(want, buf_str(&name));
	buf_done(&name);
}

TEST(a_file_is_named_by_the_number_and_the_Call_ID)
{
	expect_name("0007-abc-1_9.x_host.wav", 7, STR("abc-1_9.x@host"));
	expect_name("12345-a.wav", 12345, STR("a"));
	expect_name("0001-.wav", 1, STR_NONE);
}

TEST(no_name_leads_out_of_the_folder)
{
	expect_name("0001-.._.._etc_passwd.wav", 1, STR("../../etc/passwd"));
	expect_name("0001-a_b__c_.wav", 1,
	            STR("a\0b\n\xFF"
	                "c "));
	expect_name("0001-_2F..wav", 1, STR("%2F."));
}

TEST(a_long_Call_ID_is_cut)
{
	char long_id[300];
	struct buf name = {0};

	memset(long_id, 'x', sizeof(long_id));
	wav_name(&name, 1, (struct str){long_id, sizeof(long_id)});
	EXPECT_INT(5 + WAV_MAX_NAME + 4, name.n);
	buf_done(&name);
}

TEST(what_cannot_be_written_is_an_error)
{
	int fd = open("/dev/full", O_WRONLY);

	EXPECT_INT(-EBADF, report_write(-1, STR("x")));
	EXPECT_INT(0, report_write(-1, STR_NONE));
	if (fd >= 0) {
		EXPECT_INT(-ENOSPC, report_write(fd, STR("x")));
		close(fd);
	}
}

TEST_MAIN
