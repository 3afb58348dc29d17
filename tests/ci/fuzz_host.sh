#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Whatever a machine is called, scripts/fuzz-host gives what afl-fuzz takes.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."

place=$(mktemp -d)
trap 'rm -rf -- "$place"' EXIT
unset PFNPACK_FUZZ_HOST

is_called() { # NAME OF THE MACHINE, WANTED
	local got

	got=$(
		eval "uname() { echo '$1'; }"
		export -f uname
		scripts/fuzz-host
	)
	[ "$got" = "$2" ] || {
		printf 'fuzz_host.sh: %s is called %s, not %s\n' "$1" "$got" "$2"
		exit 1
	}
}

is_refused() {
	if PFNPACK_FUZZ_HOST=$1 scripts/fuzz-host >"$place/out" 2>"$place/err" ||
		[ -s "$place/out" ] || ! grep -qF "not: $1" "$place/err"; then
		printf 'fuzz_host.sh: not refused, or not clearly: %s\n' "$1"
		exit 1
	fi
}

is_called vm vm
is_called build_7 build_7
is_called main-build.example.org main-build-exampl
is_called 0123456789abcdef.0123456789abcdef 0123456789abcdef-
[ "$(PFNPACK_FUZZ_HOST=left-1 scripts/fuzz-host)" = left-1 ]
is_refused a.example.org
is_refused 'a b'
is_refused 0123456789abcdefgh

# All that scripts/fuzz puts in front leaves room for that many.
# shellcheck disable=SC2016 # it is text there
while read -r name; do
	[ "${#name}" -le $((24 - 17)) ] || {
		printf 'fuzz_host.sh: too long in front of a name: %s\n' "$name"
		exit 1
	}
done < <(grep -oE '"[a-z]+(\$number)?-\$host"' scripts/fuzz |
	sed 's/^"//; s/\$host"$//; s/\$number/9999/' | sort -u)
