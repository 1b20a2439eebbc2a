#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Something is done to one call between ten clean ones: those ten are reported as if nothing had happened, the victim too
where it is still legal, and nothing breaks.

usage: hostile.py TOOL [--all] [--seed N] [--kind NAME]... [--case N] [--keep FOLDER]

Without --all a few cases of every kind are tried. The same seed (1 unless told) gives the same captures. --keep leaves there
the captures with which something was wrong.
"""

import argparse
import collections
import ipaddress
import json
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # the source tree stays clean
import mutations
import schema
from tool import Points, note

QUICK = 4  # cases of each kind without --all
PATIENCE = 60  # s of processor time: only what never ends takes that, also under a sanitizer
SOURCE = os.path.dirname(os.path.abspath(__file__))
SHOWN = 12  # complaints about a kind


class Outcome:
    """What a case showed: complaints, and what was used up."""

    def __init__(self, name, complaints, cpu, rss):
        self.name, self.complaints, self.cpu, self.rss = name, complaints, cpu, rss
        self.witnesses = self.lost = self.victims = self.missed = 0


def run(tool, path, folder):
    """(exit status, JSON, text, stderr, processor time, KiB at most); the last counts what this process had when it began, too."""
    names = [os.path.join(folder, "%d.%s" % (os.getpid(), kind)) for kind in ("json", "text", "err")]
    command = [tool, "--all", "--ladder", "-o", "json:" + names[0], "-o", "text:" + names[1], path]
    modes = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    actions = [(os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0), (os.POSIX_SPAWN_OPEN, 2, names[2], modes, 0o600)]
    for name in names:
        open(name, "wb").close()
    child = os.posix_spawn(tool, command, dict(os.environ, LC_ALL="C"), file_actions=actions)
    until = time.monotonic() + 10 * PATIENCE
    signal.setitimer(signal.ITIMER_REAL, 10 * PATIENCE)
    try:
        _, status, usage = os.wait4(child, 0)
    except TimeoutError:
        os.kill(child, signal.SIGKILL)
        _, status, usage = os.wait4(child, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    late = time.monotonic() > until
    texts = []
    for name in names:
        with open(name, "rb") as file:
            texts.append(file.read())
    return None if late else os.waitstatus_to_exitcode(status), *texts, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def too_late(number, frame):
    raise TimeoutError


def trouble(status, errors):
    if b"Sanitizer" in errors or b"runtime error:" in errors:
        return ["a sanitizer complained: " + errors.decode("utf-8", "replace")[:2000]]
    if status is None:
        return ["it does not end"]
    return ["exit status %d: %s" % (status, errors.decode("utf-8", "replace")[:300])] if status not in (0, 1, 2, 3) else []


def wrong_end(case, status, errors):
    """A file that ends early or is damaged is told in one line; another is not."""
    if case.damaged is None:
        return [] if status != 2 else ["exit status 2"]
    if case.damaged:
        return [] if status == 3 and len(errors.splitlines()) == 1 else ["exit status %d, %r, of a cut file" % (status, errors)]
    return [] if status < 2 and not errors else ["exit status %d: %r" % (status, errors)]


def wrong_call(talk, must, call):
    """What is wrong with how a call is reported."""
    if call is None:
        return ["%s is not reported" % talk.name.decode()]
    final = (call["final"] or {}).get("code")
    found = ["final %s, not %s" % (final, talk.final)] if final != talk.final else []
    early = {(entry["code"], entry["sdp"]) for entry in call["provisionals"] if entry["code"] > 100}
    wanted = talk.early
    if must == mutations.CODES:
        early, wanted = {code for code, _ in early}, {code for code, _ in wanted}
    if early != wanted:
        found.append("18x %s, not %s" % (sorted(early), sorted(wanted)))
    if must == mutations.ADDRESS and any(with_sdp for _, with_sdp in talk.early):
        address = mutations.host_text(talk.ends[1]).decode().strip("[]")
        seen = [(dialog["sdp"]["address"], dialog["sdp"]["port"]) for dialog in call["early_dialogs"] if dialog["sdp"]]
        if not same_place(seen, address, talk.port + 2):
            found.append("SDP %s, not %s:%d" % (seen, address, talk.port + 2))
    return ["%s: %s" % (talk.name.decode(), line) for line in found]


def same_place(seen, address, port):
    return any(ipaddress.ip_address(there) == ipaddress.ip_address(address) and number == port for there, number in seen)


def wrong_text(text):
    """Control characters, and what is no UTF-8."""
    try:
        found = schema.RAW.search(text.decode("utf-8").replace("\n", ""))
    except UnicodeDecodeError as error:
        return ["the text is no UTF-8: %s" % error]
    return ["U+%04X is in the text" % ord(found.group())] if found else []


def wrong_json(checker, case, output):
    complaints, _ = schema.check_output(checker, output)
    if case.broken_time or case.damaged is None or case.must == mutations.NOTHING:
        complaints = [line for line in complaints if "order" not in line]
    return complaints


class Judge:
    def __init__(self, tool, seed, folder, keep):
        self.tool, self.seed, self.folder, self.keep = tool, seed, folder, keep
        self.schema = schema.Schema(os.path.join(SOURCE, "..", "docs", "schema.json"))

    def __call__(self, which):
        name, number = which
        signal.signal(signal.SIGALRM, too_late)
        case = mutations.make(name, number, self.seed)
        path = os.path.join(self.folder, "%s-%d.pcap" % (name, number))
        with open(path, "wb") as file:
            file.write(case.data)
        status, output, text, errors, cpu, rss = run(self.tool, path, self.folder)
        complaints, expected = trouble(status, errors), case.expected()
        lost = {talk for talk, must in expected if must}
        if not complaints:
            complaints, lost = self.judge(case, expected, status, output, text, errors)
        if complaints and self.keep:
            os.replace(path, os.path.join(self.keep, os.path.basename(path)))
        else:
            os.unlink(path)
        outcome = Outcome("%s %d" % which, complaints, cpu, rss)
        outcome.victims, outcome.missed = sum(talk is case.talk for talk, _ in expected), case.talk in lost
        outcome.witnesses, outcome.lost = len(expected) - outcome.victims, len(lost - {case.talk})
        return outcome

    def judge(self, case, expected, status, output, text, errors):
        complaints = wrong_end(case, status, errors) + wrong_text(text)
        try:
            calls = {call["call_id"]: call for call in map(json.loads, output.decode().splitlines()) if call["type"] == "call"}
        except ValueError as error:
            return complaints + ["no JSON: %s" % error], set()
        lost = set()
        for talk, must in expected:
            wrong = wrong_call(talk, must, calls.get(talk.call_id.decode("utf-8", "replace"))) if must else []
            complaints += wrong
            if wrong:
                lost.add(talk)
        return complaints + (wrong_json(self.schema, case, output) if output else []), lost


def tell(points, name, outcomes):
    wrong = ["%s: %s" % (outcome.name, line) for outcome in outcomes for line in outcome.complaints]
    hidden = ["and %d more" % (len(wrong) - SHOWN)] if len(wrong) > SHOWN else []
    points.point("%s, %d captures" % (name, len(outcomes)), wrong[:SHOWN] + hidden)


def summary(outcomes, seed):
    slowest, largest = max(outcomes, key=lambda o: o.cpu), max(outcomes, key=lambda o: o.rss)
    note("seed %d: %d captures, %d with something wrong" % (seed, len(outcomes), sum(bool(o.complaints) for o in outcomes)))
    note("%d of %d witness calls lost" % (sum(o.lost for o in outcomes), sum(o.witnesses for o in outcomes)))
    note("%d of %d victims that are still calls missed" % (sum(o.missed for o in outcomes), sum(o.victims for o in outcomes)))
    note("processor time: %.2f s at most (%s); memory: %.1f MiB at most (%s)"
         % (slowest.cpu, slowest.name, largest.rss / 1024, largest.name))  # fmt: skip


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tool", type=os.path.abspath)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", action="append")
    parser.add_argument("--case", type=int)
    parser.add_argument("--keep")
    options = parser.parse_args()
    points, found = Points(), collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        judge = Judge(options.tool, options.seed, folder, options.keep)
        with multiprocessing.Pool(os.cpu_count()) as pool:
            for outcome in pool.imap(judge, chosen(options), 4):
                found[outcome.name.split()[0]].append(outcome)
    for name, outcomes in found.items():
        tell(points, name, outcomes)
    everything = [outcome for outcomes in found.values() for outcome in outcomes]
    points.point("the same seed gives the same captures", unlike(options.seed))
    if options.all and not options.kind:
        points.point("there are 2000 captures", [] if len(everything) >= 2000 else ["only %d" % len(everything)])
    summary(everything, options.seed)
    return points.done()


def chosen(options):
    """(kind, number of the case); a few are spread over those of the kind."""
    for name, (count, _) in mutations.KINDS.items():
        if options.kind and name not in options.kind:
            continue
        numbers = range(count) if options.all or count <= QUICK else sorted(random.Random(name).sample(range(count), QUICK))
        yield from ((name, n) for n in ([options.case] if options.case is not None else numbers))


def unlike(seed):
    return [name for name in mutations.KINDS if mutations.make(name, 1, seed).data != mutations.make(name, 1, seed).data]


if __name__ == "__main__":
    sys.exit(main())
