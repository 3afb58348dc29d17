# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# For the scripts beside it: strict mode, and the top of the tree as $PWD.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

die() {
	printf './dev: %s\n' "$*" >&2
	exit 1
}

usage_error() {
	printf './dev: %s; ./dev help lists what there is\n' "$*" >&2
	exit 2
}

# Print what a command says only when it fails.
quietly() {
	local log status=0

	log=$(mktemp)
	"$@" >"$log" 2>&1 || status=$?
	[ "$status" -eq 0 ] || cat -- "$log" >&2
	rm -f -- "$log"
	return "$status"
}

# Until this script and all that it has started have ended, no other has FOLDER.
have_alone() {
	mkdir -p -- "$1"
	exec 9>"$1/lock"
	flock -n 9 || die "$1 is in use by another run"
}

# build_preset PRESET [TARGET]
build_preset() {
	printf 'Building build/%s\n' "$1"
	quietly cmake --preset "$1" || die "configuring build/$1 failed"
	quietly cmake --build --preset "$1" ${2:+--target "$2"} ||
		die "building build/$1 failed"
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		printf './dev: neither root nor sudo\n' >&2
		return 1
	fi
}

apt() {
	as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get -qq -o DPkg::Lock::Timeout=300 "$@" </dev/null
}
