/* SPDX-License-Identifier: BSD-2-Clause */
/* What shows whether early audio could pass and arrived, and what the capture itself lacks: rows of cases[] in rules.c. */
#define ICE_A "a=ice-ufrag:aufr  a=ice-pwd:aaaaaaaaaaaaaaaaaaaaaa"
#define ICE_B "a=ice-ufrag:bufr  a=ice-pwd:bbbbbbbbbbbbbbbbbbbbbb"
#define KEYS "proto=UDP/TLS/RTP/SAVPF  a=fingerprint:sha-256 AA:BB"
#define CRYPTO "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"
#define EARLY "0.900  B > A  183  sdp  tag=b1\n"
#define ICE_INVITE "0.000  A > B  INVITE  sdp  " ICE_A "\n"
#define ICE_EARLY "0.900  B > A  183  sdp  tag=b1  " ICE_B "\n"
#define ICE_OK "9.000  B > A  200  sdp  tag=b1  " ICE_B "\n9.020  A > B  ACK  tag=b1\n"
#define DTLS_INVITE "0.000  A > B  INVITE  sdp  a=setup:actpass  " KEYS "\n"
#define DTLS_EARLY "0.900  B > A  183  sdp  tag=b1  a=setup:active  " KEYS "\n"
#define DTLS_OK "9.000  B > A  200  sdp  tag=b1  a=setup:active  " KEYS "\n9.020  A > B  ACK  tag=b1\n"
#define DTLS_DONE                                                                                                      \
	"10.00  B > A  dtls=client-hello\n10.01  A > B  dtls=server-hello\n10.02  B > A  dtls=finished\n10.03  A > B  dtls=finished\n"
