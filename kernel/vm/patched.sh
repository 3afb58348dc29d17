# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck disable=SC2034,SC2154 # shared through scripts/vm
# Kernels with the patches for pin_user_pages_packed().
patches=kernel/patches/linux-6.12

# git am wants a repository: one of just those files that the patches touch,
# which must not be hard links to the source any more.
apply_patches() { # PATCH...
	local file

	git init -q
	git apply --numstat -- "$@" | cut -f 3 | sort -u | while read -r file; do
		[ -e "$file" ] || continue
		cp -- "$file" "$file.own"
		mv -- "$file.own" "$file"
		git add -f -- "$file"
	done
	git config user.name pfnpack
	git config user.email pfnpack@localhost
	git commit -qm source
	git am -q -- "$@"
	rm -rf .git
}

make_patched_kernel() { # SOURCE FRAGMENT...
	local applied

	mapfile -t applied < <(realpath -- "$patches"/0*-*.patch | grep -v /0000-)
	cp -al -- "$1/." "$entry"
	rm -f -- "$entry/complete"
	(cd -- "$entry" && quietly apply_patches "${applied[@]}") ||
		die "the patches in $patches do not apply"
	build_kernel "${@:2}"
	(cd -- "$entry" && quietly "${kernel_make[@]}" O=build headers) ||
		die "no headers from $entry"
}

use_patched_kernel() { # FRAGMENT...
	local version fragments key

	mapfile -t fragments < <(realpath -- "$@" kernel/vm/gup.config)
	find_version "$source_package"
	use_entry "source/$version" unpack_source "$version"
	key=$(kernel_key "$version" "${fragments[@]}" kernel/vm/patched.sh \
		"$patches"/*.patch)
	use_entry "kernel/$key" make_patched_kernel "$entry" "${fragments[@]}"
	set_kernel
}
