/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows of the table in rules.c: what early audio carries. */
#define OPENED INVITE "0.900  B > A  183  sdp  tag=b1\n"
#define PLAYS(what) "0.950  B > A  rtp  " what "\n"
#define FAILS(code) "9.000  B > A  " code "  tag=b1\n9.020  A > B  ACK  tag=b1\n"
#define SEALED                                                                                                   \
	"sdp  proto=RTP/SAVP  a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"
#define SECRETLY "0.000  A > B  INVITE  " SEALED "\n0.900  B > A  183  " SEALED "  tag=b1\n"
#define IN_G729                                                                                                        \
	"0.000  A > B  INVITE  sdp  codecs=18\n0.900  B > A  183  sdp  codecs=18  tag=b1\n"
#define BUSY_TONE "tone=480+620:0.5-0.5  "
#define CONGESTION_TONE "tone=480+620:0.25-0.25  "
#define RINGBACK_TONE "tone=440+480:2-4  "
#define SIT_TONE "tone=950>1400>1800:0.33-0.33-0.33-1  "
#define INTERCEPT_TONE "tone=914>1371>1777:0.274-0.274-0.38-1  "
#define NO_CIRCUIT_TONE "tone=985>1429>1777:0.38-0.38-0.38-1  "
#define GIVES_UP(time)                                                                                                 \
	time ".000  A > B  CANCEL\n" time ".010  B > A  487  tag=b1\n" time ".020  A > B  ACK  tag=b1\n"
#define FORKS "0.000  A > P  INVITE  sdp\n0.900  P > A  183  sdp  tag=b1\n"
#define ANSWERS_C "9.000  P > A  200  sdp  tag=c1\n9.020  A > P  ACK  tag=c1\n"
#define SAME_CALL "Session-ID: ab30317f1a784dc48ff824d0d3715d86"
#define TWO_LEGS "0.000  A > P  INVITE  sdp  " SAME_CALL "\n0.050  P > B  INVITE  sdp  host=10.0.0.16  call=2  " SAME_CALL "\n"
#define RINGS_FIRST "0.100  P > A  183  sdp  tag=p1\n0.150  P > A  rtp  tone=425:1-4  for 12.0s\n"
#define BOTH_ANSWERED                                                                                                  \
	"13.00  B > P  200  sdp  tag=b1  call=2\n13.01  P > A  200  sdp  tag=p1\n13.02  A > P  ACK  tag=p1\n"
