#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# How the program ends when asked wrongly or given something else than a sound capture: the exit status, one line of
# complaint, and nothing that was read lost. Also: the manual and --help name the same options.
# usage: options.sh TOOL MANUAL CAPTURES
. "$(dirname "$0")/points.sh"
export LC_ALL=C # English
tool=$(realpath "$1") && manual=$(realpath "$2") && captures=$(realpath "$3") || exit 2
work=$(mktemp -d) && trap 'chmod -R u+rwx "$work"; rm -rf "$work"' EXIT || exit 2
cd "$work" || exit 2

byte() {
	printf "\\$(printf %03o "$1")"
}

little() { # little SIZE NUMBER: an unsigned number, least byte first
	left=$1 number=$2
	while [ "$left" -gt 0 ]; do
		byte $((number % 256))
		number=$((number / 256)) left=$((left - 1))
	done
}

header() { # header LINKTYPE: how a pcap file begins
	printf '\324\303\262\241\002\000\004\000' && little 8 0 && little 4 65535 && little 4 "$1"
}

frame() { # frame SECOND FROM TO TEXT: raw IPv4 and UDP, between 10.0.0.FROM and 10.0.0.TO
	size=$((${#4} + 28))
	little 4 $((1767312000 + $1)) && little 4 0 && little 4 $size && little 4 $size
	printf '\105\000' && byte $((size / 256)) && byte $((size % 256)) && printf '\000\000\000\000\100\021\000\000'
	printf '\012\000\000' && byte "$2" && printf '\012\000\000' && byte "$3"
	printf '\023\304\023\304' && byte $(((size - 20) / 256)) && byte $(((size - 20) % 256)) && printf '\000\000%s' "$4"
}

message() { # message START TAG METHOD: one SIP message of the call
	printf '%s\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1\r\nFrom: <sip:a@10.0.0.1>;tag=a\r\n' "$1"
	printf 'To: <sip:b@10.0.0.2>%s\r\nCall-ID: options-1\r\nCSeq: 1 %s\r\nContent-Length: 0\r\n\r\n.' "$2" "$3"
}

call() { # the four frames of a declined call
	text=$(message 'INVITE sip:b@10.0.0.2 SIP/2.0' '' INVITE) && frame 0 1 2 "${text%.}"
	text=$(message 'SIP/2.0 180 Ringing' ';tag=b' INVITE) && frame 1 2 1 "${text%.}"
	text=$(message 'SIP/2.0 603 Decline' ';tag=b' INVITE) && frame 9 2 1 "${text%.}"
	text=$(message 'ACK sip:b@10.0.0.2 SIP/2.0' ';tag=b' ACK) && frame 9 1 2 "${text%.}"
}

skip() { # skip NAME WHY
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}

run() { # run COMMAND...: sets status; what it prints goes to out and err
	"$@" >out 2>err </dev/null
	status=$?
}

ends() { # ends STATUS LINES [WORD]: complaint unless the last run ended so, with a WORD (a pattern) in its complaint
	{
		case $1 in *$status*) ;; *) echo "exit status $status, not $1" ;; esac
		[ "$(wc -l <err)" -eq "$2" ] || echo "$(wc -l <err) lines on stderr, not $2"
		[ -z "$3" ] || grep -Eqi "$3" err || echo "the complaint does not say $3"
	} >why
	[ ! -s why ] || sed 's/^/stderr: /' err | cat why -
}

refused() { # refused NAME WORD COMMAND...: exit status 2, one line that says WORD, no result
	name=$1 word=$2
	shift 2
	run "$@"
	point "$name" "$(ends 2 1 "$word"; [ -s out ] && head -n 3 out)"
}

same() { # same NAME COMMAND...: prints what the plain file gave, and ends as it did
	name=$1
	shift
	run "$@"
	point "$name" "$(ends "$good" 0; diff -u want out)"
}

{ header 101 && call; } >call.pcap
run "$tool" -a call.pcap
good=$status
cp out want
point 'a sound capture is diagnosed without complaint' "$(ends '0 1' 0; grep -q 603 out || echo 'no 603 in the text')"

size=$(wc -c <call.pcap)
head -c $((size - 100)) call.pcap >cut.pcap
run "$tool" -a cut.pcap
point 'a truncated capture: all that was read is told, and where it ends' \
	"$(ends 3 1 'frame [0-9]|byte [0-9]|offset [0-9]'; grep -q 603 out || echo 'the 603 before the damage is lost')"
header 101 >none.pcap
run "$tool" none.pcap
point 'a capture without frames is no error' "$(ends 0 0)"
head -c 10 call.pcap >stub.pcap
run "$tool" stub.pcap
point 'a file that ends within its header is refused or damaged' "$(ends '2 3' 1)"
{ header 147 && call; } >link.pcap
refused 'an unknown link type is named' 147 "$tool" link.pcap
yes 'no capture' | head -c 4000 >text.pcap
refused 'a text is no capture' 'text\.pcap' "$tool" text.pcap
: >empty.pcap
refused 'an empty file is refused' empty "$tool" empty.pcap
mkdir folder.pcap
refused 'a folder without a capture is refused' 'no capture' "$tool" folder.pcap
cp call.pcap folder.pcap/one.pcap
same 'of a folder the capture in it is read' "$tool" -a folder.pcap
refused 'a missing file is named' 'missing\.pcap.*no such file' "$tool" missing.pcap

cp call.pcap secret.pcap && chmod 0 secret.pcap && chmod 755 .
if [ "$(id -u)" -ne 0 ]; then
	refused 'a file one may not read is refused' 'permission' "$tool" secret.pcap
elif setpriv --reuid=65534 --clear-groups "$tool" --help >/dev/null 2>&1; then
	refused 'a file one may not read is refused' 'permission' setpriv --reuid=65534 --clear-groups "$tool" secret.pcap
else
	skip 'a file one may not read is refused' 'root, and the program cannot be run as anyone else'
fi

refused 'no arguments' 'file|usage' "$tool"
refused 'an unknown long option is named' 'no-such-option' "$tool" --no-such-option call.pcap
refused 'an unknown short option is named' Z "$tool" -Z call.pcap
refused 'an option without its value is named' 'rule|-r' "$tool" call.pcap -r
refused 'an unknown rule is named' 'no-such-rule' "$tool" -r no-such-rule call.pcap
refused 'an unknown severity is named' 'loud' "$tool" -r em-183-no-sdp=loud call.pcap
refused 'a count that is no number' 'many' "$tool" -n many call.pcap
refused 'calls can be counted by some hosts only' 'callee' "$tool" --by nobody call.pcap
refused 'a memory size that is no size' 'lots' "$tool" --memory lots call.pcap
refused 'a country without a tone plan gets the list of those with one' 'atlantis.* de .* us' "$tool" --tone-plan atlantis call.pcap
refused 'ports that are no ports' '70000' "$tool" -p 70000 call.pcap
refused 'sound cannot go to standard output' 'folder' "$tool" -o wav:- call.pcap
refused 'an output of unknown kind' 'odd' "$tool" -o odd:- call.pcap
refused 'a condition on a verdict that does not exist' 'silent-media' "$tool" -c verdict=silent call.pcap
refused 'a condition on a code that is none' '6xx' "$tool" -c code=6xx call.pcap
refused 'an interface cannot be followed as a file' 'follow' "$tool" -F -i lo
refused 'standard input cannot be followed' 'standard input' "$tool" -F -
refused 'only one file can be followed' 'one file' "$tool" -F call.pcap cut.pcap
refused 'a missing file cannot be followed' 'missing\.pcap.*no such file' "$tool" --follow missing.pcap
refused 'an output that is a capture in a folder' 'input' "$tool" -o json:folder.pcap/one.pcap folder.pcap
refused 'an output that is an input' 'input' "$tool" -o json:call.pcap call.pcap
refused 'a config file that is missing' 'missing\.conf' "$tool" --config missing.conf call.pcap
refused 'a key log that is missing' 'missing\.keys|cannot decrypt' "$tool" --keylog missing.keys call.pcap
refused 'explain: an unknown rule is named' 'no-such-rule' "$tool" explain no-such-rule
refused 'explain: a code that does not exist is named' '999' "$tool" explain 999

same 'stdin is read for -' sh -c 'exec "$0" -a - <call.pcap' "$tool"
same 'stdin may be a pipe' sh -c 'cat call.pcap | "$0" -a -' "$tool"
gzip -c call.pcap >call.pcap.gz
same 'gzip is read' "$tool" -a call.pcap.gz
head -c $(($(wc -c <call.pcap.gz) - 20)) call.pcap.gz >cut.pcap.gz
run "$tool" -a cut.pcap.gz
point 'a truncated gzip file is damaged' "$(ends 3 1)"
if command -v zstd >/dev/null; then
	zstd -qc call.pcap >call.pcap.zst
	same 'zstd is read' "$tool" -a call.pcap.zst
else
	skip 'zstd is read' 'no zstd here'
fi
for packer in xz lzma lz4; do
	if command -v $packer >/dev/null; then
		$packer -qc <call.pcap >call.pcap.$packer
		same "$packer is read" "$tool" -a call.pcap.$packer
	else
		skip "$packer is read" "no $packer here"
	fi
done

{
	printf '\n\r\r\n' && little 4 28 && printf 'M<+\032\001\000\000\000\377\377\377\377\377\377\377\377' && little 4 28
	little 4 1 && little 4 32 && little 4 1 && little 4 0 && printf '\002\000\004\000eth0' && little 4 0 && little 4 32
	little 4 5 && little 4 40 && little 8 0 && little 4 0 && little 4 524293 && little 8 12 && little 4 0 && little 4 40
} >drops.pcapng
run "$tool" -o text:- -o json:drops.json drops.pcapng
point 'drops are told by the name of the interface' "$(ends 0 0
	grep -q '12 frames by the interface (eth0: 12)' out || cat out
	grep -Fq '"interfaces":[{"name":"eth0","kernel":0,"interface":12}]' drops.json || cat drops.json)"

