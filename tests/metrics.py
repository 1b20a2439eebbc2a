#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""--metrics: what is served is what Prometheus reads, what the documents say and what the reports tell; who asks slowly, or a
thousand times at once, holds up nothing. Asks promtool and a real Prometheus where they are installed.

usage: metrics.py TOOL CAPTURES DOCS GENERATE SEND
"""

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

sys.dont_write_bytecode = True  # the source tree stays clean
from tool import Points, note, skip_all

PATIENCE = 60  # seconds, for what takes parts of one
TYPE = "text/plain; version=0.0.4; charset=utf-8"
NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
SAMPLE = re.compile(r"(%s)(?:\{(.*)\})? ([0-9]+(?:\.[0-9]+)?)$" % NAME)
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)')
# What Prometheus' query language has besides names of metrics and labels.
WORDS = set("by on without ignoring group_left group_right sum rate irate increase max min avg count topk clamp_max clamp_min "
            "histogram_quantile label_replace or and unless bool offset vector time le".split())  # fmt: skip


def wait_for(condition):
    end = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(condition())


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# What is served


def labels_of(text):
    labels, at = {}, 0
    while at < len(text):
        found = LABEL.match(text, at)
        if not found or found[1] in labels:
            raise ValueError("no labels: " + text)
        labels[found[1]] = found[2]
        at = found.end()
    return tuple(labels.items())


class Page:
    """The exposition format, read strictly; complaints about it."""

    def __init__(self, text):
        self.types, self.helps, self.samples, self.complaints = {}, {}, {}, []
        if text and not text.endswith("\n"):
            self.complaints.append("the last line has no end")
        for line in text.split("\n")[:-1]:
            try:
                self.read(line)
            except ValueError as error:
                self.complaints.append(str(error))

    def read(self, line):
        word = line.split(" ", 3)
        if word[:2] == ["#", "HELP"]:
            if word[2] in self.helps or len(word) < 4:
                raise ValueError("again, or empty: " + line)
            self.helps[word[2]] = word[3]
        elif word[:2] == ["#", "TYPE"]:
            if list(self.helps)[-1] != word[2] or word[2] in self.types:
                raise ValueError("not behind its help: " + line)
            self.types[word[2]] = word[3]
        else:
            self.read_sample(line)

    def read_sample(self, line):
        found = SAMPLE.match(line)
        if not found:
            raise ValueError("no sample: " + line)
        family = list(self.types)[-1]
        ends = ("_bucket", "_sum", "_count") if self.types[family] == "histogram" else ("",)
        if found[1] not in [family + end for end in ends]:
            raise ValueError("not of the family %s: %s" % (family, line))
        key = (found[1], labels_of(found[2] or ""))
        if key in self.samples:
            raise ValueError("twice: " + line)
        self.samples[key] = float(found[3])

    def value(self, name, **labels):
        return self.samples.get((name, tuple(labels.items())))

    def sum(self, name, **labels):
        return sum(value for (found, pairs), value in self.samples.items() if found == name and labels.items() <= dict(pairs).items())

    def histograms(self):
        """Complaints about those whose buckets do not add up."""
        for name in [name for name, kind in self.types.items() if kind == "histogram"]:
            buckets = [(dict(pairs)["le"], value) for (found, pairs), value in self.samples.items() if found == name + "_bucket"]
            values = [value for bound, value in buckets]
            if values != sorted(values) or buckets[-1][0] != "+Inf" or values[-1] != self.value(name + "_count"):
                self.complaints.append("the buckets of %s do not add up: %s" % (name, buckets))


class Served:
    """The program, serving."""

    def __init__(self, tool, *words, port=None, host="127.0.0.1", before=()):
        self.port, self.host = port or free_port(), host
        place = str(self.port) if host == "127.0.0.1" else "[%s]:%d" % (host, self.port) if ":" in host else "%s:%d" % (host, self.port)
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen([*before, tool, "--stats", "--metrics", place, *words], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=self.errors)  # fmt: skip
        self.serves = wait_for(lambda: self.answers() or self.process.poll() is not None) and self.process.poll() is None

    def connect(self, seconds=PATIENCE):
        return http.client.HTTPConnection(self.host, self.port, timeout=seconds)

    def ask(self, path="/metrics", method="GET", **more):
        connection = self.connect()
        with contextlib.closing(connection):
            connection.request(method, path, **more)
            response = connection.getresponse()
            return response, response.read().decode("utf-8")

    def answers(self):
        try:
            return self.ask()[0].status == 200
        except OSError:
            return False

    def page(self):
        return Page(self.ask()[1])

    def threads(self, name):
        """What the kernel says of each."""
        found, folder = [], "/proc/%d/task" % self.process.pid
        for thread in os.listdir(folder):
            with open(os.path.join(folder, thread, "status")) as file:
                found += re.findall(r"^%s:\s*(\S+)" % name, file.read(), re.M)
        return found

    def wait_calls(self, count):
        return wait_for(lambda: self.page().sum("sipwhy_calls_total") >= count)

    def counters(self):
        self.errors.seek(0)
        return self.errors.read().decode("utf-8", "replace")

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return "it did not end"
        return self.process.returncode


# The tests


def records_of(data):
    """Of a pcap file: the second, and the rest of the record."""
    at = 24
    while at + 16 <= len(data):
        end = at + 16 + struct.unpack_from("<I", data, at + 8)[0]
        yield struct.unpack_from("<I", data, at)[0], data[at + 4:end]
        at = end


class Tests:
    def __init__(self, tool, captures, docs, generate, send, folder):
        self.tool, self.captures, self.docs, self.folder, self.points = tool, captures, docs, folder, Points()
        self.generate, self.send = generate, send
        self.capture = self.gather()

    def gather(self):
        """Two captures one after the other in one file, and behind them a time in which they are over."""
        path = os.path.join(self.folder, "calls.pcap")
        with open(path, "wb") as out:
            second, records = 0, []
            for name in ("early-media/183-sdp-no-rtp-until-answer.pcap", "decline/603-after-ringing.pcap"):
                with open(os.path.join(self.captures, name), "rb") as file:
                    data = file.read()
                records = list(records_of(data))
                out.write(data[:24] if second == 0 else b"")
                second = second + 19 if second else records[0][0]
                for when, rest in records:
                    out.write(struct.pack("<I", second + when - records[0][0]) + rest)
                second += records[-1][0] - records[0][0]
            for i in range(12):  # ARP, each frame as far behind the one before as is believed
                out.write(struct.pack("<4I", second + 19 * (i + 1), 0, 14, 14) + bytes(12) + b"\x08\x06")
        return path

    def follow(self, *words, **more):
        return Served(self.tool, "-q", "-F", self.capture, *words, **more)

    def text(self):
        served = self.follow()
        wrong = [] if served.wait_calls(2) else ["its calls are not told"]
        response, text = served.ask()
        page = Page(text)
        page.histograms()
        wrong += page.complaints
        if response.getheader("Content-Type") != TYPE:
            wrong.append("it is %s" % response.getheader("Content-Type"))
        self.points.point("what is served is the exposition format", wrong)
        self.agrees(page)
        self.promtool(text)
        self.documented(page)
        self.dashboard(page)
        status = served.end()
        self.points.point("serving, it ends as ever", [] if status in (0, 1) else ["status %s" % status])

    def agrees(self, page):
        """With JSON of the same capture."""
        done = subprocess.run([self.tool, "-q", "-o", "json:-", self.capture], capture_output=True)
        lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
        wrong = []
        for call in lines[:-1]:
            host = call["callee"].rsplit(":", 1)[0]
            for name, labels in (("sipwhy_calls_total", {"outcome": call["outcome"]}),
                                 ("sipwhy_call_verdicts_total", {"verdict": call["verdict"]["label"]}),
                                 ("sipwhy_peer_calls_total", {"peer": host, "outcome": call["outcome"]}),
                                 ("sipwhy_peer_verdicts_total", {"peer": host, "verdict": call["verdict"]["label"]}),
                                 *(("sipwhy_findings_total", {"rule": found["id"]}) for found in call["findings"])):  # fmt: skip
                if not page.value(name, **labels):
                    wrong.append("%s of %s is %s" % (name, labels, page.value(name, **labels)))
        delays = [call["metrics"]["pdd_s"] for call in lines[:-1] if call["metrics"]["pdd_s"] is not None]
        if abs(sum(delays) - page.value("sipwhy_post_dial_delay_seconds_sum")) > 0.001:
            wrong.append("the sum of %s is told as %s" % (delays, page.value("sipwhy_post_dial_delay_seconds_sum")))
        summary = lines[-1]
        for name, wanted in (("sipwhy_frames_total", summary["frames"]), ("sipwhy_frame_bytes_total", summary["bytes"]),
                             ("sipwhy_sip_messages_total", summary["sip_messages"]), ("sipwhy_peer_calls_total", summary["calls"]),
                             ("sipwhy_peer_verdicts_total", summary["calls"])):  # fmt: skip
            if page.sum(name) != wanted:
                wrong.append("%s is %s, not %s" % (name, page.sum(name), wanted))
        for name, label, wanted in (("sipwhy_calls_total", "outcome", summary["outcomes"]),
                                    ("sipwhy_call_verdicts_total", "verdict", summary["verdicts"])):  # fmt: skip
            if {dict(pairs)[label]: value for (found, pairs), value in page.samples.items() if found == name} != wanted:
                wrong.append("%s are not %s" % (name, wanted))
        if len(lines) < 3:
            wrong.append("there are no calls to compare")
        self.points.point("metrics and JSON of one capture agree", wrong)

    def promtool(self, text):
        if not shutil.which("promtool"):
            print("# promtool was not asked: it is not installed")
            return
        done = subprocess.run(["promtool", "check", "metrics"], input=text, text=True, capture_output=True)
        self.points.point("promtool has nothing to say", (done.stdout + done.stderr).splitlines() or ([] if done.returncode == 0 else [done.returncode]))

    def documented(self, page):
        with open(os.path.join(self.docs, "metrics.md")) as file:
            rows = re.findall(r"^\| `(%s)` \| (\w+) \|" % NAME, file.read(), re.M)
        wrong = ["%s is served as %s, and not in the table so" % item for item in page.types.items() if item not in rows]
        wrong += ["%s is in the table and not served as %s" % row for row in rows if row not in page.types.items()]
        self.points.point("docs/metrics.md has what is served, and nothing else", wrong)

    def dashboard(self, page):
        """And the alerts in docs/metrics.md."""
        with open(os.path.join(self.docs, "grafana.json")) as file:
            board = json.load(file)
        with open(os.path.join(self.docs, "metrics.md")) as file:
            alerts = re.findall(r"^    (.*sipwhy_.*)$", file.read(), re.M)
        self.queries = [target["expr"] for panel in board["panels"] for target in panel.get("targets", [])] + alerts
        names = {name for name, _ in page.samples} | set(page.types)
        labels = {label for _, pairs in page.samples for label, _ in pairs} | {"job", "instance"}
        wrong, seen = [] if alerts else ["there are no alerts"], set()
        for query in self.queries:
            used = set(re.findall(NAME, re.sub(r'"[^"]*"|\[[^]]*\]|\$\w+', "", query))) - WORDS
            seen |= used & names
            wrong += ["%s: what is %s?" % (query, word) for word in sorted(used - names - labels)]
            if not used & names:
                wrong.append("%s: asks for nothing" % query)
        if len(seen) < 10 or len({panel["id"] for panel in board["panels"]}) != len(board["panels"]):
            wrong.append("%d panels, %d metrics" % (len(board["panels"]), len(seen)))
        self.points.point("the dashboard and the alerts ask for nothing that is not served", wrong)

    def http(self):
        served = self.follow()
        wrong = []
        for path, method, status in (("/", "GET", 200), ("/metrics", "HEAD", 200), ("/metrics?x=1", "GET", 200), ("/x", "GET", 404),
                                     ("/../metrics", "GET", 404), ("/metrics/", "GET", 404), ("/metrics", "POST", 405),
                                     ("/metrics", "DELETE", 405), ("/metrics", "TRACE", 405)):  # fmt: skip
            try:
                response, text = served.ask(path, method)
            except (OSError, http.client.HTTPException) as error:
                wrong.append("%s %s: %s" % (method, path, error))
                continue
            if response.status != status or (method == "HEAD" and text):
                wrong.append("%s %s: %d, %d bytes" % (method, path, response.status, len(text)))
        self.points.point("there is one page, to be read", wrong)
        wrong = []
        for request in (b"\r\n\r\n", b"\0" * 1000, b"GET\r\n\r\n", b"GET /metrics HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00" * 99,
                        b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 30000 + b"\r\n",
                        b"POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
                        b"POST /metrics HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n"):  # fmt: skip
            with contextlib.suppress(OSError), socket.create_connection((served.host, served.port), 5) as raw:
                raw.sendall(request)
                raw.shutdown(socket.SHUT_WR)
                while raw.recv(65536):
                    pass
            if not served.answers():
                wrong.append("nothing is served behind %r" % request[:40])
                break
        status = served.end()
        self.points.point("nonsense is survived", wrong + ([] if status in (0, 1) else [status, served.counters()[-2000:]]))

    def places(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            done = subprocess.run([self.tool, "--metrics", str(port), "-F", self.capture], capture_output=True, text=True)
        lines = done.stderr.splitlines()
        wrong = [] if done.returncode == 2 and len(lines) == 1 and "in use" in lines[0] else [done.returncode, *lines]
        self.points.point("a port that is taken is told in one line", wrong)
        done = subprocess.run([self.tool, "--metrics", "9060", self.capture], capture_output=True, text=True)
        wrong = [] if done.returncode == 2 and "--follow" in done.stderr and not done.stdout else [done.returncode, done.stderr]
        self.points.point("saved files are read without serving", wrong)
        wrong = []
        for host in ("::1", "localhost", "127.0.0.1"):
            served = self.follow(host=host)
            if not served.serves and host != "::1":  # there are machines without IPv6
                wrong.append("%s: %s" % (host, served.counters()))
            elif served.serves and host == "127.0.0.1" and self.listens_at(served.port) != {"0100007F"}:
                wrong.append("a port alone is served at %s" % self.listens_at(served.port))
            served.end()
        self.points.point("a port alone is served to this machine only, and addresses may be named", wrong)

    def listens_at(self, port):
        """As /proc/net/tcp has addresses."""
        with open("/proc/net/tcp") as file:
            words = [line.split() for line in file.readlines()[1:]]
        return {line[1].split(":")[0] for line in words if line[3] == "0A" and int(line[1].split(":")[1], 16) == port}

    def slow(self):
        """Clients that say nothing, or a little now and then without end, or do not read: whoever asks in between is answered."""
        served = self.follow()
        wrong, clients, over = [], [], threading.Event()
        drip = threading.Thread(target=self.drip, args=(clients, over))
        drip.start()
        try:
            self.bother(served, clients, wrong)
        except OSError as error:
            wrong.append("after %d clients: %s" % (len(clients), error))
        finally:
            over.set()
            drip.join()
        # All the while the program reads on: its page is of now.
        before = served.page().value("process_cpu_seconds_total")
        if not wait_for(lambda: served.page().value("process_cpu_seconds_total") > before):
            wrong.append("the page is not written anew")
        for client in clients:
            client.close()
        if served.end() not in (0, 1):
            wrong.append(served.counters()[-2000:])
        self.points.point("a thousand slow clients keep nobody from being answered", wrong)

    def bother(self, served, clients, wrong):
        for i in range(1000):
            client = socket.create_connection((served.host, served.port), PATIENCE)
            with contextlib.suppress(OSError):
                client.sendall((b"", b"GET /metrics HTTP/1.1\r\nX: ", b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")[i % 3])
            clients.append(client)
            if i % 100 == 99 and not served.answers():
                wrong.append("not served beside %d clients" % len(clients))
                return
        open_now = len(os.listdir("/proc/%d/fd" % served.process.pid))
        if open_now > 100:
            wrong.append("%d files are open" % open_now)

    def drip(self, clients, over):
        while not over.wait(0.5):
            for client in clients[1::3]:
                with contextlib.suppress(OSError):
                    client.send(b"a")

    def prometheus(self):
        if not shutil.which("prometheus"):
            print("# Prometheus was not asked: it is not installed")
            return
        served, port = self.follow(), free_port()
        served.wait_calls(2)
        config = os.path.join(self.folder, "prometheus.yml")
        with open(config, "w") as file:
            file.write("global: {scrape_interval: 1s}\nscrape_configs: [{job_name: sipwhy, static_configs: [{targets: "
                       "['127.0.0.1:%d']}]}]\n" % served.port)  # fmt: skip
        log = open(os.path.join(self.folder, "prometheus.log"), "wb+")
        daemon = subprocess.Popen(["prometheus", "--config.file=" + config, "--storage.tsdb.path=" + os.path.join(self.folder, "tsdb"),
                                   "--web.listen-address=127.0.0.1:%d" % port], stdout=log, stderr=log)  # fmt: skip
        try:
            self.ask_prometheus(port, daemon)
        finally:
            daemon.terminate()
            daemon.wait()
            log.close()
            served.end()

    def ask_prometheus(self, port, daemon):
        def query(words):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            with contextlib.closing(connection):
                try:
                    connection.request("GET", "/api/v1/query?" + urllib.parse.urlencode({"query": words}))
                    return json.loads(connection.getresponse().read())
                except (OSError, ValueError):
                    return {}

        def values(words):
            return [float(found["value"][1]) for found in query(words).get("data", {}).get("result", [])]

        wait_for(lambda: values("up == 1 and on() (sum(sipwhy_calls_total) >= 2)") or daemon.poll() is not None)
        wrong = []
        for words, wanted in (("up", [1.0]), ("sum(sipwhy_calls_total)", [2.0]), ('sipwhy_call_verdicts_total{verdict="silent-media"}', [1.0]),
                              ("sipwhy_post_dial_delay_seconds_count", [2.0])):  # fmt: skip
            if values(words) != wanted:
                wrong.append("%s is %s: %s" % (words, values(words), query(words)))
        self.points.point("Prometheus fetches it, and answers what it was told", wrong)
        wrong = []
        for words in self.queries:
            words = words.replace("$__rate_interval", "1m").replace("$peer", ".*").replace("$instance", ".*")
            answer = query(words)
            if answer.get("status") != "success":
                wrong.append("%s: %s" % (words, answer))
        self.points.point("Prometheus understands all that the dashboard and the alerts ask", wrong or ([] if self.queries else ["it asks nothing"]))

    def live(self):
        """On a wire of our own, in the sandbox, while somebody bothers the server."""
        name = "sipwhy-metrics-%d" % os.getpid()
        if os.geteuid() != 0 or not shutil.which("ip") or subprocess.run(["ip", "netns", "add", name], capture_output=True).returncode:
            print("# not tried live: no network namespace can be made")
            return
        try:
            self.live_in(name)
        finally:
            subprocess.run(["ip", "netns", "del", name], capture_output=True)

    def live_in(self, name):
        for words in (["link", "add", "one", "type", "veth", "peer", "name", "two"], ["link", "set", "one", "up"],
                      ["link", "set", "two", "up"], ["link", "set", "lo", "up"]):  # fmt: skip
            if subprocess.run(["ip", "-n", name, *words], capture_output=True).returncode:
                print("# not tried live: no veth pair can be made")
                return
        inside = ["ip", "netns", "exec", name]
        path = os.path.join(self.folder, "signalling.pcap")
        with open(path, "wb") as file:
            subprocess.run([self.generate, "signalling", "2000"], stdout=file, check=True)
        arguments = [self.tool, "-i", "one", "-q", "udp and not ip6"]
        done = subprocess.run([*inside, sys.executable, os.path.abspath(__file__), "--inside", self.send, path, *arguments],
                              capture_output=True, text=True)  # fmt: skip
        wrong = [line for line in done.stdout.splitlines() + done.stderr.splitlines() if line]
        self.points.point("live, in the sandbox, no frame is lost while clients are slow", wrong or ([] if done.returncode == 0 else ["?"]))

    def run(self):
        for test in (self.text, self.http, self.places, self.slow, self.prometheus, self.live):
            test()
        return self.points.done()


def inside(send, path, tool, *words):
    """In the namespace: what is wrong is printed."""
    served = Served(tool, *words)
    clients = []
    for i in range(200):
        clients.append(socket.create_connection((served.host, served.port), PATIENCE))
        with contextlib.suppress(OSError):
            clients[-1].sendall(b"GET /metrics HTTP/1.1\r\n" * (i % 2))
    sent = int(subprocess.run([send, "two", path, "4000", "2000"], capture_output=True, check=True).stdout.split()[0])
    if not wait_for(lambda: served.page().sum("sipwhy_frames_total") >= sent):
        print("of %d frames sent %d are told" % (sent, served.page().sum("sipwhy_frames_total")))
    page, bound = served.page(), served.threads("Seccomp")
    for client in clients:
        client.close()
    if page.sum("sipwhy_dropped_frames_total") or page.complaints:
        print("dropped: %s %s" % (page.sum("sipwhy_dropped_frames_total"), page.complaints))
    if page.value("sipwhy_dropped_frames_total", interface="one", by="kernel") is None:
        print("the interface is not named")
    if not page.sum("sipwhy_open_calls") + page.sum("sipwhy_calls_total"):
        print("no call is told")
    status = served.end()
    if len(bound) < 3 or (re.search("sandbox-system-calls [1-9]", served.counters()) and set(bound) != {"2"}):
        print("there are threads out of the sandbox: %s" % bound)
    if status not in (0, 1) or "sandbox-system-calls" not in served.counters():
        print("it ended with %s: %s" % (status, served.counters()[-1000:]))


def main(tool, captures, docs, generate, send):
    tried = subprocess.run([tool, "--metrics", "9060", "-F", os.devnull], capture_output=True, text=True)
    if "libmicrohttpd" in tried.stderr:
        lines = tried.stderr.splitlines()
        if tried.returncode != 2 or len(lines) != 1:
            note(lines)
            sys.exit(1)
        skip_all("this build serves no metrics")
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        return Tests(tool, captures, docs, generate, send, folder).run()


if __name__ == "__main__":
    if sys.argv[1] == "--inside":
        sys.exit(inside(*sys.argv[2:]))
    sys.exit(main(*(os.path.abspath(path) for path in sys.argv[1:6])))
