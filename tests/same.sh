#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A page that is made by the program must be what the program makes today.
# usage: same.sh PAGE COMMAND...
export LC_ALL=C # English
page=$1
shift
echo 1..1
if difference=$("$@" | diff -u "$page" - 2>&1); then
	echo "ok 1 - $(basename "$page") is what the program prints"
else
	echo "not ok 1 - $(basename "$page") is not what the program prints: make it again with sipwhy explain --all"
	echo "$difference" | sed 's/^/# /'
fi