same 'a filter that lets everything through changes nothing' "$tool" -a -f 'host 10.0.0.1' call.pcap
run "$tool" -a --filter 'port 5060' call.pcap
point 'a filter that lets no RTP through is told once' "$(ends "$good" 1 'no RTP'; diff -u want out)"
run "$tool" --by callee call.pcap
point '--by callee counts calls by the host they went to' "$(
	ends '0 1' 0
	grep -q '^  by callee  10.0.0.2: 1 call (1 declined), SER 0 of 1, SEER 1 of 1, PDD median 1.00 s,' out || cat out
)"
run "$tool" -o json:- --by trunk call.pcap
point '--by trunk counts them by both hosts, in JSON too' "$(
	ends '0 1' 0
	grep -q '"by":\[{"from":"10.0.0.1","host":"10.0.0.2","calls":1,.*"ser":0.000000,"seer":1.000000,"seer_net":1.000000,"pdd_median_s":1.000000' out || cat out
)"
run "$tool" -q --stats -f 'src host 10.0.0.1' call.pcap
point 'frames that a filter leaves out are counted' \
	"$(grep -qx 'filtered 2' err && grep -qx 'frames 2' err || cat err)"
run "$tool" -a -f 'src host 10.0.0.2 and udp[8:4] = 0x5349502f' call.pcap
point 'frames keep their numbers when others are left out' "$(ends '0 1' 0; grep -q 'frame 3' out || cat out)"
refused 'a filter that makes no sense is refused' 'udp prot.*syntax' "$tool" -f 'udp prot 5060' call.pcap
refused 'a filter that makes no sense is refused for files only in the words of the compiler' 'filter' \
	"$tool" -f 'port 5060) or (udp' call.pcap
