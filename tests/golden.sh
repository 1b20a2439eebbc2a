#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Each capture NAME.pcap, NAME.pcapng (perhaps .gz or .zst) has NAME.txt beside it: what "sipwhy CAPTURE" prints, then
# what it complains of, each line behind "! ", then "exit STATUS".
# usage: golden.sh TOOL CAPTURES [--update]
export LC_ALL=C # English
tool=$(realpath "$1") && cd "$2" || exit 2
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT || exit 2
update=$3

captures() { # the labelled set has a test of its own
	find . -name '*.pcap' -o -name '*.pcapng' -o -name '*.pcap*.gz' -o -name '*.pcap*.zst' -o -name '*.pcap*.lz4' \
		-o -name '*.pcap*.xz' | grep -v '^\./labelled/' | LC_ALL=C sort
}

text_of() { # the name of the text that belongs to a capture
	echo "$1" | sed 's/\.gz$//; s/\.zst$//; s/\.lz4$//; s/\.xz$//; s/\.pcap$//; s/\.pcapng$//; s/$/.txt/'
}

print() { # runs beside the capture, so that no folder appears in what is printed
	(cd "$(dirname "$1")" && NO_COLOR=1 "$tool" "$(basename "$1")" </dev/null 2>"$work/complaints")
	status=$?
	sed 's/^/! /' "$work/complaints"
	echo "exit $status"
}

compare() { # compare CAPTURE TEXT
	print "$1" >"$work/got"
	if [ "$update" = --update ]; then
		cp "$work/got" "$2"
	fi
	diff -u "$2" "$work/got" >"$work/diff" 2>&1
}

n=0 failed=0
: >"$work/texts"
captures >"$work/captures"
while read -r capture; do
	n=$((n + 1))
	text=$(text_of "$capture")
	echo "$text" >>"$work/texts"
	if compare "$capture" "$text"; then
		echo "ok $n - ${capture#./}"
	else
		echo "not ok $n - ${capture#./}"
		sed 's/^/# /' "$work/diff"
		failed=1
	fi
done <"$work/captures"

alone=$(find . -path ./make -prune -o -name '*.txt' -print | LC_ALL=C sort | grep -vxFf "$work/texts" 2>&1)
for check in "there are captures:$([ "$n" -gt 0 ] || echo "none under $2")" \
	"no text is without its capture:$alone" \
	"no two captures share a text:$(LC_ALL=C sort "$work/texts" | uniq -d)"; do
	n=$((n + 1))
	if [ -z "${check#*:}" ]; then
		echo "ok $n - ${check%%:*}"
	else
		echo "not ok $n - ${check%%:*}"
		echo "${check#*:}" | sed 's/^/# /'
		failed=1
	fi
done
echo "1..$n"
exit $failed
