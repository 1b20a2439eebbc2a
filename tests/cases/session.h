/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows of the table in rules.c. */
#define CRYPTO(tag, suite) "a=crypto:" #tag " " suite " inline:a"
#define SHA1_80 "AES_CM_128_HMAC_SHA1_80"
#define SHA1_32 "AES_CM_128_HMAC_SHA1_32"
#define FINGERPRINT "a=fingerprint:sha-256 AA:BB"
#define ICE "a=ice-ufrag:abcd  a=ice-pwd:abcdefghijklmnopqrstuv"
#define BYE_MIDWAY                                                                                                     \
	"9.000  B > A  200  sdp  tag=b1\n9.020  A > B  ACK  tag=b1\n"                                                  \
	"15.00  A > B  INVITE  sdp=inactive  tag=b1  cseq=3\n15.02  B > A  200  sdp=inactive  tag=b1  cseq=3\n"

	{"a port that is no number is no place for audio", "sdp-unparseable", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
         "no number", INVITE "0.900  B > A  183  sdp  sdp-without=m  m=audio many RTP/AVP 0  tag=b1\n" OK_AT_9},
	{"an INVITE without c= is told of the caller", "sdp-unparseable", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
         "the INVITE (frame 1) has no c= line", "0.000  A > B  INVITE  sdp  sdp-without=c\n0.900  B > A  180  tag=b1\n" OK_AT_9},
	{"an answer without any m= line is no answer", "sdp-unparseable", SEVERITY_ERROR, CONFIDENCE_CERTAIN, "no m= line",
         INVITE "0.900  B > A  183  sdp  sdp-without=m  tag=b1\n" OK_AT_9},
	{"an offer without any m= line leaves the media for later", "sdp-unparseable", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  sdp-without=m\n0.900  B > A  183  sdp  sdp-without=m  tag=b1\n"
         "9.000  B > A  200  sdp  sdp-without=m  tag=b1\n9.020  A > B  ACK  tag=b1\n"},
	{"a fax call needs no audio line", "sdp-unparseable", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  sdp-without=m  m=image 30000 udptl t38\n"
         "0.900  B > A  183  sdp  sdp-without=m  m=image 40000 udptl t38  tag=b1\n"},
	{"a refused line may lack its address", "sdp-unparseable", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp=zero  sdp-without=c  tag=b1\n" OK_AT_9},
	{"c= of the media itself is enough", "sdp-unparseable", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  sdp-without=c  c=IN IP4 10.0.0.2  tag=b1\n" OK_AT_9},
	{"SDP that was cut is not called broken", "sdp-unparseable", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  sdp-without=c  tag=b1  cut\n" OK_AT_9},
	{"SDP that Content-Length breaks off is not called broken", "sdp-nonconformant", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  length=-5\n" OK_AT_9},
	{"SDP broken beyond the caller's hop is none of its business", "sdp-unparseable", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp\n0.010  P > B  INVITE  sdp\n0.900  B > P  183  sdp  sdp-without=c  tag=b1\n"
         "0.910  P > A  183  sdp  tag=b1\n"},

	{"line feeds alone are noted and refused by nobody measured", "sdp-nonconformant", SEVERITY_NOTICE,
         CONFIDENCE_CERTAIN, "LF alone", INVITE "0.900  B > A  183  sdp=lf  tag=b1\n" OK_AT_9},
	{"each side's departures are told apart", "sdp-nonconformant", SEVERITY_NOTICE, CONFIDENCE_CERTAIN,
         "; the callee's SDP is not as the grammar has it: the 183 (frame 2) and 1 more message have an empty s= line",
         "0.000  A > B  INVITE  sdp  sdp-without=o\n0.900  B > A  183  sdp  s=  tag=b1\n"
         "9.000  B > A  200  sdp  s=  tag=b1\n9.020  A > B  ACK  tag=b1\n"},
	{"the last line end may be missing", "sdp-nonconformant", SEVERITY_NOTICE, CONFIDENCE_CERTAIN,
         "no line end behind the last line; stacks built on libosip2 refuse it",
         INVITE "0.900  B > A  183  sdp=unended  tag=b1\n" OK_AT_9},

	{"audio refused in one of two lines is not refused", "sdp-port-zero", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  m=audio 30010 RTP/AVP 8\n0.900  B > A  183  sdp=zero  m=audio 40010 RTP/AVP 8  tag=b1\n"},
	{"a bundled line with port 0 is not refused", "sdp-port-zero", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp=zero  a=bundle-only  tag=b1\n" OK_AT_9},
	{"an offer with port 0 must be answered so", "sdp-port-zero", SEVERITY_WARNING, CONFIDENCE_CERTAIN,
         "as it must", "0.000  A > B  INVITE  sdp=zero\n0.900  B > A  183  sdp=zero  tag=b1\n"},

	{"an offer with an address of zeroes wants nothing sent", "sdp-offer-blocks", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
         "0.0.0.0", "0.000  A > B  INVITE  sdp  host=0.0.0.0\n0.900  B > A  183  sdp  tag=b1\n" OK_AT_9},
	{"a browser's zeroes bar nothing", "sdp-offer-blocks", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  host=0.0.0.0  port=9  " ICE "\n0.900  B > A  183  sdp  tag=b1  " ICE "\n"},
	{"an offer on hold whose port is no number is another finding's", "sdp-offer-blocks", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  sdp-without=m  m=audio many RTP/AVP 0  a=sendonly\n0.900  B > A  183  sdp  tag=b1\n"},
	{"one of two audio lines is enough to hear", "sdp-offer-blocks", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp=inactive  m=audio 30010 RTP/AVP 0\n0.900  B > A  183  sdp  tag=b1\n"},
	{"nobody waits for what is answered at once", "sdp-offer-blocks", SEVERITY_INFO, CONFIDENCE_CERTAIN, NULL,
         "0.000  A > B  INVITE  sdp=sendonly\n0.200  B > A  200  sdp=recvonly  tag=b1\n0.220  A > B  ACK  tag=b1\n"},
	{"preconditions open the way later", "sdp-offer-blocks", SEVERITY_INFO, CONFIDENCE_CERTAIN, NULL,
         "0.000  A > B  INVITE  sdp=inactive,qos\n0.900  B > A  183  sdp=inactive,qos  tag=b1  rel\n"},
	{"a later offer of the caller's lets audio come", "sdp-offer-blocks", SEVERITY_INFO, CONFIDENCE_CERTAIN,
         "until the UPDATE (frame 5)",
         "0.000  A > B  INVITE  sdp=inactive\n0.900  B > A  183  sdp=inactive  tag=b1  rel\n1.000  A > B  PRACK  tag=b1\n"
         "1.010  B > A  200  of=PRACK  tag=b1\n1.100  A > B  UPDATE  sdp  tag=b1\n1.200  B > A  200  of=UPDATE  sdp  tag=b1\n"},
	{"hold within the call is no offer that blocks", "sdp-offer-blocks", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n" BYE_MIDWAY},
	{"a hold seen alone is not the call's offer", "sdp-offer-blocks", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp=inactive  tag=b1\n0.020  B > A  180  tag=b1\n0.500  B > A  200  sdp=inactive  tag=b1\n"},
	{"the offer of the last try counts", "sdp-offer-blocks", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp=inactive\n0.100  B > A  407  tag=b9\n0.110  A > B  ACK  tag=b9\n"
         "0.120  A > B  INVITE  sdp  cseq=2\n0.900  B > A  183  sdp  tag=b1  cseq=2\n"},

	{"an address that comes later opens the hold", "sdp-hold-zero", SEVERITY_INFO, CONFIDENCE_CERTAIN,
         "until the 183 (frame 3)",
         INVITE "0.900  B > A  183  sdp  tag=b1  host=0.0.0.0\n2.000  B > A  183  sdp  tag=b1  host=10.0.0.2\n" OK_AT_9},
	{"zeroes of IPv6 are zeroes", "sdp-hold-zero", SEVERITY_WARNING, CONFIDENCE_CERTAIN, "::",
         INVITE "0.900  B > A  183  sdp  tag=b1  c=IN IP6 ::\n"},
	{"zeroes with ICE are none", "sdp-hold-zero", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  host=0.0.0.0  " ICE "\n"},
	{"audio that comes shows that nobody is held", "sdp-hold-zero", SEVERITY_INFO, CONFIDENCE_CERTAIN, "all the same",
         INVITE "0.900  B > A  183  sdp  tag=b1  host=0.0.0.0\n0.950  B > A  rtp  for 8.0s\n" OK_AT_9},

	{"a name that is never found is no name", "sdp-fqdn-conn", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  host=a.invalid\n"},
	{"a misspelt number is no name", "sdp-fqdn-conn", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  host=10.0.0.999\n"},

	{"another private network is only noted", "sdp-private-address", SEVERITY_NOTICE, CONFIDENCE_LOW, "routers",
         "0.000  A > B  INVITE  sdp  host=192.168.1.5\n0.900  B > A  183  sdp  tag=b1\n" OK_AT_9},
	{"ICE finds another address", "sdp-private-address", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  host=127.0.0.1  " ICE "\n"},
	{"a multicast group is no phone's address", "sdp-private-address", SEVERITY_WARNING, CONFIDENCE_HIGH, "multicast",
         INVITE "0.900  B > A  183  sdp  tag=b1  host=239.1.2.3\n"},
	{"link-local addresses work on one link", "sdp-private-address", SEVERITY_NOTICE, CONFIDENCE_LOW, "one link",
         INVITE "0.900  B > A  183  sdp  tag=b1  host=169.254.3.4\n"},
	{"the caller's loopback address explains silence that shows", "sdp-private-address", SEVERITY_ERROR,
         CONFIDENCE_MEDIUM, "no audio came",
         "0.000  A > B  INVITE  sdp  host=127.0.0.1\n0.900  B > A  183  sdp  tag=b1\n1.000  B > A  rtp  for 2.0s  call=2\n"
         "0.100  A > B  INVITE  sdp  call=2\n0.500  B > A  183  sdp  tag=b2  call=2\n20.00  B > A  200  sdp  tag=b2  call=2\n" OK_AT_9},

	{"both addresses are told", "sdp-address-not-signalling", SEVERITY_INFO, CONFIDENCE_CERTAIN,
         "10.0.0.78 in the SDP of the INVITE (frame 1)",
         "0.000  A > B  INVITE  sdp  host=10.0.0.78\n0.900  B > A  183  sdp  tag=b1  host=10.0.0.77\n"},
	{"zeroes are no other address", "sdp-address-not-signalling", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  host=0.0.0.0\n0.900  B > A  183  sdp  tag=b1\n"},

	{"who lists addresses of both kinds may be answered with either", "sdp-ip-family", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  a=altc:1 IP6 fd00::1 30000  a=altc:2 IP4 10.0.0.1 30000\n"
         "0.900  B > A  183  sdp  tag=b1  c=IN IP6 fd00::2\n"},
	{"addresses behind a NAT64 are of IPv4 hosts", "sdp-ip-family", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  c=IN IP6 64:ff9b::a00:2\n"},
	{"IPv4 written as IPv6 is IPv4", "sdp-ip-family", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  c=IN IP6 ::ffff:10.0.0.2\n"},
	{"audio that came shows that the kind does not matter", "sdp-ip-family", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  c=IN IP6 fd00::2\n0.950  B > A  rtp  for 8.0s\n" OK_AT_9},

	{"key presses alone are no codec", "sdp-no-common-codec", SEVERITY_ERROR, CONFIDENCE_CERTAIN, "no speech",
         "0.000  A > B  INVITE  sdp  codecs=0,101/telephone-event/8000\n"
         "0.900  B > A  183  sdp  tag=b1  codecs=101/telephone-event/8000\n"},
	{"a static type may be spelled another way", "sdp-no-common-codec", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  codecs=18/G729A/8000\n0.900  B > A  183  sdp  tag=b1  codecs=18\n"},
	{"another name for the same number may be the same codec", "sdp-no-common-codec", SEVERITY_WARNING,
         CONFIDENCE_MEDIUM, NULL,
         "0.000  A > B  INVITE  sdp  codecs=125/CLEARMODE/8000\n0.900  B > A  183  sdp  tag=b1  codecs=125/X-CCD/8000\n"},
	{"the codec of the line that is taken counts", "sdp-no-common-codec", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  codecs=0  m=audio 30010 RTP/AVP 8\n"
         "0.900  B > A  183  sdp=zero  codecs=0  m=audio 40010 RTP/AVP 8  tag=b1\n"},
	{"a refused stream needs no codec", "sdp-no-common-codec", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp=zero  codecs=18  tag=b1\n"},
	{"each dialog of a fork has its own answer", "sdp-no-common-codec", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
         "183 (frame 3)",
         "0.000  A > B  INVITE  sdp  codecs=0\n0.900  B > A  183  sdp  tag=b1  codecs=0\n1.000  B > A  183  sdp  tag=b2  codecs=18\n"},
	{"of a delayed offer the caller answers", "sdp-no-common-codec", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
         "PRACK (frame 3) answers",
         "0.000  A > B  INVITE\n0.900  B > A  183  sdp  tag=b1  rel  codecs=0\n1.000  A > B  PRACK  sdp  tag=b1  codecs=18\n"
         "1.010  B > A  200  of=PRACK  tag=b1\n"},
	{"a change of codec in the call is no fault of its beginning", "sdp-no-common-codec", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n9.000  B > A  200  sdp  tag=b1\n9.020  A > B  ACK  tag=b1\n"
         "15.00  A > B  INVITE  sdp  tag=b1  codecs=0\n15.02  B > A  200  sdp  tag=b1  codecs=18\n"},

	{"an answer with no codec in common does not add one", "sdp-answer-adds-codec", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  codecs=0\n0.900  B > A  183  sdp  tag=b1  codecs=18\n"},
	{"key presses are no codec that is added", "sdp-answer-adds-codec", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  codecs=0\n0.900  B > A  183  sdp  tag=b1  codecs=0,101/telephone-event/8000\n"},
	{"key presses under another number are told", "sdp-pt-remap", SEVERITY_NOTICE, CONFIDENCE_CERTAIN,
         "101 in the INVITE (frame 1), 96 in the 183 (frame 2)",
         "0.000  A > B  INVITE  sdp  codecs=0,101/telephone-event/8000\n"
         "0.900  B > A  183  sdp  tag=b1  codecs=0,96/telephone-event/8000\n"},
	{"one codec with two settings has two numbers", "sdp-pt-remap", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  codecs=96/AMR/8000,97/AMR/8000\n0.900  B > A  183  sdp  tag=b1  codecs=97/AMR/8000\n"},

	{"video in the place of audio is no answer", "sdp-mline-mismatch", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
         "m=video in the place of m=audio (line 1)",
         INVITE "0.900  B > A  183  sdp  sdp-without=m  m=video 40000 RTP/AVP 34  tag=b1\n"},
	{"a re-INVITE may answer with fewer lines", "sdp-mline-mismatch", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n9.000  B > A  200  sdp  tag=b1\n9.020  A > B  ACK  tag=b1\n"
         "15.00  A > B  INVITE  sdp  tag=b1  m=video 30020 RTP/AVP 34\n15.02  B > A  200  sdp  tag=b1\n"},
	{"of two offered transports one may be refused", "sdp-proto-mismatch", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  proto=RTP/SAVP  " CRYPTO(1, SHA1_80) "  m=audio 30010 RTP/AVP 0\n"
         "0.900  B > A  183  sdp=zero  proto=RTP/SAVP  m=audio 40010 RTP/AVP 0  tag=b1\n"},
	{"feedback makes no other transport", "sdp-proto-mismatch", SEVERITY_NOTICE, CONFIDENCE_CERTAIN, "strict stacks",
         "0.000  A > B  INVITE  sdp  proto=RTP/AVPF\n0.900  B > A  183  sdp  tag=b1  proto=RTP/AVP\n"},
	{"plain transport with keys on both sides is encrypted if both like", "sdp-proto-mismatch", SEVERITY_NOTICE,
         CONFIDENCE_CERTAIN, NULL,
         "0.000  A > B  INVITE  sdp  " CRYPTO(1, SHA1_80) "\n0.900  B > A  183  sdp  tag=b1  proto=RTP/SAVP  " CRYPTO(1, SHA1_80) "\n"},
	{"keys that the other side leaves out are no mismatch", "sdp-proto-mismatch", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  " CRYPTO(1, SHA1_80) "\n0.900  B > A  183  sdp  tag=b1\n"},
	{"a capability that is taken up is no mismatch", "sdp-proto-mismatch", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  a=tcap:1 RTP/SAVP  a=pcfg:1 t=1\n"
         "0.900  B > A  183  sdp  tag=b1  proto=RTP/SAVP  a=acfg:1 t=1  " CRYPTO(1, SHA1_80) "\n"},
	{"encryption that was not offered is a mismatch", "sdp-proto-mismatch", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
         "the callee's side encrypts the audio and the caller does not",
         INVITE "0.900  B > A  183  sdp  tag=b1  proto=RTP/SAVP  " CRYPTO(1, SHA1_80) "\n"},

	{"ZRTP finds its keys by itself", "sdp-crypto-missing", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  proto=RTP/SAVP  a=zrtp-hash:1.10 abcd\n0.900  B > A  180  tag=b1\n"},
	{"DTLS over the old transport has its keys", "sdp-crypto-missing", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  proto=RTP/SAVPF  " FINGERPRINT "\n0.900  B > A  180  tag=b1\n"},
	{"a refused encrypted stream needs no keys", "sdp-crypto-missing", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  proto=RTP/SAVP  " CRYPTO(1, SHA1_80) "\n0.900  B > A  183  sdp=zero  tag=b1  proto=RTP/SAVP\n"},
	{"a callee's answer may lack keys, too", "sdp-crypto-missing", SEVERITY_ERROR, CONFIDENCE_CERTAIN, "183 (frame 2)",
         "0.000  A > B  INVITE  sdp  proto=RTP/SAVP  " CRYPTO(1, SHA1_80) "\n0.900  B > A  183  sdp  tag=b1  proto=RTP/SAVP\n"},
	{"any of the suites offered may be taken", "sdp-crypto-no-match", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  proto=RTP/SAVP  " CRYPTO(1, SHA1_80) "  " CRYPTO(2, SHA1_32) "\n"
         "0.900  B > A  183  sdp  tag=b1  proto=RTP/SAVP  " CRYPTO(2, SHA1_32) "\n"},
	{"a suite under another's tag is less grave", "sdp-crypto-no-match", SEVERITY_WARNING, CONFIDENCE_CERTAIN,
         "takes a=crypto 1 AES_CM_128_HMAC_SHA1_32",
         "0.000  A > B  INVITE  sdp  proto=RTP/SAVP  " CRYPTO(1, SHA1_80) "  " CRYPTO(2, SHA1_32) "\n"
         "0.900  B > A  183  sdp  tag=b1  proto=RTP/SAVP  " CRYPTO(1, SHA1_32) "\n"},

	{"a fingerprint of the session is every line's", "sdp-dtls-missing", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  sdp-without=m  a=setup:actpass  " FINGERPRINT "  m=audio 30000 UDP/TLS/RTP/SAVPF 0\n"
         "0.900  B > A  180  tag=b1\n"},
	{"keys of the older kind may be meant", "sdp-dtls-missing", SEVERITY_WARNING, CONFIDENCE_CERTAIN, "a=crypto",
         "0.000  A > B  INVITE  sdp  proto=UDP/TLS/RTP/SAVP  " CRYPTO(1, SHA1_80) "\n0.900  B > A  180  tag=b1\n"},
	{"two that wait for each other never begin", "sdp-setup-conflict", SEVERITY_ERROR, CONFIDENCE_CERTAIN, "waits",
         "0.000  A > B  INVITE  sdp  proto=UDP/TLS/RTP/SAVP  a=setup:passive  " FINGERPRINT "\n"
         "0.900  B > A  183  sdp  tag=b1  proto=UDP/TLS/RTP/SAVP  a=setup:passive  " FINGERPRINT "\n"},
	{"one active and one passive agree", "sdp-setup-conflict", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  proto=UDP/TLS/RTP/SAVP  a=setup:active  " FINGERPRINT "\n"
         "0.900  B > A  183  sdp  tag=b1  proto=UDP/TLS/RTP/SAVP  a=setup:passive  " FINGERPRINT "\n"},
	{"audio shows that somebody began", "sdp-setup-conflict", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  proto=UDP/TLS/RTP/SAVP  a=setup:actpass  " FINGERPRINT "\n"
         "0.900  B > A  183  sdp  tag=b1  proto=UDP/TLS/RTP/SAVP  a=setup:actpass  " FINGERPRINT "\n0.950  B > A  rtp  for 8.0s\n" OK_AT_9},
	{"an offer with ICE and a real address does without", "sdp-ice-missing", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  " ICE "\n0.900  B > A  183  sdp  tag=b1\n"},
	{"candidates may trickle in later", "sdp-ice-missing", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  port=9  " ICE "\n0.900  B > A  183  sdp  tag=b1  " ICE "\n"},
	{"who connects two parties opens the audio after the answer", "sdp-offer-blocks", SEVERITY_NOTICE, CONFIDENCE_CERTAIN,
         "asks for it after the answer",
         "0.000  A > B  INVITE  sdp  host=0.0.0.0\n0.900  B > A  180  tag=b1\n9.000  B > A  200  sdp  tag=b1\n9.020  A > B  ACK  tag=b1\n"
         "10.00  A > B  INVITE  sdp  tag=b1  cseq=2\n10.02  B > A  200  sdp  tag=b1  cseq=2\n"},
#undef CRYPTO
#undef SHA1_80
#undef SHA1_32
#undef FINGERPRINT
#undef ICE
#undef BYE_MIDWAY
