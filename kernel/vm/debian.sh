# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck disable=SC2034,SC2154 # shared through scripts/vm
# Packages that are unpacked, not installed.

candidate() { # PACKAGE
	apt-cache policy "$1" |
		sed -n -e 's/^ *Candidate: (none)//' -e 's/^ *Candidate: //p'
}

# Set `version` to the one that the archive has.
find_version() { # PACKAGE
	version=$(candidate "$1")
	if [ -z "$version" ]; then
		quietly apt update
		version=$(candidate "$1")
	fi
	[ -n "$version" ] || die "no such Debian package: $1"
}

# What a package depends on, of the names that match.
dependencies() { # PACKAGE PATTERN
	apt-cache depends "$1" | sed -n "s/^ *|\?Depends: \($2\)\$/\1/p"
}

# Lists may be older than what the archive still holds.
download() { # PACKAGE...
	quietly apt-get -qq download "$@" || {
		quietly apt update
		quietly apt-get -qq download "$@"
	}
}

unpack_packages() { # FOLDER PACKAGE...
	(
		debs=$(mktemp -d)
		trap 'rm -rf -- "$debs"' EXIT
		cd -- "$debs" || exit
		download "${@:2}"
		for deb in *.deb; do
			dpkg-deb -x "$deb" "$1"
		done
	)
}