#define SRTP_INVITE "0.000  A > B  INVITE  sdp  proto=RTP/SAVP  " CRYPTO "\n"
#define SRTP_EARLY "0.900  B > A  183  sdp  tag=b1  proto=RTP/SAVP  " CRYPTO "\n"
#define GAPS                                                                                                           \
	"0.100  C > D  rtp  for 8.0s  lost=5s..5.1s\n0.100  E > F  rtp  for 8.0s  lost=5s..5.1s\n0.100  G > H  rtp  for 8.0s  lost=5s..5.1s\n"

	{"reports from the port of the audio count as well", "em-rtcp-confirms", SEVERITY_INFO, CONFIDENCE_CERTAIN, "10.0.0.1:30000",
         INVITE EARLY "0.950  B > A  rtp  for 8.0s\n5.000  A > B  rtcp  mux\n" OK_AT_9},
	{"reports of a caller that sends audio itself count as well", "em-rtcp-confirms", SEVERITY_INFO, CONFIDENCE_CERTAIN, "1 report",
         INVITE EARLY "0.950  B > A  rtp  for 8.0s\n0.950  A > B  rtp  for 8.0s\n5.000  A > B  rtcp  sr\n" OK_AT_9},
	{"a report after the answer confirms nothing early", "em-rtcp-confirms", SILENT, 0, NULL,
         INVITE EARLY "0.950  B > A  rtp  for 8.0s\n" OK_AT_9 RTP_AFTER "10.00  A > B  rtcp\n"},
	{"what the callee received is not what the caller heard", "em-rtcp-confirms", SILENT, 0, NULL,
         INVITE EARLY "0.950  A > B  rtp  for 8.0s\n5.000  B > A  rtcp\n" OK_AT_9},
	{"a report that confirms denies nothing", "em-rtcp-zero-received", SILENT, 0, NULL,
         INVITE EARLY "0.950  B > A  rtp  for 16.0s\n4.000  A > B  rtcp  empty\n9.000  A > B  rtcp\n14.00  A > B  rtcp  empty\n"
         "17.00  B > A  200  sdp  tag=b1\n17.02  A > B  ACK  tag=b1\n"},

	{"one report may have been on its way", "em-rtcp-zero-received", SILENT, 0, NULL,
         INVITE EARLY "0.950  B > A  rtp  for 8.0s\n4.000  A > B  rtcp  received=0\n" OK_AT_9},
	{"reports soon after the first packet say nothing", "em-rtcp-zero-received", SILENT, 0, NULL,
         INVITE EARLY "6.950  B > A  rtp  for 2.0s\n7.000  A > B  rtcp  empty\n8.500  A > B  rtcp  empty\n" OK_AT_9},
	{"two reports a reporting interval apart do", "em-rtcp-zero-received", SEVERITY_ERROR, CONFIDENCE_CERTAIN, "5.0 s",
         INVITE EARLY "0.950  B > A  rtp  for 8.0s\n3.500  A > B  rtcp  received=0\n8.500  A > B  rtcp  received=0\n" OK_AT_9},
	{"who never reports on anybody may not count at all", "em-rtcp-zero-received", SEVERITY_WARNING, CONFIDENCE_MEDIUM, "do not name",
         INVITE EARLY "0.950  B > A  rtp  for 8.0s\n3.500  A > B  rtcp  empty\n8.500  A > B  rtcp  empty\n" OK_AT_9},
	{"who reports on it after the answer does count", "em-rtcp-zero-received", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
         "later it did report packets of it",
         INVITE EARLY "0.950  B > A  rtp  for 8.0s\n3.500  A > B  rtcp  empty\n8.500  A > B  rtcp  empty\n" OK_AT_9
                      "9.050  B > A  rtp  for 6.0s\n13.00  A > B  rtcp\n"},
	{"who reports no more may have received the rest", "em-rtcp-zero-received", SEVERITY_WARNING, CONFIDENCE_MEDIUM, NULL,
         INVITE EARLY "0.950  B > A  rtp  for 25.0s\n3.500  A > B  rtcp  received=0\n8.500  A > B  rtcp  received=0\n"
         "26.00  B > A  200  sdp  tag=b1\n26.02  A > B  ACK  tag=b1\n"},
	{"what the caller's side did not receive is not missing", "em-sdp-no-rtp", SILENT, 0, NULL,
         INVITE EARLY "0.950  B > A  rtp  for 8.0s\n3.500  A > B  rtcp  received=0\n8.500  A > B  rtcp  received=0\n" OK_AT_9},
	{"where nothing is sent nothing is received", "em-rtcp-zero-received", SILENT, 0, NULL,
         INVITE EARLY "3.500  A > B  rtcp  empty\n8.500  A > B  rtcp  empty\n" OK_AT_9 RTP_AFTER},
	{"reports of what is encrypted are not all to be read", "em-rtcp-zero-received", SILENT, 0, NULL,
         SRTP_INVITE SRTP_EARLY "0.950  B > A  rtp  for 8.0s  bytes=170\n3.500  A > B  rtcp  empty\n8.500  A > B  rtcp  empty\n" OK_AT_9},
	{"a phone that hears one of two sources may ignore the other", "em-rtcp-zero-received", SILENT, 0, NULL,
         INVITE EARLY "0.950  B > A  rtp  for 8.0s\n0.960  B > A  rtp  for 8.0s  ssrc=2\n3.500  A > B  rtcp\n8.500  A > B  rtcp\n" OK_AT_9},

	{"a check or two may just have been lost", "em-ice-failed", SILENT, 0, NULL,
         ICE_INVITE ICE_EARLY "1.000  A > B  stun  x2\n" ICE_OK},
	{"an answer may come before the checks are done", "em-ice-failed", SILENT, 0, NULL,
         ICE_INVITE ICE_EARLY "1.000  A > B  stun  x8\n1.100  B > A  stun  x8\n2.000  B > A  200  sdp  tag=b1  " ICE_B "\n2.020  A > B  ACK  tag=b1\n"},
	{"checks that succeed after the answer came too late", "em-ice-failed", SEVERITY_ERROR, CONFIDENCE_HIGH,
         "the first success came after it",
         ICE_INVITE ICE_EARLY "1.000  A > B  stun  x8\n1.100  B > A  stun  x8\n" ICE_OK "9.500  A > B  stun\n9.520  B > A  stun=success\n"},
	{"without any check there may be another path", "em-ice-failed", SILENT, 0, NULL, ICE_INVITE ICE_EARLY ICE_OK},
	{"checks that begin after the answer are of the call", "em-ice-failed", SILENT, 0, NULL,
         ICE_INVITE ICE_EARLY ICE_OK "9.500  A > B  stun  x8\n"},
	{"an answer without ICE is checked by nobody", "em-ice-failed", SILENT, 0, NULL,
         ICE_INVITE EARLY "1.000  B > A  stun  x8  user=aufr:bufr\n" OK_AT_9},
	{"audio shows a path", "em-ice-failed", SILENT, 0, NULL,
         ICE_INVITE ICE_EARLY "1.000  A > B  stun  x8\n1.100  B > A  stun  x8\n2.000  B > A  rtp  for 6.0s\n" ICE_OK},
	{"audio of the answer shows one that the checks do not", "em-ice-failed", SILENT, 0, NULL,
         ICE_INVITE ICE_EARLY "1.000  A > B  stun  x8\n1.100  B > A  stun  x8\n" ICE_OK "9.050  B > A  rtp  for 3.0s\n"},
	{"so does audio to the callee", "em-ice-failed", SILENT, 0, NULL,
         ICE_INVITE ICE_EARLY "1.000  A > B  stun  x8\n1.100  B > A  stun  x8\n" ICE_OK "9.050  A > B  rtp  for 3.0s\n"},
	{"checks of one side alone may be half of what there is", "em-ice-failed", SEVERITY_ERROR, CONFIDENCE_MEDIUM, "8 connectivity checks",
         ICE_INVITE ICE_EARLY "1.000  A > B  stun  x8\n" ICE_OK},
	{"errors are no success", "em-ice-failed", SEVERITY_ERROR, CONFIDENCE_HIGH, "2 errors (487)",
         ICE_INVITE ICE_EARLY "1.000  A > B  stun  x6\n1.010  B > A  stun=487\n4.000  B > A  stun=487\n" ICE_OK},
	{"checks of other agents are another call's", "em-ice-failed", SILENT, 0, NULL,
         ICE_INVITE ICE_EARLY "1.000  A > B  stun  x8  user=xxxx:yyyy\n" ICE_OK},
	{"a caller that hangs up was left without a path, too", "em-ice-failed", SEVERITY_ERROR, CONFIDENCE_HIGH, "until the 487",
         ICE_INVITE ICE_EARLY "1.000  A > B  stun  x8\n1.100  B > A  stun  x8\n6.000  A > B  CANCEL\n6.010  B > A  200  of=CANCEL  tag=b1\n"
                              "6.020  B > A  487  tag=b1\n6.030  A > B  ACK  tag=b1\n"},

	{"a handshake that waits for the answer leaves the early phase silent", "em-dtls-incomplete", SEVERITY_ERROR, CONFIDENCE_HIGH,
         "began only after the 200", DTLS_INVITE DTLS_EARLY DTLS_OK DTLS_DONE},
	{"hellos of one side alone may be half of what there is", "em-dtls-incomplete", SEVERITY_ERROR, CONFIDENCE_MEDIUM,
         "sent 3 times, and no ServerHello",
         DTLS_INVITE DTLS_EARLY "1.000  B > A  dtls=client-hello  x3  every=1s\n" DTLS_OK},
	{"an alert says who gave up", "em-dtls-incomplete", SEVERITY_ERROR, CONFIDENCE_HIGH, "an alert ended it: handshake_failure",
         DTLS_INVITE DTLS_EARLY "1.000  B > A  dtls=client-hello\n1.010  A > B  dtls=alert\n" DTLS_OK},
	{"an answer to the hello is not yet the end", "em-dtls-incomplete", SEVERITY_ERROR, CONFIDENCE_HIGH, "was answered and not finished",
         DTLS_INVITE DTLS_EARLY "1.000  B > A  dtls=client-hello\n1.010  A > B  dtls=server-hello\n1.020  A > B  dtls=certificate\n" DTLS_OK},
	{"where no packet of it is seen it may pass elsewhere", "em-dtls-incomplete", SILENT, 0, NULL, DTLS_INVITE DTLS_EARLY DTLS_OK},
	{"where ICE found a path the handshake would show", "em-dtls-incomplete", SEVERITY_ERROR, CONFIDENCE_HIGH, "nobody began",
         "0.000  A > B  INVITE  sdp  a=setup:actpass  " ICE_A "  " KEYS "\n0.900  B > A  183  sdp  tag=b1  a=setup:active  " ICE_B "  " KEYS "\n"
         "1.000  A > B  stun\n1.020  B > A  stun=success\n" DTLS_OK},
	{"encrypted audio shows that there are keys", "em-dtls-incomplete", SILENT, 0, NULL,
         DTLS_INVITE DTLS_EARLY "1.000  B > A  dtls=client-hello\n2.000  B > A  rtp  for 6.0s  bytes=170\n" DTLS_OK},
	{"so does audio of the answer, where nothing shows how it came to them", "em-dtls-incomplete", SILENT, 0, NULL,
         DTLS_INVITE DTLS_EARLY "1.000  B > A  dtls=client-hello  x3  every=1s\n" DTLS_OK "9.050  B > A  rtp  for 3.0s  bytes=170\n"},
	{"an answer without a fingerprint wants no handshake", "em-dtls-incomplete", SILENT, 0, NULL,
         DTLS_INVITE EARLY "1.000  B > A  dtls=client-hello  x3\n" DTLS_OK DTLS_DONE},
	{"keys of the older kind need none", "em-dtls-incomplete", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  proto=RTP/SAVP  a=fingerprint:sha-256 AA:BB  " CRYPTO "\n"
         "0.900  B > A  183  sdp  tag=b1  proto=RTP/SAVP  " CRYPTO "\n" DTLS_OK DTLS_DONE},
	{"an answer may come before the handshake is done", "em-dtls-incomplete", SILENT, 0, NULL,
         DTLS_INVITE DTLS_EARLY "1.000  B > A  dtls=client-hello\n1.900  B > A  200  sdp  tag=b1  a=setup:active  " KEYS "\n1.920  A > B  ACK  tag=b1\n"},

	{"a short tag protects, too", "em-srtp-unprotected", SILENT, 0, NULL,
         SRTP_INVITE SRTP_EARLY "0.950  B > A  rtp  for 8.0s  bytes=164\n" OK_AT_9},
	{"packets of 30 ms have their length, too", "em-srtp-unprotected", SEVERITY_WARNING, CONFIDENCE_MEDIUM, "240 bytes",
         SRTP_INVITE SRTP_EARLY "0.950  B > A  rtp  for 8.0s  ptime=30\n" OK_AT_9},
	{"of another codec a tag cannot be told", "em-srtp-unprotected", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  codecs=18  proto=RTP/SAVP  " CRYPTO "\n0.900  B > A  183  sdp  codecs=18  tag=b1  proto=RTP/SAVP  " CRYPTO "\n"
         "0.950  B > A  rtp  for 8.0s  pt=18  bytes=20\n" OK_AT_9},
	{"encryption that only one side offers is not agreed upon", "em-srtp-unprotected", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  " CRYPTO "\n" EARLY "0.950  B > A  rtp  for 8.0s\n" OK_AT_9},
	{"packets without a tag may be agreed upon", "em-srtp-unprotected", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  proto=RTP/SAVP  " CRYPTO " UNAUTHENTICATED_SRTP\n"
         "0.900  B > A  183  sdp  tag=b1  proto=RTP/SAVP  " CRYPTO " UNAUTHENTICATED_SRTP\n0.950  B > A  rtp  for 8.0s\n" OK_AT_9},
	{"what comes after the answer is no concern of the early phase", "em-srtp-unprotected", SILENT, 0, NULL,
         SRTP_INVITE SRTP_EARLY OK_AT_9 "9.050  B > A  rtp  for 3.0s\n"},
	{"a few packets are too few to tell", "em-srtp-unprotected", SILENT, 0, NULL,
         SRTP_INVITE SRTP_EARLY "0.950  B > A  rtp  for 0.5s\n" OK_AT_9},

	{"without a packet there is nothing that could be heard", "cap-srtp", SILENT, 0, NULL, SRTP_INVITE SRTP_EARLY OK_AT_9 RTP_AFTER},
	{"keys by DTLS encrypt, too", "cap-srtp", SEVERITY_INFO, CONFIDENCE_CERTAIN, "UDP/TLS/RTP/SAVPF",
         DTLS_INVITE DTLS_EARLY "0.950  B > A  rtp  for 8.0s  bytes=170\n" DTLS_OK},

	{"a relay with a public address beside a public host is no NAT", "cap-nat-side", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  at=198.18.0.1  host=198.19.0.9\n0.900  B > A  183  sdp  tag=b1  at=198.18.0.2\n"},
	{"two private networks may be routed", "cap-nat-side", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  host=192.168.1.7\n0.900  B > A  183  sdp  tag=b1\n"},
	{"an address of zeroes is none", "cap-nat-side", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  host=0.0.0.0\n0.900  B > A  183  sdp  tag=b1\n"},
	{"the callee's side may be behind it", "cap-nat-side", SEVERITY_INFO, CONFIDENCE_HIGH, "the callee's SDP in the 183 (frame 2) names 198.18.0.9",
         INVITE "0.900  B > A  183  sdp  tag=b1  host=198.18.0.9\n"},

	{"over TCP no request is sent again", "cap-clock", SEVERITY_NOTICE, CONFIDENCE_CERTAIN, "0.05 s",
         "0.000  A > B  INVITE  sdp  tcp\n0.900  B > A  183  sdp  tag=b1  rel  tcp\n1.000  B > A  200  tag=b1  of=PRACK  cseq=2  branch=other  tcp\n"
         "1.050  A > B  PRACK  tag=b1  cseq=2  branch=other  tcp\n9.000  B > A  200  sdp  tag=b1  tcp\n9.020  A > B  ACK  tag=b1  tcp\n"},
	{"a request that was sent before is the one that is answered", "cap-clock", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  rel\n0.950  A > B  PRACK  tag=b1  x2\n1.000  B > A  200  tag=b1  of=PRACK\n" OK_AT_9},

	{"a loss long before the call is no concern of it", "cap-loss", SILENT, 0, NULL,
         "0.000  C > D  rtp  for 4.0s  lost=2s..2.1s\n0.000  E > F  rtp  for 4.0s  lost=2s..2.1s\n0.000  G > H  rtp  for 4.0s  lost=2s..2.1s\n"
         "5.000  A > B  INVITE  sdp\n6.000  B > A  183  sdp  tag=b1\n14.00  B > A  200  sdp  tag=b1\n14.02  A > B  ACK  tag=b1\n"},
	{"what streams of one host lack may be lost on their way", "cap-loss", SILENT, 0, NULL,
         INVITE "0.100  C > D  rtp  for 8.0s  lost=5s..5.1s\n0.100  D > C  rtp  for 8.0s  lost=5s..5.1s\n0.100  E > D  rtp  for 8.0s  lost=5s..5.1s\n"
                "0.100  G > H  rtp  for 8.0s  lost=5s..5.1s\n" OK_AT_9},
	{"where frames were lost, a 180 may have been among them", "em-183-no-sdp", SEVERITY_WARNING, CONFIDENCE_LOW, NULL,
         INVITE GAPS "0.900  B > A  183  tag=b1\n" OK_AT_9},
	{"where frames were lost, a first response may have been among them", "prov-none", SEVERITY_WARNING, CONFIDENCE_LOW, NULL,
         INVITE GAPS OK_AT_9},
	{"where frames were lost, missing audio is less than sure", "em-sdp-no-rtp", SEVERITY_ERROR, CONFIDENCE_MEDIUM, NULL,
         INVITE GAPS EARLY OK_AT_9 RTP_AFTER},
#undef ICE_A
#undef ICE_B
#undef KEYS
#undef CRYPTO
#undef EARLY
#undef ICE_INVITE
#undef ICE_EARLY
#undef ICE_OK
#undef DTLS_INVITE
#undef DTLS_EARLY
#undef DTLS_OK
#undef DTLS_DONE
#undef SRTP_INVITE
#undef SRTP_EARLY
#undef GAPS
