#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# scripts/if-changed leaves out what has passed with the same files, and nothing
# else.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."

place=$(mktemp -d)
trap 'rm -rf -- "$place"' EXIT
export PFNPACK_CACHE=$place/cache
mkdir "$place/files"
echo one >"$place/files/a"

fail() {
	printf 'if_changed.sh: %s\n' "$*" >&2
	exit 1
}

run() {
	rm -f "$place/ran"
	scripts/if-changed "$place/files" -- "$@" >"$place/said"
}

runs() {
	run touch "$place/ran"
	[ -e "$place/ran" ] || fail "not run: $1"
}

is_left_out() {
	run touch "$place/ran"
	[ ! -e "$place/ran" ] || fail "run again: $1"
	grep -q '^PASSED BEFORE, .*Z, with the same ' "$place/said" ||
		fail "not said: $1"
}

runs "the first time"
is_left_out "the second time"

echo two >"$place/files/a"
runs "a file has changed"
is_left_out "after that"
chmod +x "$place/files/a"
runs "its mode has changed"
mv "$place/files/a" "$place/files/b"
runs "its name has changed"
echo more >"$place/files/c"
runs "there is another"
rm "$place/files/c"
is_left_out "it is gone again"

run sh -c "touch '$place/ran'"
[ -e "$place/ran" ] || fail "not run: another command"

for _ in 1 2; do
	! run sh -c "touch '$place/ran'; exit 3" || fail "a failure has passed"
	[ -e "$place/ran" ] || fail "not run: it has failed before"
done

! scripts/if-changed "$place/nowhere" -- touch "$place/ran2" 2>/dev/null ||
	fail "passed without the files"
[ ! -e "$place/ran2" ] || fail "run without the files"
