#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# No function is called that cannot be told how much room there is, whose errors go unseen, that keeps its state where all
# threads see it, or that starts another program.
# usage: banned.sh ROOT
. "$(dirname "$0")/points.sh"
cd "$1" || exit 2

# stdin: C, as grep -n prints it; stdout: each line that calls what is banned. Words within a comment's line are no call.
check() {
	grep -vE '^[^:]*:[0-9]+:[[:space:]]*(/?\*|//)' |
		grep -E '(^|[^[:alnum:]_.>"])(str(n?cpy|n?cat|tok)|stp(n?cpy)|v?sprintf|v?f?scanf|v?sscanf|ato(i|l|ll|f)|gets|alloca|mktemp|tmpnam|tempnam|system|popen|s?rand|setjmp|longjmp|asctime|ctime|gmtime|localtime|getwd|gethostbyname)[[:space:]]*\('
}

point 'no banned function is called' "$(grep -rn --include='*.[ch]' '(' src include | check)"
# Few are true exceptions; each has its reason beside it.
suppressed=$(grep -rnE --include='*.[ch]' 'NOLINT|cppcheck-suppress|diagnostic ignored' src include)
point 'at most five complaints of static analyzers are suppressed' "$(echo "$suppressed" | sed -n '6,$p')"

# The check itself: each of these lines must be refused, and what only looks like one not.
for wrong in 'strcpy(a, b);' '	strncpy (a, b, 3);' 'x = atoi(b);' 'if (sscanf(a, b))' 'return alloca(n);' '(void)sprintf(a, b);' 'p=strtok(a, b);' '!system(a)'; do
	[ -n "$(echo "a.c:1:$wrong" | check)" ] || missed="$missed$wrong; "
done
for right in 'snprintf(a, 3, b);' 'str_copy(a);' '/* strcpy() */' 'x->gets(b);' 'filesystem(a);' 'operand(a);'; do
	[ -z "$(echo "a.c:1:$right" | check)" ] || missed="$missed$right; "
done
point 'a banned function would be noticed' "$missed"
echo "1..$n"
exit $failed
