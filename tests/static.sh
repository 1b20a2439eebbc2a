#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What analyzers that run nothing say of src/: gcc -fanalyzer, clang-tidy (.clang-tidy says what of it) and cppcheck. Each must find
# nothing. Takes many minutes.
# usage: static.sh ROOT BUILD [FOLDER]      BUILD: configured, with gcc; FOLDER: of src/ only that
root=$(realpath "$1") && build=$(realpath "$2") && only=$3 || exit 2
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT || exit 2
export LC_ALL=C
n=0 failed=0

skip() { # skip NAME
	n=$((n + 1))
	echo "ok $n - $1 # SKIP there is no $1"
}

point() { # point NAME: what it found is in the file findings
	n=$((n + 1))
	if grep -qE '(warning|error|style|portability|performance): ' "$work/findings"; then
		echo "not ok $n - $1 finds nothing"
		sed 's/^/# /' "$work/findings" | head -n 200
		failed=1
	else
		echo "ok $n - $1 finds nothing"
	fi
}

# Of the compiler's commands those for src/, each once: a database of its own, and a line of shell for each with -fanalyzer.
#
# Its null checks are left out: gcc 12 takes an owner that is found by its link to be NULL, and bytes whose number was asked for
# before to be none. clang-analyzer, below, asks the same and knows better.
python3 - "$build/compile_commands.json" "$root/src/$only" "$work" <<'END' || exit 2
import json, os, shlex, sys
path, source, work = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    commands = {os.path.realpath(os.path.join(entry["directory"], entry["file"])): entry for entry in json.load(file)}
chosen = [dict(entry, file=name) for name, entry in sorted(commands.items()) if name.startswith(os.path.realpath(source) + os.sep)]
if not chosen:
    raise SystemExit("static.sh: %s compiles nothing of %s" % (path, source))
analyzer = "-fanalyzer -Wno-analyzer-null-dereference -Wno-analyzer-null-argument".split()
lines = []
for entry in chosen:
    words = shlex.split(entry["command"])
    words[words.index("-o") + 1] = work + "/object"
    words[words.index("-MF") + 1] = work + "/rules"
    lines.append("cd %s && %s\n" % (shlex.quote(entry["directory"]), shlex.join([word for word in words if word != "-Werror"] + analyzer)))
with open(work + "/analyze", "w", encoding="utf-8") as file:
    file.writelines(lines)
with open(work + "/files", "w", encoding="utf-8") as file:
    file.writelines(entry["file"] + "\n" for entry in chosen)
with open(work + "/compile_commands.json", "w", encoding="utf-8") as file:
    json.dump(chosen, file)
END

if cc --version 2>/dev/null | head -n 1 | grep -q clang; then
	skip gcc
else
	sh "$work/analyze" >"$work/findings" 2>&1
	point 'gcc -fanalyzer'
fi
tidy=$(command -v clang-tidy || command -v clang-tidy-14)
if [ -z "$tidy" ]; then
	skip clang-tidy
else
	xargs "$tidy" -p "$work" --quiet --config-file="$root/.clang-tidy" <"$work/files" >"$work/findings" 2>/dev/null
	point clang-tidy
fi
if ! command -v cppcheck >/dev/null; then
	skip cppcheck
else
	cppcheck --project="$work/compile_commands.json" --enable=warning,portability,performance --inline-suppr --quiet \
		--template='{file}:{line}: {severity}: {id}: {message}' >"$work/findings" 2>&1
	point cppcheck
fi

# The analyzers themselves: each must find what was planted.
cat >"$work/wrong.c" <<'END'
#include <stdlib.h>
int wrong(int n);
int wrong(int n)
{
	int *numbers = malloc(4 * sizeof(*numbers)), sum, array[4];

	if (!numbers)
		return 0;
	free(numbers);
	if (n > 3)
		return array[4] + numbers[0];
	return sum;
}
END
missed=
cc -c -fanalyzer -o "$work/object" "$work/wrong.c" 2>&1 | grep -q Wanalyzer || missed=gcc
[ -z "$tidy" ] || "$tidy" --quiet --config-file="$root/.clang-tidy" "$work/wrong.c" -- 2>/dev/null | grep -q clang-analyzer || missed="$missed clang-tidy"
! command -v cppcheck >/dev/null || cppcheck --quiet "$work/wrong.c" 2>&1 | grep -q wrong.c || missed="$missed cppcheck"
n=$((n + 1))
if [ -z "$missed" ]; then
	echo "ok $n - what is wrong would be found"
else
	echo "not ok $n - what is wrong would be found: not by $missed"
	failed=1
fi
echo "1..$n"
exit $failed
