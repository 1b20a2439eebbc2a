/* SPDX-License-Identifier: BSD-2-Clause */
/* One datagram of RTCP: what is read of it stays within its ceilings. */
#include "media/rtcp.h"

#include "media/rtp.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rtcp rtcp;

	if (!rtcp_parse(data, size, &rtcp))
		return 0;
	MUST(rtcp_looks(data, size));
	MUST(rtcp.count <= RTCP_MAX_BLOCKS && (rtcp.count + 1) * 8 <= size);
	for (unsigned i = 0; i < rtcp.count; i++)
		MUST(rtcp.blocks[i].lost >= -0x800000 && rtcp.blocks[i].lost < 0x800000);
	return 0;
}
