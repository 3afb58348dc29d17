#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# scripts/fuzz-sync carries what a main process has found to the other hosts,
# and nothing back to where it comes from.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."

place=$(mktemp -d)
trap 'rm -rf -- "$place"' EXIT

make_host() {
	local main=$place/$1/reader/out/main-$1

	mkdir -p "$main/queue/.state" "$place/$1/reader/corpus" \
		"$place/$1/reader/out/asan-$1/queue"
	touch "$main/fuzzer_stats" "$main/queue/.state/$1" \
		"$place/$1/reader/corpus/$1" \
		"$place/$1/reader/out/asan-$1/queue/id:0-$1"
	found "$1" "id:0-$1"
}

found() { # HOST INPUT
	printf '%s\n' "$2" >"$place/$1/reader/out/main-$1/queue/$2"
}

sync() {
	scripts/fuzz-sync "$place/a" "$place/b" "$place/c"
}

# Files of a host that are not of its own making.
carried_to() {
	find "$place/$1" -type f ! -path "*-$1/*" ! -path '*/corpus/*' \
		-printf '%P\n' | sort | paste -s -d ' '
}

expect() { # WHAT WANTED GOT
	[ "$2" = "$3" ] || {
		printf 'fuzz_sync.sh: %s: %s, not %s\n' "$1" "$3" "$2"
		exit 1
	}
}

for host in a b c; do
	make_host "$host"
done
sync
out=reader/out
expect 'carried to a' \
	"$out/main-b/queue/id:0-b $out/main-c/queue/id:0-c" "$(carried_to a)"
expect 'carried to c' \
	"$out/main-a/queue/id:0-a $out/main-b/queue/id:0-b" "$(carried_to c)"

# What a has removed stays so, though others have it.
rm -- "$place/a/$out/main-a/queue/id:0-a"
found a id:1-a
sync
expect 'of a itself' id:1-a "$(find "$place/a/$out/main-a/queue" -name 'id:*' -printf '%f\n')"
expect 'carried to b' \
	"$out/main-a/queue/id:0-a $out/main-a/queue/id:1-a $out/main-c/queue/id:0-c" \
	"$(carried_to b)"
expect 'content' id:1-a "$(cat -- "$place/b/$out/main-a/queue/id:1-a")"
