#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The kernel's own tests: all that its run_vmtests.sh does with gup_test, and
# gup_longterm.  With PFNPACK_LONG in the environment, of as much memory.
nr=0

# gup_test says what is wrong, and exits 0.
passes() { # PROGRAM OPTION...
	"$@" >>/tmp/selftest 2>&1 && grep -q '^ok' /tmp/selftest &&
		! grep -qE '^not ok|Truncated|Bail out' /tmp/selftest
}

point() { # DESCRIPTION COMMAND...
	description=$1
	shift
	nr=$((nr + 1))
	: >/tmp/selftest
	if "$@"; then
		printf 'ok %d - %s\n' "$nr" "$description"
	else
		printf 'not ok %d - %s\n' "$nr" "$description"
		grep -v '^ok' /tmp/selftest | sed 's/^/# /'
	fi
}

# All variants of one command on one kind of memory.
variants() { # OPTION...
	for write in -w -W; do
		for share in -S ''; do
			for per_call in 1 512 123; do
				passes gup_test "$@" $write $share \
					-n $per_call || return 1
			done
		done
	done
}

[ -x /bin/gup_test ] || {
	echo '1..0 # SKIP the selftests of the kernel are not here'
	exit 0
}
if [ "${PFNPACK_LONG-}" ]; then
	small=
	huge='-m 256'
else
	small='-m 8'
	huge='-m 8'
fi
# gup_longterm makes a file where it stands, with fallocate().
cd /tmp || exit 1
echo 1..29
for memory in "-t $small" "-T $small" "-H $huge"; do
	for command in -u -U -a -b -L -k -K; do
		# shellcheck disable=SC2086 # options
		point "gup_test $memory $command" variants $memory $command
	done
done
for command in -u -a -L -k -K; do
	point "gup_test $command, 4 threads, each 3 times" \
		passes gup_test -m 8 $command -j 4 -r 3 -n 512
done
point 'gup_test, dumps' passes gup_test -ct -F 0x1 0 19 0x1000
point 'gup_test, dumps of pins' passes gup_test -ctp -F 0x1 0 19 0x1000
point 'gup_longterm' passes gup_longterm