point 'the summary says how many frames a filter left out' "$(run "$tool" -f 'src host 10.0.0.1' call.pcap
	grep -Fqx '  filtered   2 frames left out by -f src host 10.0.0.1' out || cat out)"
run "$tool" -f 'host 10.9.9.9' call.pcap
point 'a capture of which no frame passes is not called empty' "$(ends 0 0; grep -q 'No frame passes' out || cat out)"
run "$tool" -f 'ether src 1:2:3:4:5:6' call.pcap
point 'a filter that has no meaning on the link type there is a failure' "$(ends 2 1 'link type')"
if "$tool" --keylog empty.pcap call.pcap >/dev/null 2>&1; [ $? -eq 2 ]; then
	skip 'a key log that holds no secret is told' 'this build cannot decrypt'
else
	run "$tool" -a --keylog call.pcap call.pcap
	point 'a key log that holds no secret is told' "$(ends "$good" 1 'call.pcap: no TLS secret'; diff -u want out)"
	run "$tool" -a --keylog "$captures/transport/sips-no-keys.keys" "$captures/transport/sips-no-keys.pcap"
	point 'with its key log a call over TLS is diagnosed, and nothing is said of a closed connection' "$(ends 0 0
		grep -q '183 .* tls' out && grep -q 'ok-early-media  ' out || cat out
		grep 'cap-encrypted-sip' out)"
