#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Holds the translations to the code, and what the program says in another language to what it says in English.

usage: translations.py TOOL ROOT
"""

import gzip
import json
import lzma
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata

sys.dont_write_bytecode = True  # the source tree stays clean
from tool import CAPTURES, Points, Run, note, skip_all

LANGUAGE = "ja"
COLUMNS = 100
SHOWN = 12  # complaints of a point

# What looks like a sentence in the code and is none: identifiers, grammars of others, and words that are read back.
NO_SENTENCES = {
    "src/capture/filter.c": r"ip6?\[|ip6\[",  # pcap-filter expressions
    "src/capture/probe.c": r"2001:db8",
    "src/net/icmp.c": r".",  # ladders are read back with these names, which are those of the RFCs
    "src/net/protection.c": r"key expansion|traffic upd",  # RFC 5246 6.3, RFC 8446 7.2
    "src/sip/deviation.c": r".",  # for tests and documents
    "src/sip/status.c": r".",  # reason phrases
    "src/call/carried.c": r"vacant code|no circuit",  # JSON words
    "src/call/metrics.c": r"sip express router",  # what User-Agents begin with
    "src/run/options.c": r"complete -o default|_sipwhy\(\)|^sipwhy explain",  # bash, and commands
    "src/report/scrape.c": r".",  # HELP of metrics, read by programs and in dashboards: one text for all who scrape
    "src/report/sheet.c": r"^sipwhy explain $",
    "src/run/server.c": r".",  # HTTP
    "src/rules/agent.c": r"^avaya cm$|^sip express (?:router|media server)$",  # what User-Agents begin with
    "src/rules/rel_timeout_5xx.c": r"^Reliable response timed out$",  # a reason phrase
    "src/base/memory.c": r".",  # said when nothing can be done any more, not even look up a sentence
}
MARKS = {"_", "N_", "language_text", "language_plural"}
ASSERTIONS = {"_Static_assert", "assert"}
NO_TEXT_FIELDS = {"fires", "silent", "refs", "id", "name"}


# po files


class Message:
    def __init__(self):
        self.id, self.plural, self.texts, self.flags, self.places = None, None, [], set(), []


def unquote(line):
    quoted = line[line.index('"') + 1 : line.rindex('"')]
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), quoted)


def read_po(path):
    """Messages by their id; the header is not among them. As much of the format as gettext's own tools write."""
    messages, message = {}, Message()
    add = None
    with open(path, encoding="utf-8") as file:
        for line in list(file) + ["\n"]:
            line = line.rstrip("\n")
            if not line:
                if message.id:
                    messages[message.id] = message
                message, add = Message(), None
            elif line.startswith("#,"):
                message.flags.update(flag.strip() for flag in line[2:].split(","))
            elif line.startswith("#:"):
                message.places += line[2:].split()
            elif line.startswith("msgid_plural "):
                message.plural, add = unquote(line), "plural"
            elif line.startswith("msgid "):
                message.id, add = unquote(line), "id"
            elif line.startswith("msgstr"):
                message.texts.append(unquote(line))
                add = "texts"
            elif line.startswith('"') and add == "texts":
                message.texts[-1] += unquote(line)
            elif line.startswith('"') and add:
                setattr(message, add, getattr(message, add) + unquote(line))
    return messages


def quoted(text):
    return json.dumps(text if len(text) < 90 else text[:87] + "...", ensure_ascii=False)


def is_wide(text):
    return text != "" and unicodedata.east_asian_width(text) in "WF"


def check_ends(id, text):
    """Blanks and line ends at both ends are part of how a sentence is put together; full-width punctuation has its own room."""
    found = []
    if id.endswith("\n") != text.endswith("\n") or id.startswith("\n") != text.startswith("\n"):
        found.append("%s: line ends differ at an end" % quoted(id))
    if id.startswith(" ") != text.startswith(" ") and not is_wide(text[:1]):
        found.append("%s: begins with a blank, or does not" % quoted(id))
    if id.endswith(" ") != text.endswith(" ") and not is_wide(text[-1:]):
        found.append("%s: ends with a blank, or does not" % quoted(id))
    return found


def check_messages(template, translations):
    found = []
    for id, message in template.items():
        translated = translations.get(id)
        if not translated:
            found.append("missing: %s (%s)" % (quoted(id), " ".join(message.places)))
        elif "fuzzy" in translated.flags:
            found.append("fuzzy: %s" % quoted(id))
        elif not translated.texts or not all(translated.texts):
            found.append("not translated: %s (%s)" % (quoted(id), " ".join(message.places)))
        else:
            if translated.plural != message.plural:
                found.append("%s: its plural is another one" % quoted(id))
            for text in translated.texts:
                found += check_ends(id, text)
    return found + ["no longer said: %s" % quoted(id) for id in translations if id not in template]