/* Silence */
{"silence that may be the pause of a tone is told with less", "em-silent-rtp", SEVERITY_WARNING, CONFIDENCE_MEDIUM,
 "4.5 s", OPENED PLAYS("silence  for 4.5s") FAILS("480")},
{"four seconds of silence are a pause of ringback", "em-silent-rtp", SILENT, 0, NULL,
 OPENED PLAYS("silence  for 3.9s") FAILS("480")},
{"a stream of two seconds is too short to be silent", "em-silent-rtp", SILENT, 0, NULL,
 OPENED PLAYS("silence  for 2.0s") "3.000  B > A  200  sdp  tag=b1\n3.020  A > B  ACK  tag=b1\n"},
{"faint noise is silence", "em-silent-rtp", SEVERITY_ERROR, CONFIDENCE_HIGH, "-50 dBm0",
 OPENED PLAYS("noise=-60  for 8.0s") OK_AT_9},
{"loud noise is none", "em-silent-rtp", SILENT, 0, NULL, OPENED PLAYS("noise=-35  for 8.0s") OK_AT_9},
{"silence in PCMA has another code", "em-silent-rtp", SEVERITY_ERROR, CONFIDENCE_HIGH, "PCMA",
 OPENED PLAYS("silence  pt=8  for 8.0s") OK_AT_9},
{"of a tone that goes on past the answer that is said", "em-tone-contradicts-code", SEVERITY_NOTICE, CONFIDENCE_MEDIUM,
 ", past the answer (frames", OPENED PLAYS(BUSY_TONE "for 11.0s") OK_AT_9},
{"what is not decoded may be sound", "em-silent-rtp", SILENT, 0, NULL, IN_G729 PLAYS("pt=18  bytes=20  for 8.0s") OK_AT_9},
{"nor is anything claimed of what is encrypted", "em-silent-rtp", SILENT, 0, NULL,
 SECRETLY PLAYS("silence  for 8.0s") OK_AT_9},
{"ringback of long pauses is no silence", "em-silent-rtp", SILENT, 0, NULL, OPENED PLAYS("tone=425:1-9  for 8.0s") OK_AT_9},
{"nor is ringback that was joined in its pause", "em-silent-rtp", SILENT, 0, NULL,
 OPENED PLAYS("silence  for 3.5s") "4.450  B > A  rtp  tone=425:1-4  for 4.5s\n" OK_AT_9},
{"music that begins late is no silence", "em-silent-rtp", SILENT, 0, NULL,
 OPENED PLAYS("silence  for 5.0s") "5.950  B > A  rtp  music  for 3.0s\n" OK_AT_9},
{"another source is heard beside a silent one", "em-silent-rtp", SILENT, 0, NULL,
 OPENED PLAYS("silence  for 8.0s") "1.000  B > A  rtp  music  ssrc=2  for 7.9s\n" OK_AT_9},
{"of a call joined midway nobody knows what was early", "em-silent-rtp", SILENT, 0, NULL,
 "0.900  B > A  183  sdp  tag=b1\n" PLAYS("silence  for 8.0s") OK_AT_9},
{"silence that is refused is another finding", "em-silent-rtp", SILENT, 0, NULL,
 OPENED PLAYS("silence  for 8.0s") "0.951  A > B  icmp \"port unreachable\"  of=rtp  x16\n" OK_AT_9},
{"silence that ICMP did not refuse counts", "em-silent-rtp", SEVERITY_ERROR, CONFIDENCE_HIGH, "400 RTP packets",
 INVITE "0.900  B > A  180  tag=b1\n" PLAYS("silence  for 8.0s") OK_AT_9},
{"silence of a type not offered is not played", "em-silent-rtp", SILENT, 0, NULL,
 OPENED PLAYS("silence  pt=97  codec=PCMU  for 8.0s") OK_AT_9},
{"a phone that reads P-Early-Media rings by itself", "em-silent-rtp", SEVERITY_NOTICE, CONFIDENCE_HIGH, NULL,
 "0.000  A > B  INVITE  sdp  P-Early-Media: supported\n0.900  B > A  183  sdp  tag=b1  P-Early-Media: inactive\n"
 "0.910  B > A  180  tag=b1\n" PLAYS("silence  for 8.0s") OK_AT_9},
{"ringback gives no finding of silence", "em-silent-rtp", SILENT, 0, NULL, OPENED PLAYS(RINGBACK_TONE "for 8.0s") OK_AT_9},
{"speech gives none either", "em-silent-rtp", SILENT, 0, NULL, OPENED PLAYS("speech  for 8.0s") OK_AT_9},
/* Comfort noise, keep-alives, digits */
{"comfort noise for less than five seconds is a warning", "em-cn-only", SEVERITY_WARNING, CONFIDENCE_HIGH, "payload type 13",
 OPENED PLAYS("cn  for 4.7s") FAILS("480")},
{"three seconds of it are nothing yet", "em-cn-only", SILENT, 0, NULL, OPENED PLAYS("cn  for 3.0s") FAILS("480")},
{"silence with some comfort noise is silence", "em-cn-only", SILENT, 0, NULL,
 OPENED PLAYS("silence  for 6.0s") "6.950  B > A  rtp  cn  for 2.0s\n" OK_AT_9},
{"silence with some comfort noise is told as silence", "em-silent-rtp", SEVERITY_ERROR, CONFIDENCE_HIGH, NULL,
 OPENED PLAYS("silence  for 6.0s") "6.950  B > A  rtp  cn  for 2.0s\n" OK_AT_9},
{"speech with pauses of comfort noise is speech", "em-cn-only", SILENT, 0, NULL,
 OPENED PLAYS("speech  for 1.0s") "2.000  B > A  rtp  cn  for 6.9s\n" OK_AT_9},
{"without a path that was opened keep-alives replace no audio", "em-keepalive-only", SILENT, 0, NULL,
 INVITE "0.900  B > A  180  tag=b1\n" PLAYS("keepalive  for 8.0s  every=2s") OK_AT_9},
{"audio beside keep-alives is audio", "em-keepalive-only", SILENT, 0, NULL,
 OPENED PLAYS("keepalive  for 2.0s  every=1s") "3.000  B > A  rtp  for 5.9s\n" OK_AT_9},
{"keep-alives of an unknown type are no audio that was not offered", "em-rtp-pt-not-negotiated", SILENT, 0, NULL,
 OPENED PLAYS("keepalive  for 30.0s  every=2s") "31.00  B > A  200  sdp  tag=b1\n31.02  A > B  ACK  tag=b1\n"},
{"keys beside silence are told as silence", "em-dtmf-only", SILENT, 0, NULL,
 OPENED PLAYS("silence  for 7.0s") "7.950  B > A  rtp  keys=5\n" OK_AT_9},
