# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
# For tests in shell, which source it: points are counted in n, and failed is 1 when one of them did.
point() { # point NAME COMPLAINTS
	n=$((n + 1))
	if [ -z "$2" ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		printf '%s\n' "$2" | sed 's/^/# /'
		failed=1
	fi
}

n=0 failed=0