def check_format(path):
    """gettext's own look at it: that the formats fit."""
    done = subprocess.run(["msgfmt", "--check", "--check-format", "-o", os.devnull, path], capture_output=True,
                          text=True, env=dict(os.environ, LC_ALL="C"))  # fmt: skip
    return [line for line in done.stderr.splitlines() if "warning: header field" not in line] if done.returncode else []


# Sentences that are not marked

TOKEN = re.compile(
    r"""(?P<comment>/\*.*?\*/|//[^\n]*)|(?P<include>^[ \t]*\#[ \t]*(?:include|pragma)[^\n]*)|(?P<char>'(?:[^'\\]|\\.)+')|"""
    r"""(?P<string>"(?:[^"\\\n]|\\.)*")|(?P<word>[A-Za-z_]\w*)|(?P<sign>[^\s\w])""",
    re.S | re.M | re.X,
)


def literals(source):
    """(line, text, the calls it stands in, the field it is the value of) of each string; those side by side are one."""
    calls, word, field, text, start = [], "", "", None, 0
    line, at = 1, 0
    for match in TOKEN.finditer(source):
        line += source.count("\n", at, match.start())
        at = match.start()
        kind, token = match.lastgroup, match.group()
        if kind in ("comment", "include"):
            continue
        if kind == "string":
            text, start = (token[1:-1], line) if text is None else (text + token[1:-1], start)
            continue
        if text is not None and not (kind == "word" and token in ("STR_FMT",)):
            yield start, text, tuple(calls), field
            text = None
        if kind == "word":
            word = token
        elif token == "(":
            calls.append(word)
            word = ""
        elif token == ")":
            calls[-1:] = []
            word = ""
        elif token == "=":
            field, word = word, ""
        elif token in ",;{}":
            word = ""
            if token in ";{}" or not calls:
                field = ""
        else:
            word = ""


def is_sentence(text):
    if re.match(r"\d+\.\d{3}  \w > \w  ", text):
        return False  # a line of a ladder
    text = re.sub(r"\\x[0-9a-f]{2}|\\[0-7]{1,3}|\\.", " ", text)
    text = re.sub(r"%[-0-9.*]*(?:ll|z)?[a-zA-Z]", " %s ", text)
    words = [word.strip("(),;:.!?") for word in text.split(" ")]
    return sum(re.fullmatch(r"[a-z]{2,}(?:'[a-z]+)?", word) is not None for word in words) >= 2


def unmarked(path, source):
    allowed = NO_SENTENCES.get(path)
    found = []
    for line, text, calls, field in literals(source):
        if MARKS & set(calls) or ASSERTIONS & set(calls) or field in NO_TEXT_FIELDS or not is_sentence(text):
            continue
        if not (allowed and re.search(allowed, text)):
            found.append("%s:%d: %s" % (path, line, quoted(text)))
    return found


def unmarked_in(root):
    found = []
    for folder, folders, names in os.walk(os.path.join(root, "src")):
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), root)
            if name.endswith((".c", ".h")):
                with open(os.path.join(root, path), encoding="utf-8") as file:
                    found += unmarked(path, file.read())
    return sorted(found)


# What is printed

