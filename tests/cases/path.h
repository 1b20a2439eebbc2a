/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows of the table in rules.c. */
	{"a few packets show what the capture sees", "em-sdp-no-rtp", SEVERITY_ERROR, CONFIDENCE_HIGH,
         "no more than 5 packets (frame 3) came until the 200 (frame 8); the caller sent none",
         INVITE "0.900  B > A  183  sdp  tag=b1\n1.000  B > A  rtp  for 0.1s\n" OK_AT_9},
	{"of audio that was not kept little is known", "em-rtp-late", SEVERITY_ERROR, CONFIDENCE_LOW, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n"
                "3.500  B > A  rtp  for 0.1s  ssrc=2\n3.500  B > A  rtp  for 0.1s  ssrc=3\n3.500  B > A  rtp  for 0.1s  ssrc=4\n"
                "3.500  B > A  rtp  for 0.1s  ssrc=5\n3.500  B > A  rtp  for 0.1s  ssrc=6\n3.500  B > A  rtp  for 0.1s  ssrc=7\n"
                "3.500  B > A  rtp  for 0.1s  ssrc=8\n3.500  B > A  rtp  for 0.1s  ssrc=9\n3.600  B > A  rtp  for 5.0s  ssrc=10\n" OK_AT_9},
	{"the port is that of the caller's video", "em-rtp-wrong-destination", SEVERITY_ERROR, CONFIDENCE_HIGH, "names for video",
         "0.000  A > B  INVITE  sdp  m=video 30006 RTP/AVP 96\n0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s  to=30006\n" OK_AT_9},
	{"the port is the one that an earlier INVITE named", "em-rtp-wrong-destination", SEVERITY_ERROR, CONFIDENCE_HIGH, "the INVITE before it (frame 1)",
         INVITE "0.050  B > A  407  tag=b9\n0.060  A > B  ACK  tag=b9\n0.100  A > B  INVITE  sdp  cseq=2  port=30040\n"
                "0.900  B > A  183  sdp  tag=b1  cseq=2\n0.950  B > A  rtp  for 8.0s  to=30000\n"
                "9.000  B > A  200  sdp  tag=b1  cseq=2\n9.020  A > B  ACK  tag=b1  cseq=2\n"},
	{"audio of the try before goes where that wanted it", "em-rtp-wrong-destination", SILENT, 0, NULL,
         INVITE "0.050  B > A  183  sdp  tag=b9\n0.060  B > A  rtp  for 2.0s\n2.000  B > A  503  tag=b9\n2.010  A > B  ACK  tag=b9\n"
                "2.100  A > B  INVITE  sdp  cseq=2  port=30040\n2.900  B > A  180  tag=b1  cseq=2\n"
                "9.000  B > A  200  sdp  tag=b1  cseq=2\n9.020  A > B  ACK  tag=b1  cseq=2\n"},
	{"a retry with the same port sends nothing astray", "em-rtp-wrong-destination", SILENT, 0, NULL,
         INVITE "0.050  B > A  407  tag=b9\n0.060  A > B  ACK  tag=b9\n0.100  A > B  INVITE  sdp  cseq=2\n"
                "0.900  B > A  183  sdp  tag=b1  cseq=2\n0.950  B > A  rtp  for 8.0s\n"
                "9.000  B > A  200  sdp  tag=b1  cseq=2\n9.020  A > B  ACK  tag=b1  cseq=2\n"},
	{"audio from another port of that host may be another call's", "em-rtp-wrong-destination", SEVERITY_NOTICE, CONFIDENCE_LOW, "or another call's",
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s  from=40040  to=30040\n" OK_AT_9},
	{"a host whose media were there before has other calls", "em-rtp-wrong-destination", SILENT, 0, NULL,
         "0.000  B > A  rtp  for 20.0s  from=40040  to=30040\n1.000  A > B  INVITE  sdp\n1.900  B > A  183  sdp  tag=b1\n"
         "9.000  B > A  200  sdp  tag=b1\n9.020  A > B  ACK  tag=b1\n"},
	{"and its audio does not hide that none came", "em-sdp-no-rtp", SEVERITY_ERROR, CONFIDENCE_MEDIUM, "audio of another call did pass",
         "0.000  B > A  rtp  for 20.0s  from=40040  to=30040\n1.000  A > B  INVITE  sdp\n1.900  B > A  183  sdp  tag=b1\n"
         "9.000  B > A  200  sdp  tag=b1\n9.020  A > B  ACK  tag=b1\n"},
	{"nor do a few packets to another port", "em-sdp-no-rtp", SEVERITY_ERROR, CONFIDENCE_MEDIUM, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 0.1s  to=30001\n" OK_AT_9},
	{"what a NAT may have sent on to the caller is no other call's", "em-sdp-no-rtp", SEVERITY_ERROR, CONFIDENCE_LOW,
         "likely, not proven",
         INVITE "0.900  B > A  183  sdp  tag=b1\n1.000  B > A  rtp  for 7.0s  toward=203.0.113.9\n" OK_AT_9},
	{"a few packets are no audio", "em-rtp-wrong-destination", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 0.1s  to=30001\n" OK_AT_9},
	{"what keeps a path open is no audio", "em-rtp-wrong-destination", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  keepalive  every=0.9s  for 8.0s  to=30001\n" OK_AT_9},
	{"audio that overtook the answer is not early", "em-rtp-wrong-destination", SILENT, 0, NULL,
         INVITE "0.900  B > A  180  tag=b1\n8.900  B > A  rtp  for 2.0s  to=30001\n" OK_AT_9},
	{"where audio came to the right place, too, none is missing", "em-rtp-wrong-destination", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s  to=30001\n0.950  B > A  rtp  for 8.0s  to=30000  ssrc=2\n" OK_AT_9},
	{"without the INVITE nobody knows the right place", "em-rtp-wrong-destination", SILENT, 0, NULL,
         "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s  to=30001\n" OK_AT_9},
	{"behind a NAT the SDP does not say what is right", "em-rtp-wrong-destination", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  host=198.51.100.9\n0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s  to=30001\n" OK_AT_9},
	{"with ICE any pair of addresses may be the right one", "em-rtp-wrong-destination", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  a=ice-ufrag:abcd  a=ice-pwd:abcdefghijklmnopqrstuv\n0.900  B > A  183  sdp  tag=b1\n"
         "0.950  B > A  rtp  for 8.0s  to=30001\n" OK_AT_9},
	{"a cancelled call says so as well", "em-rtp-wrong-destination", SEVERITY_ERROR, CONFIDENCE_HIGH, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 5.0s  to=30002\n6.000  A > B  CANCEL\n6.010  B > A  200  of=CANCEL\n"
                "6.020  B > A  487  tag=b1\n6.030  A > B  ACK  tag=b1\n"},
	{"where nobody saw audio to the caller none is missed", "em-rtp-forward-only", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n1.000  A > B  rtp  for 8.0s\n" OK_AT_9},
	{"a callee that says that it sends nothing owes nothing", "em-rtp-forward-only", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp=recvonly  tag=b1\n1.000  A > B  rtp  for 8.0s\n" OK_AT_9 RTP_AFTER},
	{"a caller that keeps the path open sends no audio", "em-rtp-forward-only", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n1.000  A > B  rtp  keepalive  every=1s  for 7.9s\n" OK_AT_9 RTP_AFTER},
	{"a few packets of the caller are no one-way call", "em-rtp-forward-only", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n1.000  A > B  rtp  for 0.9s\n" OK_AT_9 RTP_AFTER},
	{"audio of the next call there is a witness", "em-rtp-forward-only", SEVERITY_ERROR, CONFIDENCE_MEDIUM, NULL,
         "0.000  A > B  INVITE  sdp\n0.100  A > B  INVITE  sdp  call=2\n0.500  B > A  183  sdp  tag=b2  call=2\n0.900  B > A  183  sdp  tag=b1\n"
         "1.000  A > B  rtp  for 7.9s\n1.000  B > A  rtp  for 2.0s  call=2\n20.00  B > A  200  sdp  tag=b2  call=2\n" OK_AT_9},
	{"more than a second is a warning", "em-rtp-before-sdp", SEVERITY_WARNING, CONFIDENCE_CERTAIN, "1.4 s",
         INVITE "0.100  B > A  100\n0.500  B > A  rtp  for 8.4s\n1.900  B > A  183  sdp  tag=b1\n" OK_AT_9},
	{"an 18x that was cut may have had SDP", "em-rtp-before-sdp", SILENT, 0, NULL,
         INVITE "0.400  B > A  183  sdp  tag=b1  cut\n0.500  B > A  rtp  for 8.4s\n1.900  B > A  183  sdp  tag=b1\n" OK_AT_9},
	{"audio of the try before is not early", "em-rtp-before-sdp", SILENT, 0, NULL,
         INVITE "0.050  B > A  183  sdp  tag=b9\n0.060  B > A  rtp  for 2.0s\n2.000  B > A  503  tag=b9\n2.010  A > B  ACK  tag=b9\n"
                "2.050  A > B  INVITE  sdp  cseq=2\n2.900  B > A  183  sdp  tag=b1  cseq=2\n2.920  B > A  rtp  for 6.0s\n"
                "9.000  B > A  200  sdp  tag=b1  cseq=2\n9.020  A > B  ACK  tag=b1  cseq=2\n"},
	{"an 18x whose tail was lost may have had SDP", "em-rtp-before-sdp", SILENT, 0, NULL,
         INVITE "0.010  A > B  OPTIONS  frag  call=2\n0.020  B > A  200  of=OPTIONS  frag  call=2\n0.400  B > A  180  sdp  tag=b1  frag-lost\n0.500  B > A  rtp  for 8.4s\n1.900  B > A  183  sdp  tag=b1\n" OK_AT_9},
	{"another host is told apart from another port", "em-rtp-unexpected-source", SEVERITY_NOTICE, CONFIDENCE_HIGH, "no other SDP names that host",
         INVITE "0.900  B > A  183  sdp  tag=b1  host=10.0.0.9\n0.950  B > A  rtp  for 8.0s\n9.000  B > A  200  sdp  tag=b1  host=10.0.0.9\n9.020  A > B  ACK  tag=b1\n"},
	{"a receiver that counts none of it drops it", "em-rtp-unexpected-source", SEVERITY_WARNING, CONFIDENCE_HIGH, "received none of it",
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 16.0s  from=40006\n4.000  A > B  rtcp  received=0\n9.000  A > B  rtcp  received=0\n"
                "14.000  A > B  rtcp  received=0\n17.000  B > A  200  sdp  tag=b1\n17.020  A > B  ACK  tag=b1\n"},
	{"a receiver that counts some of it takes it", "em-rtp-unexpected-source", SEVERITY_NOTICE, CONFIDENCE_HIGH, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 16.0s  from=40006\n4.000  A > B  rtcp\n9.000  A > B  rtcp\n"
                "14.000  A > B  rtcp\n17.000  B > A  200  sdp  tag=b1\n17.020  A > B  ACK  tag=b1\n"},
	{"what keeps a path open is no audio from a wrong place", "em-rtp-unexpected-source", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s\n1.000  B > A  rtp  keepalive  every=1s  for 8.0s  from=40006  ssrc=2\n" OK_AT_9},
	{"what the 2xx names is named", "em-rtp-unexpected-source", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  host=10.0.0.9\n0.950  B > A  rtp  for 8.0s\n" OK_AT_9},
	{"with ICE the audio comes from whichever address works", "em-rtp-unexpected-source", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  a=ice-ufrag:abcd  a=ice-pwd:abcdefghijklmnopqrstuv\n0.950  B > A  rtp  for 8.0s  from=40006\n" OK_AT_9},
	{"an answer that names a host tells no address", "em-rtp-unexpected-source", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  host=media.example.com\n0.950  B > A  rtp  for 8.0s  from=40006\n" OK_AT_9},
	{"half a capture may lack the answer that names it", "em-rtp-unexpected-source", SILENT, 0, NULL,
         INVITE "0.950  B > A  rtp  for 8.0s  from=40006\n9.020  A > B  ACK  tag=b1\n"},
	{"a phone that begins at the 183 waits for nobody", "em-nat-latch-deadlock", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  at=203.0.113.2\n1.000  A > B  rtp  for 8.0s\n1.060  B > A  rtp  for 7.9s\n" OK_AT_9},
	{"audio that comes long after the caller's did not wait for it", "em-nat-latch-deadlock", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  at=203.0.113.2\n5.000  A > B  rtp  for 4.0s\n5.400  B > A  rtp  for 3.5s\n" OK_AT_9},
	{"who can be reached has nothing to be learnt of", "em-nat-latch-deadlock", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n5.000  A > B  rtp  for 4.0s\n5.060  B > A  rtp  for 3.9s\n" OK_AT_9},
	{"what a second response let begin was not waiting", "em-nat-latch-deadlock", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  at=203.0.113.2\n4.900  B > A  180  sdp  tag=b1\n5.000  A > B  rtp  for 4.0s\n5.060  B > A  rtp  for 3.9s\n" OK_AT_9},
	{"both begin at the answer anyway", "em-nat-latch-deadlock", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1  at=203.0.113.2\n" OK_AT_9 "9.030  A > B  rtp  for 4.0s\n9.090  B > A  rtp  for 3.9s\n"},
	{"audio that goes where the caller's came from shows the latch", "em-nat-latch-deadlock", SEVERITY_ERROR, CONFIDENCE_MEDIUM, "after the answer",
         "0.000  A > B  INVITE  sdp  host=192.168.1.10  at=198.51.100.9\n0.900  B > A  183  sdp  tag=b1\n" OK_AT_9
         "9.030  A > B  rtp  for 4.0s  from=61000\n9.090  B > A  rtp  for 3.9s  toward=198.51.100.9  to=61000\n"},
	{"audio that the relay had meanwhile makes it surer", "em-nat-latch-deadlock", SEVERITY_ERROR, CONFIDENCE_HIGH, NULL,
         "0.000  A > P  INVITE  sdp  leg\n0.010  P > B  INVITE  sdp  at=203.0.113.16  host=203.0.113.16  call=2  leg\n0.900  B > P  183  sdp  tag=b1  call=2\n"
         "0.910  P > A  183  sdp  tag=p1  host=203.0.113.16\n1.000  B > P  rtp  for 7.9s  to=30002  call=2\n5.000  A > P  rtp  for 4.0s\n5.050  P > A  rtp  for 3.9s\n"
         "9.000  B > P  200  sdp  tag=b1  call=2\n9.010  P > A  200  sdp  tag=p1  host=203.0.113.16\n9.020  A > P  ACK  tag=p1\n9.030  P > B  ACK  tag=b1  call=2\n"},
	{"a relay that had nothing to send waited for nothing", "em-nat-latch-deadlock", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp  leg\n0.010  P > B  INVITE  sdp  at=203.0.113.16  host=203.0.113.16  call=2  leg\n0.900  B > P  183  sdp  tag=b1  call=2\n"
         "0.910  P > A  183  sdp  tag=p1  host=203.0.113.16\n5.000  A > P  rtp  for 4.0s\n5.050  P > A  rtp  for 3.9s\n"
         "9.000  B > P  200  sdp  tag=b1  call=2\n9.010  P > A  200  sdp  tag=p1  host=203.0.113.16\n9.020  A > P  ACK  tag=p1\n9.030  P > B  ACK  tag=b1  call=2\n"
         "9.050  B > P  rtp  for 2.0s  to=30002  call=2\n"},
	{"one audio that goes on under another SSRC is one", "fork-em-concurrent", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 4.0s\n4.900  B > A  rtp  for 4.0s  ssrc=2\n" OK_AT_9},
	{"what a capture shows twice is one", "fork-em-concurrent", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s  dup\n" OK_AT_9},
	{"audio to two ports is two calls'", "fork-em-concurrent", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s\n0.950  C > A  rtp  for 8.0s  to=30010  ssrc=2\n" OK_AT_9},
	{"digits are no second audio", "fork-em-concurrent", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  codecs=0,101/telephone-event/8000\n0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s\n"
         "2.000  B > A  rtp  for 1.0s  pt=101  ssrc=2\n" OK_AT_9},
	{"what keeps a path open is no second audio", "fork-em-concurrent", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s\n0.950  C > A  rtp  keepalive  every=0.9s  for 8.0s  ssrc=2\n" OK_AT_9},
	{"two audios of one sender are two as well", "fork-em-concurrent", SEVERITY_WARNING, CONFIDENCE_HIGH, "2.9 s",
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s\n2.000  B > A  rtp  for 3.0s  ssrc=2\n" OK_AT_9},
	{"a phone that is told to ring fills the gap", "fork-serial-silence", SEVERITY_INFO, CONFIDENCE_HIGH, "180 (frame",
         "0.000  A > P  INVITE  sdp\n0.900  P > A  183  sdp  tag=b1  host=10.0.0.2\n1.000  B > A  rtp  for 2.0s\n3.500  P > A  180  tag=c1\n"
         "5.000  P > A  183  sdp  tag=c1  host=10.0.0.3\n5.200  C > A  rtp  for 3.7s\n9.000  P > A  200  sdp  tag=c1  host=10.0.0.3\n9.020  A > P  ACK  tag=c1\n"},
	{"a gap within one dialog is no change", "fork-serial-silence", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp\n0.900  P > A  183  sdp  tag=b1  host=10.0.0.2\n1.000  B > A  rtp  for 2.0s\n"
         "3.000  P > A  180  tag=c1\n5.200  B > A  rtp  for 3.7s\n9.000  P > A  200  sdp  tag=c1  host=10.0.0.3\n9.020  A > P  ACK  tag=c1\n"},
	{"two tags behind one address cannot be told apart", "fork-serial-silence", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp\n0.900  P > A  183  sdp  tag=b1\n1.000  P > A  rtp  for 2.0s\n4.000  P > A  183  sdp  tag=c1\n"
         "5.200  P > A  rtp  for 3.7s\n9.000  P > A  200  sdp  tag=c1\n9.020  A > P  ACK  tag=c1\n"},
	{"the winner may go on from there", "fork-em-wrong-winner", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp\n0.900  P > A  183  sdp  tag=b1  host=10.0.0.2\n1.000  B > A  rtp  for 12.0s\n1.500  P > A  180  tag=c1\n"
         "9.000  P > A  200  sdp  tag=c1  host=10.0.0.2\n9.020  A > P  ACK  tag=c1\n"},
	{"a 199 ends its own audio", "fork-em-wrong-winner", SEVERITY_WARNING, CONFIDENCE_HIGH, "the 199 (frame",
         "0.000  A > P  INVITE  sdp\n0.900  P > A  183  sdp  tag=b1  host=10.0.0.2\n1.000  B > A  rtp  for 5.0s\n1.500  P > A  180  tag=c1\n"
         "4.000  P > A  199  tag=b1\n9.000  P > A  200  sdp  tag=c1  host=10.0.0.3\n9.020  A > P  ACK  tag=c1\n"},
	{"music on hold from the same server is later", "fork-em-wrong-winner", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp\n0.900  P > A  183  sdp  tag=b1  host=10.0.0.2\n1.000  B > A  rtp  for 7.9s\n1.500  P > A  180  tag=c1\n"
         "9.000  P > A  200  sdp  tag=c1  host=10.0.0.3\n9.020  A > P  ACK  tag=c1\n9.050  C > A  rtp  for 3.0s\n20.000  B > A  rtp  for 3.0s\n"},
	{"where the call failed all ended", "fork-em-wrong-winner", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp\n0.900  P > A  183  sdp  tag=b1  host=10.0.0.2\n1.000  B > A  rtp  for 9.0s\n1.500  P > A  180  tag=c1\n"
         "9.000  P > A  486  tag=c1\n9.020  A > P  ACK  tag=c1\n"},
	{"audio that comes later is late, not lost", "em-lost-at-answer", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s\n" OK_AT_9
                "9.050  A > B  rtp  for 9.0s\n14.000  B > A  rtp  for 4.0s\n19.000  A > B  BYE  tag=b1\n"},
	{"silence that ends at the answer is no lost audio", "em-lost-at-answer", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s  silence\n" OK_AT_9 "9.050  A > B  rtp  for 4.0s\n13.100  A > B  BYE  tag=b1\n"},
	{"a call that ends at once had no time", "em-lost-at-answer", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s\n" OK_AT_9 "9.050  A > B  rtp  for 1.8s\n10.900  A > B  BYE  tag=b1\n"},
	{"a capture that ends at the answer shows no loss", "em-lost-at-answer", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s\n" OK_AT_9},
	{"another call that goes on shows nothing of this one", "em-lost-at-answer", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s\n" OK_AT_9 "30.000  C > D  OPTIONS  call=2\n"},
	{"an answer on hold has nothing to send", "em-lost-at-answer", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s\n9.000  B > A  200  sdp=recvonly  tag=b1\n9.020  A > B  ACK  tag=b1\n"
                "9.050  A > B  rtp  for 4.0s\n13.100  A > B  BYE  tag=b1\n"},
	{"another offer at once changes what is due", "em-lost-at-answer", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s\n" OK_AT_9
                "9.500  A > B  INVITE  sdp=sendonly  tag=b1\n9.510  B > A  200  sdp=recvonly  tag=b1  cseq=2\n9.520  A > B  ACK  tag=b1  cseq=2\n"
                "9.600  A > B  rtp  for 4.0s\n13.600  A > B  BYE  tag=b1  cseq=3\n"},
	{"audio of the answered call that goes elsewhere need not pass here", "em-lost-at-answer", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s\n9.000  B > A  200  sdp  tag=b1  host=10.0.0.9\n9.020  A > B  ACK  tag=b1\n"
                "13.100  A > B  BYE  tag=b1\n13.110  B > A  200  of=BYE  tag=b1\n"},
	{"nothing in either direction is less sure", "em-lost-at-answer", SEVERITY_ERROR, CONFIDENCE_MEDIUM, "in either direction",
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s\n" OK_AT_9 "13.100  A > B  BYE  tag=b1\n13.110  B > A  200  of=BYE  tag=b1\n"},
	{"who may be silent without a packet may be silent", "em-lost-at-answer", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  codecs=0,13\n0.900  B > A  183  sdp  tag=b1  codecs=0,13\n0.950  B > A  rtp  for 8.0s\n"
         "9.000  B > A  200  sdp  tag=b1  codecs=0,13\n9.020  A > B  ACK  tag=b1\n9.050  A > B  rtp  for 4.0s\n13.100  A > B  BYE  tag=b1\n"},
	{"half a second is not noticed", "answer-clip", SILENT, 0, NULL, INVITE "0.900  B > A  180  tag=b1\n" OK_AT_9 "9.480  B > A  rtp  for 2.0s\n"},
	{"what begins long after the answer was not delayed by it", "answer-clip", SILENT, 0, NULL,
         INVITE "0.900  B > A  180  tag=b1\n" OK_AT_9 "19.100  B > A  rtp  for 2.0s\n"},
	{"audio that flows at the answer is not clipped", "answer-clip", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s\n" OK_AT_9 "9.700  B > A  rtp  for 2.0s\n"},
	{"audio that another offer brought is not late", "answer-clip", SILENT, 0, NULL,
         INVITE "0.900  B > A  180  tag=b1\n" OK_AT_9 "9.300  B > A  INVITE  sdp  tag=a1\n9.310  A > B  200  sdp  tag=a1\n9.320  B > A  ACK  tag=a1\n9.700  B > A  rtp  for 2.0s\n"},
	{"an offer in the 2xx is answered by the ACK", "answer-clip", SILENT, 0, NULL,
         "0.000  A > B  INVITE\n0.900  B > A  180  tag=b1\n9.000  B > A  200  sdp  tag=b1\n9.600  A > B  ACK  sdp  tag=b1\n9.900  B > A  rtp  for 2.0s\n"},
	{"a callee on hold owes no audio", "answer-clip", SILENT, 0, NULL,
         INVITE "0.900  B > A  180  tag=b1\n9.000  B > A  200  sdp=recvonly  tag=b1\n9.020  A > B  ACK  tag=b1\n9.700  B > A  rtp  for 2.0s\n"},
	{"comfort noise lets a callee wait until it speaks", "answer-clip", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  codecs=0,13\n0.900  B > A  180  tag=b1\n9.000  B > A  200  sdp  tag=b1  codecs=0,13\n9.020  A > B  ACK  tag=b1\n"
         "9.700  B > A  rtp  for 2.0s\n"},
	{"the callee may be the one who hears nothing", "em-rtp-one-way-after", SEVERITY_WARNING, CONFIDENCE_MEDIUM, "the callee heard nothing",
         INVITE "0.900  B > A  180  tag=b1\n" OK_AT_9 "9.050  B > A  rtp  for 6.0s\n15.100  A > B  BYE  tag=b1\n"},
	{"five seconds are a short time", "em-rtp-one-way-after", SILENT, 0, NULL,
         INVITE "0.900  B > A  180  tag=b1\n" OK_AT_9 "9.050  A > B  rtp  for 4.9s\n15.100  A > B  BYE  tag=b1\n"},
	{"an announcement need not listen", "em-rtp-one-way-after", SILENT, 0, NULL,
         INVITE "0.900  B > A  180  tag=b1\n9.000  B > A  200  sdp=sendonly  tag=b1\n9.020  A > B  ACK  tag=b1\n9.050  B > A  rtp  for 6.0s\n15.100  A > B  BYE  tag=b1\n"},
	{"media of other hosts may pass here one way", "em-rtp-one-way-after", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp\n0.900  P > A  180  tag=b1\n9.000  P > A  200  sdp  tag=b1  host=10.0.0.2\n9.020  A > P  ACK  tag=b1\n"
         "9.050  A > B  rtp  for 6.0s\n15.100  A > P  BYE  tag=b1\n"},
	{"who sends from elsewhere is answered there", "em-rtp-one-way-after", SILENT, 0, NULL,
         INVITE "0.900  B > A  180  tag=b1\n" OK_AT_9 "9.050  B > A  rtp  for 6.0s  from=40044\n15.100  A > B  BYE  tag=b1\n"},
	{"what trails the failure is on its way", "em-rtp-after-failure", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.5s\n9.000  B > A  486  tag=b1\n9.020  A > B  ACK  tag=b1\n"},
	{"the next call on that port is no leak", "em-rtp-after-failure", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s\n9.000  B > A  486  tag=b1\n9.020  A > B  ACK  tag=b1\n"
                "9.700  B > A  rtp  for 5.0s\n"},
	{"a try that failed and was made again is no failed call", "em-rtp-after-failure", SILENT, 0, NULL,
         INVITE "0.050  B > A  183  sdp  tag=b9\n0.060  B > A  rtp  for 4.0s\n2.000  B > A  503  tag=b9\n2.010  A > B  ACK  tag=b9\n"
                "2.050  A > B  INVITE  sdp  cseq=2\n2.900  B > A  180  tag=b1  cseq=2\n9.000  B > A  486  tag=b1  cseq=2\n9.020  A > B  ACK  tag=b1  cseq=2\n"},
	{"an answered call goes on", "em-rtp-after-failure", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 12.0s\n" OK_AT_9},
	{"two minutes are a warning", "em-long", SEVERITY_WARNING, CONFIDENCE_CERTAIN, "120.9 s",
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 121.0s\n125.000  B > A  200  sdp  tag=b1\n125.020  A > B  ACK  tag=b1\n"},
	{"silence for two minutes is no audio", "em-long", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 121.0s  silence\n125.000  B > A  200  sdp  tag=b1\n125.020  A > B  ACK  tag=b1\n"},
	{"without the answer nobody knows what was early", "em-long", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 121.0s\n125.020  A > B  ACK  tag=b1\n"},
	{"a phone that was told to ring may ring again", "em-rtp-stalls", SEVERITY_NOTICE, CONFIDENCE_HIGH, "180 (frame 2)",
         INVITE "0.500  B > A  180  tag=b1\n0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 3.0s\n" OK_AT_9},
	{"a short gap is no stall", "em-rtp-stalls", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 3.0s\n4.900  B > A  rtp  for 4.0s\n" OK_AT_9},
	{"the pauses of ringback are no stall where silence is not sent", "em-rtp-stalls", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 1.0s\n5.950  B > A  rtp  for 1.0s\n" OK_AT_9},
	{"a pause longer than any ringback has is one", "em-rtp-stalls", SEVERITY_WARNING, CONFIDENCE_HIGH, "6.4 s",
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 1.0s\n8.400  B > A  rtp  for 0.5s\n" OK_AT_9},
	{"a pause that a response begins is one", "em-rtp-stalls", SEVERITY_WARNING, CONFIDENCE_HIGH, "came the 183 (frame",
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 1.0s\n2.000  B > A  183  tag=b1\n5.000  B > A  rtp  for 3.9s\n" OK_AT_9},
	{"another source after a gap is one", "em-rtp-stalls", SEVERITY_WARNING, CONFIDENCE_HIGH, "another source",
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 3.0s\n6.000  B > A  rtp  for 2.9s  ssrc=2\n" OK_AT_9},
	{"a pause at the end may be that of ringback", "em-rtp-stalls", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 4.2s\n" OK_AT_9},
	{"comfort noise lets a sender be silent", "em-rtp-stalls", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  codecs=0,13\n0.900  B > A  183  sdp  tag=b1  codecs=0,13\n0.950  B > A  rtp  for 1.0s\n8.400  B > A  rtp  for 0.5s\n" OK_AT_9},
	{"comfort noise that is sent does as well", "em-rtp-stalls", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 1.0s\n2.000  B > A  rtp  cn\n9.000  B > A  rtp  for 2.0s\n"
                "12.000  B > A  200  sdp  tag=b1\n12.020  A > B  ACK  tag=b1\n"},
	{"packets that only keep the path open do not break off", "em-rtp-stalls", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  keepalive  for 31.0s\n40.000  B > A  200  sdp  tag=b1\n40.020  A > B  ACK  tag=b1\n"},
	{"packets that were sent and lost broke off on the way", "em-rtp-stalls", SEVERITY_WARNING, CONFIDENCE_HIGH, "and lost",
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  A > B  rtp  for 8.0s\n0.950  B > A  rtp  for 8.0s  lost=2s..4s\n" OK_AT_9},
	{"or in the capture, where nothing else shows that it looked", "em-rtp-stalls", SEVERITY_NOTICE, CONFIDENCE_LOW, "and lost",
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s  lost=2s..4s\n" OK_AT_9},
	{"a 180 from which the phone rings is told by its own rule", "em-rtp-stalls", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 1.0s\n2.000  B > A  180  tag=b1\n" OK_AT_9},
	{"another dialog's audio is told by another rule", "em-rtp-stalls", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp\n0.900  P > A  183  sdp  tag=b1  host=10.0.0.2\n1.000  B > A  rtp  for 3.0s\n4.000  P > A  183  sdp  tag=c1  host=10.0.0.3\n"
         "5.200  C > A  rtp  for 3.7s\n9.000  P > A  200  sdp  tag=c1  host=10.0.0.3\n9.020  A > P  ACK  tag=c1\n"},
	{"who cancels at once stalls nothing", "em-rtp-stalls", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 3.0s\n4.500  A > B  CANCEL\n4.510  B > A  200  of=CANCEL\n"
                "10.000  B > A  487  tag=b1\n10.010  A > B  ACK  tag=b1\n"},
	{"without the answer a pause may be of the call", "em-rtp-stalls", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 3.0s\n20.000  B > A  rtp  for 3.0s\n25.020  A > B  ACK  tag=b1\n"},
	{"the audio of two dialogs has two sources", "em-ssrc-change", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp\n0.900  P > A  183  sdp  tag=b1  host=10.0.0.2\n1.000  B > A  rtp  for 3.0s\n4.000  P > A  183  sdp  tag=c1  host=10.0.0.3\n"
         "4.100  C > A  rtp  for 4.7s\n9.000  P > A  200  sdp  tag=c1  host=10.0.0.3\n9.020  A > P  ACK  tag=c1\n"},
	{"digits in between are no other sender", "em-ssrc-change", SILENT, 0, NULL,
         "0.000  A > B  INVITE  sdp  codecs=0,101/telephone-event/8000\n0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s\n"
         "2.000  B > A  rtp  for 0.4s  pt=101  ssrc=2\n" OK_AT_9},
	{"a sender that changes with the answer is no concern of the early phase", "em-ssrc-change", SILENT, 0, NULL,
         INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  for 8.0s\n" OK_AT_9 "9.050  B > A  rtp  for 2.0s  ssrc=2\n"},
	{"audio that comes before the caller was told has nowhere to go", "leg-rtp-not-relayed", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp  leg\n0.010  P > B  INVITE  sdp  host=10.0.0.16  call=2  leg\n0.900  B > P  183  sdp  tag=b1  call=2\n0.910  P > A  180  tag=p1\n"
         "1.000  B > P  rtp  for 7.9s  to=30002  call=2\n9.000  B > P  200  sdp  tag=b1  call=2\n9.010  P > A  200  sdp  tag=p1\n9.020  A > P  ACK  tag=p1\n"
         "9.030  P > B  ACK  tag=b1  call=2\n9.050  P > A  rtp  for 2.0s\n"},
	{"a relay of one address is seen on both sides", "leg-rtp-not-relayed", SEVERITY_ERROR, CONFIDENCE_MEDIUM, NULL,
         "0.000  A > P  INVITE  sdp  leg\n0.010  P > B  INVITE  sdp  host=10.0.0.16  call=2  leg\n0.900  B > P  183  sdp  tag=b1  call=2\n0.910  P > A  183  sdp  tag=p1\n"
         "1.000  B > P  rtp  for 7.9s  to=30002  call=2\n9.000  B > P  200  sdp  tag=b1  call=2\n9.010  P > A  200  sdp  tag=p1\n9.020  A > P  ACK  tag=p1\n"
         "9.030  P > B  ACK  tag=b1  call=2\n"},
	{"of another side of a relay this capture may show nothing", "leg-rtp-not-relayed", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp  leg\n0.010  P > B  INVITE  sdp  host=10.0.0.16  call=2  leg\n0.900  B > P  183  sdp  tag=b1  call=2\n"
         "0.910  P > A  183  sdp  tag=p1  host=192.0.2.16\n1.000  B > P  rtp  for 7.9s  to=30002  call=2\n9.000  B > P  200  sdp  tag=b1  call=2\n"
         "9.010  P > A  200  sdp  tag=p1  host=192.0.2.16\n9.020  A > P  ACK  tag=p1\n9.030  P > B  ACK  tag=b1  call=2\n"},
	{"half a second on the other leg is no announcement", "leg-rtp-not-relayed", SILENT, 0, NULL,
         "0.000  A > P  INVITE  sdp  leg\n0.010  P > B  INVITE  sdp  host=10.0.0.16  call=2  leg\n0.900  B > P  183  sdp  tag=b1  call=2\n0.910  P > A  183  sdp  tag=p1\n"
         "1.000  B > P  rtp  for 0.5s  to=30002  call=2\n9.000  B > P  200  sdp  tag=b1  call=2\n9.010  P > A  200  sdp  tag=p1\n9.020  A > P  ACK  tag=p1\n"
         "9.030  P > B  ACK  tag=b1  call=2\n9.050  P > A  rtp  for 2.0s\n"},