/* Payload types and sizes */
{"a few packets of another type are nothing yet", "em-rtp-pt-not-negotiated", SILENT, 0, NULL,
 OPENED PLAYS("pt=97  for 0.16s") "2.000  B > A  rtp  for 6.9s\n" OK_AT_9},
{"a type with a fixed meaning may be known all the same", "em-rtp-pt-not-negotiated", SEVERITY_ERROR, CONFIDENCE_HIGH,
 "payload type 9", OPENED PLAYS("pt=9  for 8.0s") OK_AT_9},
{"audio that can be played beside it makes it less grave", "em-rtp-pt-not-negotiated", SEVERITY_WARNING,
 CONFIDENCE_CERTAIN, "payload type 97",
 OPENED PLAYS("pt=97  for 4.0s") "6.500  B > A  rtp  for 2.4s\n" OK_AT_9},
{"comfort noise needs no mention", "em-rtp-pt-not-negotiated", SILENT, 0, NULL, OPENED PLAYS("cn  for 8.0s") OK_AT_9},
{"an INVITE that was cut may have offered it", "em-rtp-pt-not-negotiated", SILENT, 0, NULL,
 "0.000  A > B  INVITE  sdp  cut\n0.900  B > A  183  sdp  tag=b1\n" PLAYS("pt=97  for 8.0s") OK_AT_9},
{"without the INVITE nobody knows what it offered", "em-rtp-pt-not-negotiated", SILENT, 0, NULL,
 "0.900  B > A  183  sdp  tag=b1\n" PLAYS("pt=97  for 8.0s") OK_AT_9},
{"what a later offer of the caller has is known to it", "em-rtp-pt-not-negotiated", SILENT, 0, NULL,
 OPENED PLAYS("pt=97  for 8.0s") "1.000  A > B  UPDATE  sdp  tag=b1  codecs=0,97/opus/48000\n1.010  B > A  200  sdp  tag=b1  of=UPDATE\n" OK_AT_9},
{"a packet of G.729 in PCMU misfits", "em-rtp-size-mismatch", SEVERITY_WARNING, CONFIDENCE_HIGH, "no packet of PCMU",
 OPENED PLAYS("bytes=50  for 8.0s") OK_AT_9},
{"one of G.729 in G.729 fits", "em-rtp-size-mismatch", SILENT, 0, NULL, IN_G729 PLAYS("pt=18  bytes=20  for 8.0s") OK_AT_9},
{"one of PCMU in G.729 fits by its size", "em-rtp-size-mismatch", SILENT, 0, NULL,
 IN_G729 PLAYS("pt=18  bytes=160  for 8.0s") OK_AT_9},
{"tags of SRTP make packets longer", "em-rtp-size-mismatch", SILENT, 0, NULL, SECRETLY PLAYS("bytes=170  for 8.0s") OK_AT_9},
{"keys offered beside plain audio may be used", "em-rtp-size-mismatch", SILENT, 0, NULL,
 "0.000  A > B  INVITE  sdp  a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz\n"
 "0.900  B > A  183  sdp  tag=b1\n" PLAYS("bytes=170  for 8.0s") OK_AT_9},
{"a few packets of odd size are nothing yet", "em-rtp-size-mismatch", SILENT, 0, NULL, OPENED PLAYS("bytes=33  for 0.4s") OK_AT_9},
{"packets of 30 ms fit", "em-rtp-size-mismatch", SILENT, 0, NULL, OPENED PLAYS("ptime=30  for 8.0s") OK_AT_9},
/* Tones */
{"ringback is measured before it is named", "em-tone-ringback", SEVERITY_INFO, CONFIDENCE_HIGH,
 "440+480 Hz, 2.0 s on / 4.0 s off", OPENED PLAYS(RINGBACK_TONE "for 16.0s") "18.00  B > A  200  sdp  tag=b1\n18.02  A > B  ACK  tag=b1\n"},
{"the countries it fits are named", "em-tone-ringback", SEVERITY_INFO, CONFIDENCE_HIGH, "as in ca, us",
 OPENED PLAYS(RINGBACK_TONE "for 16.0s") "18.00  B > A  200  sdp  tag=b1\n18.02  A > B  ACK  tag=b1\n"},
{"a tone of two meanings is told with both", "em-tone-congestion", SEVERITY_NOTICE, CONFIDENCE_HIGH, "--tone-plan CC",
 OPENED PLAYS("tone=425:0.2-0.2  for 7.0s") FAILS("503")},
{"with 486 such a tone is busy", "em-tone-busy", SEVERITY_NOTICE, CONFIDENCE_HIGH, "--tone-plan CC",
 OPENED PLAYS("tone=425:0.2-0.2  for 7.0s") FAILS("486")},
{"and no congestion", "em-tone-congestion", SILENT, 0, NULL, OPENED PLAYS("tone=425:0.2-0.2  for 7.0s") FAILS("486")},
{"a single burst is no busy tone", "em-tone-busy", SILENT, 0, NULL, OPENED PLAYS(BUSY_TONE "for 0.9s") FAILS("486")},
{"a tone that began with the answer is no early one", "em-tone-busy", SILENT, 0, NULL,
 OPENED "8.850  B > A  rtp  " BUSY_TONE "for 6.0s\n" OK_AT_9},
{"busy tone that another finding tells as a failure is told in passing, of a fork, too", "em-tone-busy", SEVERITY_INFO, CONFIDENCE_HIGH, "480+620 Hz",
 FORKS "1.000  B > A  rtp  " RINGBACK_TONE "for 3.0s\n4.000  P > A  183  sdp  tag=c1\n4.100  C > A  rtp  " BUSY_TONE "for 4.8s\n" ANSWERS_C},
{"encrypted audio has no tone", "em-tone-busy", SILENT, 0, NULL, SECRETLY PLAYS(BUSY_TONE "for 8.0s") FAILS("486")},
{"a tone that nobody can play is none", "em-tone-busy", SILENT, 0, NULL,
 OPENED PLAYS(BUSY_TONE "pt=97  codec=PCMU  for 8.0s") FAILS("486")},
{"dial tone of two pitches is one, too", "em-tone-dial", SEVERITY_NOTICE, CONFIDENCE_HIGH, "350+440 Hz",
 OPENED PLAYS("tone=350+440  for 6.0s") OK_AT_9},
{"dial tone of a phone that was answered is not early", "em-tone-dial", SILENT, 0, NULL,
 OPENED PLAYS("tone=425:1-4  for 8.0s") OK_AT_9 "9.050  B > A  rtp  tone=425  for 6.0s\n"},
{"fast busy of North America is congestion", "em-tone-congestion", SEVERITY_NOTICE, CONFIDENCE_HIGH, "480+620 Hz",
 OPENED PLAYS(CONGESTION_TONE "for 6.0s") FAILS("503")},
{"busy tone is no congestion", "em-tone-congestion", SILENT, 0, NULL, OPENED PLAYS(BUSY_TONE "for 6.0s") FAILS("486")},
{"the codings of North America tell the reason", "em-tone-sit", SEVERITY_NOTICE, CONFIDENCE_HIGH, "(intercept",
 OPENED PLAYS(INTERCEPT_TONE "for 5.0s") FAILS("404")},
{"a 180 shows that it rings", "em-ringback-no-180", SILENT, 0, NULL,
 OPENED "2.000  B > A  180  tag=b1\n" PLAYS(RINGBACK_TONE "for 8.0s") OK_AT_9},
{"half a capture may lack the 180", "em-ringback-no-180", SILENT, 0, NULL,
 "0.900  B > A  183  sdp  tag=b1\n" PLAYS(RINGBACK_TONE "for 8.0s") "9.000  B > A  200  sdp  tag=b1\n"},
