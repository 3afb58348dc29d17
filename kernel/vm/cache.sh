# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck disable=SC2034,SC2154 # shared through scripts/vm
# What takes long to make is made once, outside of the checkout:
#
#   source/VERSION   Debian's kernel source, unpacked
#   kernel/KEY       a kernel: its source as hard links to that, and build/
#   stock/PACKAGE    one of Debian's own kernels, with its headers
#   ccache/          objects, so that a kernel of another key is made quickly
#
# A folder is an entry when it has the file `complete`, which is made last.
# Whoever uses one holds a shared lock on it, whoever makes or removes one an
# exclusive lock.
cache=${PFNPACK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/pfnpack}
cache_keep=6 # entries of a kind

export CCACHE_DIR=$cache/ccache CCACHE_MAXSIZE=2G

make_entry() { # COMMAND...
	printf '# Making %s\n' "$entry"
	rm -rf -- "$entry"
	mkdir -- "$entry"
	"$@"
	touch -- "$entry/complete"
}

# Remove the entries of a kind that were not used for longest.
prune_entries() { # KIND
	local marker lock

	find "$cache/$1" -mindepth 2 -maxdepth 2 -name complete -printf '%T@ %h\n' |
		sort -rn | tail -n +$((cache_keep + 1)) | cut -d ' ' -f 2- |
		while IFS= read -r marker; do
			exec {lock}>>"$marker.lock"
			if flock -n "$lock"; then
				rm -f -- "$marker/complete"
				rm -rf -- "$marker"
			fi
			exec {lock}>&-
		done
}

# Set `entry` to the folder of this name, which COMMAND has made or makes now.
# It stays there until this script ends.
use_entry() { # KIND/KEY COMMAND...
	local lock

	entry=$cache/$1
	mkdir -p -- "${entry%/*}"
	exec {lock}>>"$entry.lock"
	flock -s "$lock"
	if [ ! -e "$entry/complete" ]; then
		flock "$lock"
		# Someone else may have made it, while this waited.
		[ -e "$entry/complete" ] || make_entry "${@:2}"
		flock -s "$lock"
		prune_entries "${1%%/*}"
	fi
	touch -- "$entry/complete"
}