LADDER = re.compile(r"^ {4} *\d+\.\d{3}  [A-Z] > [A-Z]  ")
COMMENT = re.compile(r"^ {4}# ")
# Lines that are not wrapped in English either: of names and hosts, and the picture of what was heard.
UNWRAPPED = re.compile(r" > .* (?:udp|tcp|tls|ws|wss|sctp|tls-sctp) |Call-ID |^  \S+ +0\.0 [.~#?]{40} |rfc3960 .* sdp-cuts ")
RUN = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[ ,;:]+[A-Za-z][A-Za-z'’-]*){3,}")
BEGINS_NO_LINE = "、。）」』：；"
ENDS_NO_LINE = "（「『"


def columns(line):
    return sum(0 if unicodedata.combining(c) else 2 if is_wide(c) else 1 for c in line)


def unpacked(path):
    """The bytes of a capture, to know what is not ours in what is printed."""
    if path.endswith(".gz"):
        with gzip.open(path) as file:
            return file.read()
    if path.endswith(".xz"):
        with lzma.open(path) as file:
            return file.read()
    for end, tool in ((".zst", "zstd"), (".lz4", "lz4")):
        if path.endswith(end) and shutil.which(tool):
            return subprocess.run([tool, "-dc", path], capture_output=True).stdout
    with open(path, "rb") as file:
        return file.read()


def prose(text):
    """The lines that are no ladder."""
    return [line for line in text.splitlines() if not LADDER.match(line)]


def english_in(text, foreign):
    """Runs of four and more Latin words that are not from the wire."""
    found = []
    # A wrapped sentence is one: lines are joined before words are counted.
    joined = re.sub(r"\n {9,}", " ", "\n".join(prose(text)))
    for line in joined.splitlines():
        for run in RUN.findall(re.sub(r'"[^"]*"|「[^」]*」', '""', line)):
            if re.search(r"[a-z]{3}", run) and not foreign(run):
                found.append(quoted(run))
    return found


def check_columns(text):
    found = []
    for line in prose(text):
        if columns(line) > COLUMNS and not UNWRAPPED.search(line) and not COMMENT.match(line):
            found.append("%d columns: %s" % (columns(line), line))
        if re.match(r" *[%s]|.*[%s]$" % (BEGINS_NO_LINE, ENDS_NO_LINE), line):
            found.append("broken at the wrong place: %s" % line)
    return found


def differences(english, other, where=""):
    """Where two values of JSON differ in more than the texts for people. The second value: how many texts differ."""
    if type(english) is not type(other):
        return ["%s: %s, and %s" % (where, english, other)], 0
    if isinstance(english, dict):
        if list(english) != list(other):
            return ["%s: other keys" % where], 0
        pairs = [(english[key], other[key], where + "." + key) for key in english]
    elif isinstance(english, list):
        if len(english) != len(other):
            return ["%s: %d values, and %d" % (where, len(english), len(other))], 0
        pairs = [(a, b, "%s[%d]" % (where, i)) for i, (a, b) in enumerate(zip(english, other))]
    elif english == other:
        return [], 0
    elif where.endswith(".text") and isinstance(english, str) and ".reasons[" not in where and other:
        return [], 1
    else:
        return ["%s: %s, and %s" % (where, english, other)], 0
    found, texts = [], 0
    for a, b, place in pairs:
        more, count = differences(a, b, place)
        found += more
        texts += count
    return found, texts


class Spoken:
    """What the program says of one capture."""

    def __init__(self, tool, path):
        self.path = path
        self.english = Run(tool, "-a", path, "--by", "trunk")
        self.other = Run(tool, "--lang", LANGUAGE, "-a", path, "--by", "trunk")
        self.json = Run(tool, "-o", "json:-", path), Run(tool, "--lang", LANGUAGE, "-o", "json:-", path)
        self.bytes = unpacked(path)

    def is_foreign(self, run):
        return run.encode() in self.bytes

    def trouble(self):
        runs = [self.english, self.other, *self.json]
        found = [line for run in runs for line in run.trouble()]
        if len({run.status for run in runs}) != 1:
            found.append("exit statuses differ")
        return found

    def untranslated(self):
        text = self.other.output.decode() + "\n".join(self.other.complaints)
        return english_in(text, self.is_foreign) + check_columns(self.other.output.decode())

    def json_differs(self):
        lines = [run.output.decode().splitlines() for run in self.json]
        if len(lines[0]) != len(lines[1]):
            return ["not as many lines"], 0
        found, texts = [], 0
        for a, b in zip(*lines):
            more, count = differences(json.loads(a), json.loads(b))
            found += more
            texts += count
        return found, texts

    def ladders_differ(self):
        ladders = [[line for line in run.output.decode().splitlines() if LADDER.match(line)]
                   for run in (self.english, self.other)]  # fmt: skip
        return [] if ladders[0] == ladders[1] else ["ladders differ"]


def captures_in(folder):
    found = []
    for place, _, names in os.walk(folder):
        found += [os.path.join(place, name) for name in names if name.endswith(CAPTURES)]
    return sorted(found)


class Complaints:
    def __init__(self):
        self.lines = []

    def add(self, path, lines):
        self.lines += ["%s: %s" % (os.path.basename(path), line) for line in lines]


def brief(lines):
    lines = list(dict.fromkeys(lines))
    return lines[:SHOWN] + (["... and %d more" % (len(lines) - SHOWN)] if len(lines) > SHOWN else [])


# The points


def test_messages(points, root, work):
    template, translations = os.path.join(work, "all.pot"), os.path.join(root, "po", LANGUAGE + ".po")
    done = subprocess.run([os.path.join(root, "script/translations"), "--template", template], capture_output=True,
                          text=True)  # fmt: skip
    points.point("the sentences of the code can be collected", done.stderr.splitlines() if done.returncode else [])
    said = read_po(template)
    points.point("there are sentences", [] if len(said) > 300 else ["only %d" % len(said)])
    points.point("each is translated, and nothing else", brief(check_messages(said, read_po(translations))))
    points.point("their formats fit", brief(check_format(translations)))
    points.point("no sentence of the code is unmarked", brief(unmarked_in(root)))
    return said, translations


def changed(path, work, change):
    """A copy of the translations with the first message changed that change changes."""
    with open(path, encoding="utf-8") as file:
        entries = file.read().split("\n\n")
    for i, entry in enumerate(entries[1:], 1):
        other = change(entry)
        if other != entry:
            entries[i] = other
            break
    copy = os.path.join(work, "changed.po")
    with open(copy, "w", encoding="utf-8") as file:
        file.write("\n\n".join(entries))
    return copy


def test_itself(points, said, translations, work):
    """Each of these must be noticed."""
    before = len(check_messages(said, read_po(translations)))
    changes = {
        "an empty translation": lambda entry: re.sub(r'^msgstr "[^"]+"$', 'msgstr ""', entry, flags=re.M),
        "a fuzzy one": lambda entry: "#, fuzzy\n" + entry if 'msgstr "' in entry and "#," not in entry else entry,
        "one that is gone": lambda entry: re.sub(r'^msgid "', 'msgid "x', entry, flags=re.M),
        "a line end too many": lambda entry: re.sub(r'^(msgstr "[^"]+)"$', r'\1\\n"', entry, flags=re.M),
    }
    for name, change in changes.items():
        found = check_messages(said, read_po(changed(translations, work, change)))
        points.point("%s would be noticed" % name, [] if len(found) > before else ["it is not"])
    broken = changed(translations, work,
                     lambda entry: re.sub(r'^(msgstr "[^"]*)%s', r"\1%d", entry, flags=re.M)
                     if "c-format" in entry else entry)  # fmt: skip
    points.point("a format that does not fit would be noticed", [] if check_format(broken) else ["it is not"])
    source = 'static void f(void)\n{\n\tbuf_printf(out, "nothing was "\n\t"said of it", 1);\n}\n'
    marked = source.replace('"nothing', '_("nothing').replace('of it"', 'of it")')
    points.point("a sentence without a mark would be noticed, and only such",
                 [] if unmarked("src/x.c", source) and not unmarked("src/x.c", marked) else ["it is not"])  # fmt: skip
    points.point("English that is left would be noticed",
                 [] if english_in("  next   look at the other side of it\n", lambda run: False) else ["it is not"])  # fmt: skip
    points.point("other numbers in JSON would be noticed, other texts are not",
                 [] if differences({"a": [1], "text": "x"}, {"a": [2], "text": "x"})[0] and
                 differences({"text": "x"}, {"text": "y"}) == ([], 1) else ["they are not"])  # fmt: skip


def test_captures(points, tool, folder):
    trouble, english, json_differs, ladders = Complaints(), Complaints(), Complaints(), Complaints()
    texts = 0
    for path in captures_in(folder):
        spoken = Spoken(tool, path)
        trouble.add(path, spoken.trouble())
        english.add(path, spoken.untranslated())
        ladders.add(path, spoken.ladders_differ())
        found, count = spoken.json_differs()
        json_differs.add(path, found)
        texts += count
    points.point("every capture is read alike in both languages", brief(trouble.lines))
    points.point("no English is left in what is said of captures, and lines fit", brief(english.lines))
    points.point("ladders are the same in both languages", brief(ladders.lines))
    points.point("JSON differs in texts alone", brief(json_differs.lines))
    points.point("and in those it does differ", [] if texts > 100 else ["%d texts differ" % texts])


def test_explanations(points, tool, root):
    with open(os.path.join(root, "src/sip/status.c"), encoding="utf-8") as file:
        phrases = file.read()
    text = Run(tool, "--lang", LANGUAGE, "explain", "--all").output.decode()
    # The sources of a rule and its ladders are cited as they are.
    text = re.sub(r"```.*?```", "", text, flags=re.S)
    text = "\n".join(line for line in text.splitlines() if not re.search(r"RFC \d|TS \d|ATIS-|^    ", line))
    points.point("no English is left in explanations", brief(english_in(text, lambda run: run in phrases)))
    text = Run(tool, "--lang", LANGUAGE, "explain").output.decode()
    points.point("nor in their list", brief(english_in(text, lambda run: run in phrases)))


def test_errors(points, tool, work):
    empty, nonsense, folder = (os.path.join(work, name) for name in ("empty.pcap", "nonsense.pcap", "folder"))
    os.mkdir(folder)
    for path, content in ((empty, b""), (nonsense, b"just some text\n")):
        with open(path, "wb") as file:
            file.write(content)
    wrong = [["--nothing"], ["-Z"], ["-i"], [], ["nowhere.pcap"], [work + "/nowhere"], [empty], [nonsense], [folder],
             ["-r", "x", "-"], ["-c", "a", "-"], ["-c", "a=b", "-"], ["-c", "outcome=x", "-"], ["-c", "code=x", "-"],
             ["-p", "x", "-"], ["-n", "x", "-"], ["--memory", "x", "-"], ["--memory", "1", "-"], ["--by", "x", "-"],
             ["-o", "x", "-"], ["-o", "json:", "-"], ["-o", "wav:-", "-"], ["-o", folder + "/a/b.json", empty],
             ["--tone-plan", "zz", "-"], ["--config", "nowhere", "-"], ["--config", nonsense, "-"],
             ["-F", empty, empty], ["-F", "-"], ["explain", "nothing-of-this-kind"], ["--lang", "xx", "-"],
             ["--keylog", work + "/nowhere", empty], ["--help=x"], ["-i", "nowhere0"]]  # fmt: skip
    found = []
    for arguments in wrong:
        run = Run(tool, "--lang", LANGUAGE, *arguments)
        found += ["%s: %s" % (" ".join(arguments), line) for line in run.trouble()]
        # libpcap speaks English.
        for line in run.complaints if arguments[:1] != ["-i"] or len(arguments) == 1 else []:
            found += ["%s: %s" % (" ".join(arguments), run) for run in english_in(line, lambda run: False)]
        if not run.complaints:
            found.append("%s: nothing is said" % " ".join(arguments))
        elif all(ord(c) < 0x3000 for c in "".join(run.complaints)):
            found.append("%s: %s" % (" ".join(arguments), run.complaints[0]))
    points.point("no English is left in errors", brief(found))
    text = Run(tool, "--lang", LANGUAGE, "--help").output.decode()
    wide = [line for line in text.splitlines() if columns(line) > COLUMNS]
    points.point("nor in --help, whose lines fit", brief(english_in(text, lambda run: False) + wide))


def test_choice(points, tool, capture):
    english, other = (Run(tool, "--lang", name, "-a", capture).output for name in ("en", LANGUAGE))
    points.point("the languages differ", [] if english != other and english and other else ["they do not"])
    cases = [
        ("English is spoken without a locale", english, {"language": None}),
        ("and in the C locale", english, {"language": "C"}),
        ("the locale chooses", other, {"language": None, "environment": {"LANG": "ja_JP.UTF-8"}}),
        ("LC_ALL goes before LANG", english, {"language": "C", "environment": {"LANG": "ja_JP.UTF-8"}}),
        ("LANGUAGE goes before LANG", other,
         {"language": None, "environment": {"LANG": "en_GB.UTF-8", "LANGUAGE": "fr:ja"}}),
        ("but not in the C locale", english, {"language": "C", "environment": {"LANGUAGE": "ja"}}),
        ("a locale that is not spoken here is English", english, {"language": "fr_FR.UTF-8"}),
    ]  # fmt: skip
    for name, wanted, how in cases:
        points.point(name, [] if Run(tool, "-a", capture, **how).output == wanted else ["it is not so"])
    points.point("--lang goes before the locale",
                 [] if Run(tool, "-a", "--lang", "en", capture, language="ja_JP.UTF-8").output == english else ["no"])  # fmt: skip
    keys = re.findall(r"^(\S+) \d+$", "\n".join(Run(tool, "-q", "--stats", capture).complaints), re.M)
    others = re.findall(r"^(\S+) \d+$", "\n".join(Run(tool, "-q", "--stats", "--lang", "ja", capture).complaints), re.M)
    points.point("counters keep their names", [] if keys and keys == others else ["they do not"])


def main(tool, root):
    missing = [name for name in ("xgettext", "msgfmt") if not shutil.which(name)]
    if missing:
        skip_all("gettext's tools are missing: %s" % ", ".join(missing))
    tool, root = os.path.abspath(tool), os.path.abspath(root)
    captures = os.path.join(root, "captures")
    points = Points()
    with tempfile.TemporaryDirectory() as work:
        said, translations = test_messages(points, root, work)
        test_itself(points, said, translations, work)
        test_errors(points, tool, work)
    test_explanations(points, tool, root)
    test_choice(points, tool, os.path.join(captures, "early-media/183-sdp-no-rtp-declined.pcap"))
    test_captures(points, tool, captures)
    return points.done()


sys.exit(main(*sys.argv[1:]))