fi
run "$tool" -o wav:sound call.pcap
point 'a folder for sound is made, and stays empty where no audio came' \
	"$(ends '0 1' 0; [ -d sound ] && [ -z "$(ls -A sound)" ] || ls -la sound; [ ! -s out ] || cat out)"
if [ -c /dev/full ]; then
	"$tool" -a call.pcap >/dev/full 2>err
	status=$?
	point 'a full disk under stdout is told' "$(ends 3 1 'space')"
	run "$tool" -o json:/dev/full call.pcap
	point 'a full disk under another output is told' "$(ends 3 1 'space')"
else
	skip 'a full disk under stdout is told' 'no /dev/full'
fi
run sh -c 'exec "$0" -a call.pcap >&-' "$tool"
point 'a closed stdout is told' "$(ends 3 1 'standard output')"

run "$tool" -q --stats call.pcap
point '--stats prints every counter, and what frames were sums up to their number' "$(
	awk 'NF != 2 || $1 !~ /^[a-z0-9.-]+$/ || $2 !~ /^[0-9]+$/ { print "not a counter: " $0 }
		$1 == "frames" { frames = $2; told = 1 }
		!told { sum += $2 }
		END { if (sum != 4 || frames != 4) print sum " frames of some kind, " frames " in all, not 4" }' err
	for name in sip-messages calls calls-evicted calls-up layer-ipv4 tcp-gaps tcp-evicted sessions-evicted websocket-refused \
		websocket-compressed hep-malformed \
		turn-unknown turn-evicted sctp-lost tls-records fragments-lost fragments-behind time-backwards sip-too-long sip-overruns rtp-evicted rtp-unkept; do
		grep -q "^$name " err || echo "$name is missing"
	done
	grep -E '^layer.* 0$|^layer-vlan' err && echo 'a header that was not there is counted'
)"
run "$tool" --help
point '--help goes to stdout' "$(ends 0 0; [ -s out ] || echo 'nothing printed')"
# In --help an option line is "  -x, --long VALUE   text"; in the manual it is ".It Fl x , Fl -long Ar VALUE".
sed -n 's/^ *\(-.*\)/\1/p' out | sed 's/   *[^- ].*//' | tr ' ,=[' '\n\n\n\n' | grep '^-' | sort -u >in-help
sed -n 's/^\.It \(Fl .*\)/\1/p' "$manual" | sed 's/Fl Fl /Fl -/g; s/\\-/-/g' | tr ',=' '  ' |
	awk '{ for (i = 1; i < NF; i++) if ($i == "Fl") print "-" $(i + 1) }' | sort -u >in-manual
point 'the manual and --help name the same options' \
	"$([ -s in-help ] || echo 'no options in --help'; diff in-help in-manual)"
docs=$(dirname "$manual")
sed -n 's/.*{DEVIATION_[A-Z_]*, "\([a-z-]*\)".*/\1/p' "$docs/../src/sip/deviation.c" >in-source
sed -n '/^## Notes on messages/,$ s/^| `\([a-z-]*\)` .*/\1/p' "$docs/ladder.md" >in-document
point 'docs/ladder.md explains every note on a message' \
	"$([ -s in-source ] || echo 'no notes in the source'; diff in-source in-document)"
run "$tool" --lang en explain
for heading in Endings 'Timing of a decline' 'Origins of a decline'; do
	sed -n "/^$heading\$/,/^\$/p" out | sed 1d | tr -d ' ' | tr ',' '\n' | grep . >words
	for word in $(cat words); do
		grep -q "\`$word\`" "$docs/declines.md" || echo "$word is missing"
	done
	[ -s words ] || echo "no words under $heading"
done >missing
point 'docs/declines.md has every ending, timing and origin' "$(cat missing)"
echo "1..$n"
exit $failed