/* Tones and codes */
{"busy tone goes with 486", "em-tone-contradicts-code", SILENT, 0, NULL, OPENED PLAYS(BUSY_TONE "for 8.0s") FAILS("486")},
{"busy tone goes with 600", "em-tone-contradicts-code", SILENT, 0, NULL, OPENED PLAYS(BUSY_TONE "for 8.0s") FAILS("600")},
{"busy tone goes with 603", "em-tone-contradicts-code", SILENT, 0, NULL, OPENED PLAYS(BUSY_TONE "for 8.0s") FAILS("603")},
{"busy tone goes with 480", "em-tone-contradicts-code", SILENT, 0, NULL, OPENED PLAYS(BUSY_TONE "for 8.0s") FAILS("480")},
{"busy tone does not go with 503", "em-tone-contradicts-code", SEVERITY_NOTICE, CONFIDENCE_MEDIUM, "the response was 503",
 OPENED PLAYS(BUSY_TONE "for 8.0s") FAILS("503")},
{"busy tone does not go with an answer", "em-tone-contradicts-code", SEVERITY_NOTICE, CONFIDENCE_MEDIUM,
 "the response was 200", OPENED PLAYS(BUSY_TONE "for 5.0s") OK_AT_9},
{"a busy tone across the answer does not either", "em-tone-contradicts-code", SEVERITY_NOTICE, CONFIDENCE_MEDIUM,
 "the response was 200", OPENED PLAYS(BUSY_TONE "for 12.0s") OK_AT_9},
{"congestion tone goes with 503", "em-tone-contradicts-code", SILENT, 0, NULL,
 OPENED PLAYS(CONGESTION_TONE "for 8.0s") FAILS("503")},
{"congestion tone goes with 404, since networks play it for any failure", "em-tone-contradicts-code", SILENT, 0, NULL,
 OPENED PLAYS(CONGESTION_TONE "for 8.0s") FAILS("404")},
{"congestion tone does not go with 486", "em-tone-contradicts-code", SEVERITY_NOTICE, CONFIDENCE_MEDIUM,
 "congestion tone", OPENED PLAYS(CONGESTION_TONE "for 8.0s") FAILS("486")},
{"a special information tone goes with 404", "em-tone-contradicts-code", SILENT, 0, NULL,
 OPENED PLAYS(SIT_TONE "for 8.0s") FAILS("404")},
{"a special information tone goes with 503", "em-tone-contradicts-code", SILENT, 0, NULL,
 OPENED PLAYS(SIT_TONE "for 8.0s") FAILS("503")},
{"a special information tone does not go with 486", "em-tone-contradicts-code", SEVERITY_NOTICE, CONFIDENCE_MEDIUM,
 "special information tone", OPENED PLAYS(SIT_TONE "for 8.0s") FAILS("486")},
{"intercept goes with 410", "em-tone-contradicts-code", SILENT, 0, NULL, OPENED PLAYS(INTERCEPT_TONE "for 8.0s") FAILS("410")},
{"intercept does not go with 503", "em-tone-contradicts-code", SEVERITY_NOTICE, CONFIDENCE_MEDIUM, "intercept",
 OPENED PLAYS(INTERCEPT_TONE "for 8.0s") FAILS("503")},
{"no circuit goes with 503", "em-tone-contradicts-code", SILENT, 0, NULL, OPENED PLAYS(NO_CIRCUIT_TONE "for 8.0s") FAILS("503")},
{"no circuit does not go with 404", "em-tone-contradicts-code", SEVERITY_NOTICE, CONFIDENCE_MEDIUM, "no circuit",
 OPENED PLAYS(NO_CIRCUIT_TONE "for 8.0s") FAILS("404")},
{"dial tone is no failure", "em-tone-contradicts-code", SILENT, 0, NULL, OPENED PLAYS("tone=425  for 8.0s") OK_AT_9},
{"ringback is no failure", "em-tone-contradicts-code", SILENT, 0, NULL, OPENED PLAYS(RINGBACK_TONE "for 8.0s") FAILS("486")},
{"an announcement is no failure tone", "em-tone-contradicts-code", SILENT, 0, NULL, OPENED PLAYS("speech  for 8.0s") OK_AT_9},
{"who hangs up on busy tone had no response", "em-tone-contradicts-code", SEVERITY_NOTICE, CONFIDENCE_MEDIUM,
 "before the caller gave up with the CANCEL", OPENED PLAYS(BUSY_TONE "for 4.0s") GIVES_UP("5")},
{"who hangs up on busy tone soon was not left with it", "em-tone-no-final", SILENT, 0, NULL,
 OPENED PLAYS(BUSY_TONE "for 4.0s") GIVES_UP("5")},
{"a tone of eleven seconds before the failure is too long", "em-tone-no-final", SEVERITY_WARNING, CONFIDENCE_HIGH,
 "until the 486", OPENED PLAYS(BUSY_TONE "for 11.0s") "12.10  B > A  486  tag=b1\n12.12  A > B  ACK  tag=b1\n"},
{"who hears ringback behind it was not left with it", "em-tone-no-final", SILENT, 0, NULL,
 OPENED PLAYS(BUSY_TONE "for 4.0s") "4.950  B > A  rtp  silence  for 2.0s\n"
 "6.950  B > A  rtp  " RINGBACK_TONE "for 12.0s\n20.00  B > A  200  sdp  tag=b1\n20.02  A > B  ACK  tag=b1\n"},
{"who hears an announcement behind it is given time", "em-tone-no-final", SILENT, 0, NULL,
 OPENED PLAYS(BUSY_TONE "for 4.0s") "4.950  B > A  rtp  silence  for 3.0s\n"
 "7.950  B > A  rtp  speech  for 8.0s\n17.00  B > A  200  sdp  tag=b1\n17.02  A > B  ACK  tag=b1\n"},
{"one that leads to an answer is, too", "em-tone-no-final", SEVERITY_WARNING, CONFIDENCE_HIGH, "until the 200",
 OPENED PLAYS(BUSY_TONE "for 14.0s") "15.00  B > A  200  sdp  tag=b1\n15.02  A > B  ACK  tag=b1\n"},
{"a tone up to the end of the capture shows how long none came", "em-tone-no-final", SEVERITY_WARNING, CONFIDENCE_HIGH,
 "end of what was captured", OPENED PLAYS(BUSY_TONE "for 14.0s")},
{"a capture that ends soon shows nothing", "em-tone-no-final", SILENT, 0, NULL, OPENED PLAYS(BUSY_TONE "for 5.0s")},
{"nor does it contradict anything", "em-tone-contradicts-code", SILENT, 0, NULL, OPENED PLAYS(BUSY_TONE "for 5.0s")},
{"half a capture may lack the final", "em-tone-no-final", SILENT, 0, NULL,
 "0.900  B > A  183  sdp  tag=b1\n" PLAYS(BUSY_TONE "for 14.0s")},
{"an announcement behind the tone is played to its end", "em-tone-no-final", SILENT, 0, NULL,
 OPENED PLAYS(SIT_TONE "for 1.0s") "2.000  B > A  rtp  speech  for 14.0s\n17.00  B > A  404  tag=b1\n17.02  A > B  ACK  tag=b1\n"},
{"one that goes on for half a minute is stuck", "em-tone-no-final", SEVERITY_WARNING, CONFIDENCE_HIGH,
 "special information tone",
 OPENED PLAYS(SIT_TONE "for 1.0s") "2.000  B > A  rtp  speech  for 38.0s\n41.00  B > A  404  tag=b1\n41.02  A > B  ACK  tag=b1\n"},
{"ringback for a minute is no failure", "em-tone-no-final", SILENT, 0, NULL, OPENED PLAYS(RINGBACK_TONE "for 60.0s") GIVES_UP("62")},
{"nor is music", "em-tone-no-final", SILENT, 0, NULL, OPENED PLAYS("music  for 30.0s") GIVES_UP("32")},
/* Ringback at the wrong time */
{"without the other leg nobody knows what rang", "em-ringback-before-alert", SILENT, 0, NULL,
 "0.000  A > P  INVITE  sdp\n" RINGS_FIRST "13.01  P > A  200  sdp  tag=p1\n13.02  A > P  ACK  tag=p1\n"},
{"progress of any kind may stand for ringing", "em-ringback-before-alert", SILENT, 0, NULL,
 TWO_LEGS "0.090  B > P  183  tag=b1  call=2\n" RINGS_FIRST BOTH_ANSWERED},
{"ringback may come from the callee's side", "em-ringback-before-alert", SILENT, 0, NULL,
 TWO_LEGS "0.120  B > P  rtp  tone=425:1-4  call=2  for 12.0s\n" RINGS_FIRST BOTH_ANSWERED},
{"ringback for a callee that never rang is false", "em-ringback-before-alert", SEVERITY_NOTICE, CONFIDENCE_HIGH,
 "never said that it rings",
 TWO_LEGS RINGS_FIRST "13.00  B > P  404  tag=b1  call=2\n13.01  P > A  404  tag=p1\n13.02  A > P  ACK  tag=p1\n"},
{"music before ringing is no false ringback", "em-ringback-before-alert", SILENT, 0, NULL,
 TWO_LEGS "0.100  P > A  183  sdp  tag=p1\n0.150  P > A  rtp  music  for 12.0s\n" BOTH_ANSWERED},
{"the rest of a burst behind the answer is a switch", "em-ringback-after-answer", SILENT, 0, NULL,
 OPENED PLAYS("tone=425:1-4  for 9.5s") OK_AT_9},
{"the pause behind it is none of its own", "em-ringback-after-answer", SILENT, 0, NULL,
 INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  tone=425:1-4  for 9.8s\n6.900  B > A  200  sdp  tag=b1\n6.920  A > B  ACK  tag=b1\n"},
{"what begins behind the answer is not listened to", "em-ringback-after-answer", SILENT, 0, NULL,
 INVITE "0.900  B > A  180  tag=b1\n2.000  B > A  200  sdp  tag=b1\n2.020  A > B  ACK  tag=b1\n"
        "2.050  B > A  rtp  tone=400+450:0.4-0.2-0.4-2  for 20.0s\n"},
{"a leg that lost may go on ringing", "em-ringback-after-answer", SILENT, 0, NULL,
 FORKS "1.000  B > A  rtp  tone=425:1-4  for 17.0s\n4.000  P > A  183  sdp  tag=c1\n" ANSWERS_C "9.050  C > A  rtp  speech  for 8.0s\n"},
{"a failure is no answer", "em-ringback-after-answer", SILENT, 0, NULL, OPENED PLAYS("tone=425:1-4  for 17.0s") FAILS("486")},
/* Guesses */
{"speech is guessed with low confidence", "em-audio-speech-like", SEVERITY_INFO, CONFIDENCE_LOW, "sounds like speech",
 OPENED PLAYS("speech  for 5.0s") OK_AT_9},
{"speech behind an answer that was not captured may be the talk", "em-audio-speech-like", SILENT, 0, NULL,
 "0.900  B > A  183  sdp  tag=b1\n" PLAYS("speech  for 8.0s")},
{"noise is neither speech nor music", "em-audio-speech-like", SILENT, 0, NULL, OPENED PLAYS("for 8.0s") OK_AT_9},
{"noise is no music", "em-audio-music-like", SILENT, 0, NULL, OPENED PLAYS("for 8.0s") OK_AT_9},
/* Quality */
{"two of a hundred lost are a notice", "em-rtp-quality", SEVERITY_NOTICE, CONFIDENCE_HIGH, "lost",
 OPENED PLAYS("loss=2%  for 8.0s") OK_AT_9},
{"one of two hundred is nothing", "em-rtp-quality", SILENT, 0, NULL, OPENED PLAYS("lost=2s..2.04s  for 8.0s") OK_AT_9},
{"loss behind the answer is not early", "em-rtp-quality", SILENT, 0, NULL,
 OPENED PLAYS("for 8.0s") OK_AT_9 "9.050  B > A  rtp  loss=10%  for 5.0s\n"},
{"packets that comfort noise stands for are not lost", "em-rtp-quality", SILENT, 0, NULL,
 OPENED PLAYS("cn  for 2.0s") "2.970  B > A  rtp  seq=+50  for 5.9s\n" OK_AT_9},
{"where the capture lost packets the network may have lost none", "em-rtp-quality", SEVERITY_NOTICE, CONFIDENCE_LOW,
 "capture itself lost frames",
 OPENED "0.100  C > D  rtp  for 12.0s  lost=5s..5.5s\n0.100  E > F  rtp  for 12.0s  lost=5s..5.5s\n"
        "0.100  G > H  rtp  for 12.0s  lost=5s..5.5s\n" PLAYS("for 8.0s  lost=4.15s..4.65s") OK_AT_9},
{"packets that a relay kept back come at once", "em-rtp-quality", SEVERITY_NOTICE, CONFIDENCE_HIGH, "at once",
 OPENED PLAYS("burst=15  for 8.0s") OK_AT_9},
{"three packets at once are nothing", "em-rtp-quality", SILENT, 0, NULL, OPENED PLAYS("burst=3  for 8.0s") OK_AT_9},
{"packets out of order are counted", "em-rtp-quality", SEVERITY_NOTICE, CONFIDENCE_HIGH, "out of order",
 OPENED PLAYS("reorder=5%  for 8.0s") OK_AT_9},
{"a little jitter is nothing", "em-rtp-quality", SILENT, 0, NULL, OPENED PLAYS("jitter=15ms  for 8.0s") OK_AT_9},
{"much jitter is told", "em-rtp-quality", SEVERITY_NOTICE, CONFIDENCE_HIGH, "jitter",
 OPENED PLAYS("jitter=80ms  for 8.0s") OK_AT_9},
{"twice as much is a warning", "em-rtp-quality", SEVERITY_WARNING, CONFIDENCE_HIGH, "jitter",
 OPENED PLAYS("jitter=160ms  for 8.0s") OK_AT_9},
{"digits have no jitter", "em-rtp-quality", SILENT, 0, NULL, OPENED PLAYS("keys=123456  for 8.0s") OK_AT_9},
{"packets that the capture shows twice are not damaged", "em-rtp-quality", SILENT, 0, NULL, OPENED PLAYS("for 8.0s  dup") OK_AT_9},
{"longer packets than wished for are told", "em-rtp-ptime", SEVERITY_NOTICE, CONFIDENCE_HIGH, "packets of 30 ms",
 "0.000  A > B  INVITE  sdp  a=ptime:20\n0.900  B > A  183  sdp  tag=b1\n" PLAYS("ptime=30  for 8.0s") OK_AT_9},
{"shorter ones than the limit are fine", "em-rtp-ptime", SILENT, 0, NULL,
 "0.000  A > B  INVITE  sdp  a=maxptime:60\n0.900  B > A  183  sdp  tag=b1\n" PLAYS("ptime=30  for 8.0s") OK_AT_9},
{"where nothing was asked any length is right", "em-rtp-ptime", SILENT, 0, NULL, OPENED PLAYS("ptime=60  for 8.0s") OK_AT_9},
{"timestamps of another clock tell no length", "em-rtp-ptime", SILENT, 0, NULL,
 "0.000  A > B  INVITE  sdp  codecs=96/opus/48000  a=ptime:20\n0.900  B > A  183  sdp  codecs=96/opus/48000  tag=b1\n"
 PLAYS("pt=96  bytes=80  for 8.0s") OK_AT_9},
{"sequence numbers may jump, too", "em-ts-jump", SEVERITY_NOTICE, CONFIDENCE_CERTAIN, "sequence numbers jump",
 OPENED PLAYS("for 4.0s") "4.970  B > A  rtp  seq=+20000  for 3.0s\n" OK_AT_9},
{"a pause that the timestamps count is no jump", "em-ts-jump", SILENT, 0, NULL,
 OPENED PLAYS("for 4.0s") "5.500  B > A  rtp  for 3.0s\n" OK_AT_9},
{"timestamps of comfort noise may jump", "em-ts-jump", SILENT, 0, NULL,
 OPENED PLAYS("cn  for 4.0s") "5.000  B > A  rtp  cn  ts=+80000  for 3.0s\n" OK_AT_9},
{"behind the answer jumps are the talk's", "em-ts-jump", SILENT, 0, NULL,
 OPENED PLAYS("for 8.0s") OK_AT_9 "9.050  B > A  rtp  for 1.0s\n10.06  B > A  rtp  ts=+80000  for 3.0s\n"},
/* A delayed offer */
{"the few packets to a caller that has not said where it wants them came to some place all the same", "em-sdp-no-rtp",
 SEVERITY_ERROR, CONFIDENCE_HIGH, "to 10.0.0.1:30000",
 "0.000  A > B  INVITE\n0.900  B > A  183  sdp  tag=b1\n0.950  A > B  rtp  for 1.0s\n0.960  B > A  rtp  for 0.06s\n" FAILS("480")},
#undef OPENED
#undef PLAYS
#undef FAILS
#undef SEALED
#undef SECRETLY
#undef IN_G729
#undef BUSY_TONE
#undef CONGESTION_TONE
#undef RINGBACK_TONE
#undef SIT_TONE
#undef INTERCEPT_TONE
#undef NO_CIRCUIT_TONE
#undef GIVES_UP
#undef FORKS
#undef ANSWERS_C
#undef SAME_CALL
#undef TWO_LEGS
#undef RINGS_FIRST
#undef BOTH_ANSWERED
