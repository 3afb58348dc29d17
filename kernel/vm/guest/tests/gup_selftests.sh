#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The kernel's own tests: the matrix of its run_vmtests.sh for gup_test, and
# gup_longterm.
nr=0

point() { # DESCRIPTION COMMAND...
	description=$1
	shift
	nr=$((nr + 1))
	if "$@" >/tmp/selftest 2>&1; then
		printf 'ok %d - %s\n' "$nr" "$description"
	else
		printf 'not ok %d - %s\n' "$nr" "$description"
		grep -v '^ok' /tmp/selftest | sed 's/^/# /'
	fi
}

# All variants of one command on one kind of memory.
variants() { # COMMAND...
	for write in -w -W; do
		for share in -S ''; do
			for per_call in 1 512 123; do
				"$@" $write $share -n $per_call || return 1
			done
		done
	done
}

[ -x /bin/gup_test ] || {
	echo '1..0 # SKIP the selftests of the kernel are not here'
	exit 0
}
# gup_longterm makes a file where it stands.
cd /tmp || exit 1
echo 1..23
for memory in '-t -m 16' '-T -m 16' '-H -m 16'; do
	for command in -u -U -a -b -L -k -K; do
		# shellcheck disable=SC2086 # options
		point "gup_test $memory $command" \
			variants gup_test $memory $command
	done
done
point 'gup_test, dumps' gup_test -ct -F 0x1 0 19 0x1000
point 'gup_longterm' gup_longterm
