#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Data flows right, includes point left: reads the order of the folders from docs/architecture.md and holds src/ to it.
# Also: no test is forgotten.
# usage: order.sh ROOT
. "$(dirname "$0")/points.sh"
cd "$1" || exit 2

# stdin: "file:line:#include ..." as grep prints it; stdout: "KIND message" for each include that breaks a rule.
check() {
	awk -v order="$1" '
	BEGIN {
		folders = split(order, folder, /[ <]+/)
		for (i = 1; i <= folders; i++)
			rank[folder[i]] = i
		rank["analyzer"] = rank["report"] - 0.5 # between two folders; what else lies in src/ itself is the program
		only["pcap"] = "src/capture/pcap.c"
		only["osip"] = "src/sip/message.c"
		only["zlib.h"] = "src/capture/gzip.c"
		only["zstd.h"] = "src/capture/zstd.c"
		only["lz4"] = "src/capture/lz4.c"
		only["kiss_fft"] = "src/media/spectrum.c"
		only["openssl/"] = "src/net/cipher.c"
		only["spandsp"] = "src/media/spandsp.c"
		only["lzma"] = "src/capture/xz.c"
		only["microhttpd"] = "src/run/server.c"
		only["utf8proc"] = "src/report/escape.c"
		only["sipwhy/"] = "src/sipwhy.c"
		made["languages.inc"] = "base" # in po/
	}
	{
		split($0, part, ":")
		file = part[1]
		own = file
		sub(/^src\//, "", own)
		own = own ~ /\// ? substr(own, 1, index(own, "/") - 1) : own
		header = $0
		sub(/^[^"<]*["<]/, "", header)
		sub(/[">].*/, "", header)
	}
	/include *"/ {
		other = header ~ /\// ? substr(header, 1, index(header, "/") - 1) : header == "analyzer.h" ? "analyzer" : made[header]
		mine = own ~ /^analyzer\./ ? rank["analyzer"] : own ~ /\./ ? 99 : own in rank ? rank[own] : -1
		if (mine < 0)
			print "left", file " lies in a folder the order does not name"
		else if (other == "" && own in rank)
			print "path", file " includes \"" header "\" without its folder"
		else if (other != "" && !(other in rank))
			print "path", file " includes \"" header "\" from a folder the order does not name"
		else if (other != "" && rank[other] > mine)
			print "left", file " includes \"" header "\", which is to its right"
	}
	/include *</ {
		for (library in only)
			if (index(header, library) == 1 && file != only[library])
				print "once", file " includes <" header ">, which is the business of " only[library]
	}'
}

order=$(sed -n 's/^    \(base < .*\)$/\1/p' docs/architecture.md)
includes=$(grep -rn --include='*.[ch]' '^# *include' src | LC_ALL=C sort)
case $order in
*"
"*) point 'docs/architecture.md states one order' 'it states more than one' ;;
"base < "*" < report"*) point 'docs/architecture.md states one order' '' ;;
*) point 'docs/architecture.md states one order' 'the indented line "base < ... < report ..." is missing' ;;
esac
[ -n "$includes" ] && point 'src/ has includes to check' '' || point 'src/ has includes to check' 'none found'
complaints=$(echo "$includes" | check "$order")
point 'includes point left' "$(echo "$complaints" | sed -n 's/^left //p')"
point 'includes name their folder' "$(echo "$complaints" | sed -n 's/^path //p')"
point 'each foreign library is included by one file' "$(echo "$complaints" | sed -n 's/^once //p')"
# Meson has no patterns for files: a test that is not listed would never run.
unlisted=$(for test in tests/unit/*.c tests/unit/*/*.c tests/fuzz/*.c; do
	name=$(basename "$test" .c)
	grep -q "'$name'\|/$name\.c'" tests/meson.build || echo "$test"
done)
point 'tests/meson.build lists every unit test and fuzz target' "$unlisted"

# The check itself: each of these lines must be refused.
for wrong in 'src/net/ip.c:1:#include "sip/sdp.h"' 'src/base/str.c:1:#include <zlib.h>' \
	'src/net/ip.c:1:#include "ip.h"' 'src/net/ip.c:1:#include <pcap/pcap.h>' \
	'src/call/call.c:1:#include <osipparser2/osip_message.h>' 'src/analyzer.c:1:#include "report/report.h"' \
	'src/call/call.c:1:#include "analyzer.h"' 'src/report/json.c:1:#include <sipwhy/sipwhy.h>' \
	'src/base/str.c:1:#include "odd/odd.h"' 'src/odd/odd.c:1:#include "base/str.h"'; do
	[ -n "$(echo "$wrong" | check "$order")" ] || missed="$missed$wrong; "
done
point 'a wrong include would be noticed' "$missed"
echo "1..$n"
exit $failed
