#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# usage: kernel/install-into-tree.sh KERNEL_SRC
# Put the library and its KUnit test into a Linux 6.12 source tree, or bring
# what an earlier run put there up to date.  What is the same already is not
# touched, so that nothing is built again for it.
set -euo pipefail

here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
top=${here%/*}

die() {
	printf 'install-into-tree.sh: %s\n' "$*" >&2
	exit 1
}

# Places: from the top of this tree, to the top of that one.
places() {
	local file

	cat <<'EOT'
include/pfnpack.h include/linux/pfnpack.h
lib/pfnpack.c lib/pfnpack.c
lib/pfnpack_env.h lib/pfnpack_env.h
kernel/pfnpack_syms.c lib/pfnpack_syms.c
EOT
	for file in Makefile suite.c beside.c beside.h; do
		printf 'kernel/pfnpack_kunit/%s lib/pfnpack_kunit/%s\n' \
			"$file" "$file"
	done
	for file in append.c case.h cases.h check.c join.c merge.c read.c \
		rollback.c room.c seal.c support.c support.h words.c; do
		printf 'tests/cases/%s lib/pfnpack_kunit/%s\n' "$file" "$file"
	done
}

# Files to edit: the paragraph to add, and the line that comes after it.
edits() {
	cat <<'EOT'
lib/Makefile:lib-Makefile:# pldmfw library
lib/Kconfig:lib-Kconfig:config PLDMFW
lib/Kconfig.debug:lib-Kconfig.debug:config USERCOPY_KUNIT_TEST
MAINTAINERS:MAINTAINERS:PHOENIX RC FLIGHT CONTROLLER ADAPTER
EOT
}

# Print FILE with PARAGRAPH before the line ANCHOR.  A paragraph there that
# starts with the same line is an earlier run's: it goes.  The file PARAGRAPH
# has a line before it that says its licence.
with_paragraph() { # FILE PARAGRAPH ANCHOR
	awk -v anchor="$3" '
		NR == FNR && NR > 1 { paragraph[++nr] = $0 }
		NR == FNR { next }
		$0 == paragraph[1] { ours = 1 }
		$0 == anchor {
			for (i = 1; i <= nr; i++)
				print paragraph[i]
			print ""
		}
		!ours { print }
		$0 == "" { ours = 0 }
	' "$2" "$1"
}

check_tree() {
	local file paragraph anchor

	[ -d "$1" ] || die "$1: no such folder"
	grep -qs '^PATCHLEVEL = ' "$1/Makefile" ||
		die "$1: not the top of a Linux source tree"
	while IFS=: read -r file paragraph anchor; do
		[ "$(grep -cxsF -e "$anchor" "$1/$file")" = 1 ] ||
			die "$1/$file: does not have the line '$anchor' once, as Linux 6.12 has"
	done < <(edits)
}

# Standard input becomes FILE, unless it is the same.  FILE is replaced, not
# written to: it may be a hard link into another tree.
update() { # FILE
	local new

	new=$(mktemp -- "$1.XXXXXX")
	cat >"$new"
	if cmp -s -- "$new" "$1"; then
		rm -f -- "$new"
	else
		chmod 644 -- "$new"
		mv -- "$new" "$1"
	fi
}

place_files() {
	local from to

	mkdir -p -- "$1/lib/pfnpack_kunit"
	while read -r from to; do
		update "$1/$to" <"$top/$from"
	done < <(places)
}

edit_files() {
	local file paragraph anchor

	while IFS=: read -r file paragraph anchor; do
		with_paragraph "$1/$file" "$here/tree/$paragraph" "$anchor" |
			update "$1/$file"
	done < <(edits)
}

[ $# -eq 1 ] || {
	printf 'usage: kernel/install-into-tree.sh KERNEL_SRC\n' >&2
	exit 2
}
check_tree "$1"
place_files "$1"
edit_files "$1"
