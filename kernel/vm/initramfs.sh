# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck disable=SC2034,SC2154 # shared through scripts/vm
# What the virtual machine runs: an initramfs of busybox, guest/ and what is
# built of it, the modules, and the tests that need nothing but the library.
guest=kernel/vm/guest

build_program() { # OUT SOURCE...
	ccache gcc -O2 -static -pthread -Wall -Wextra -Werror \
		-I include -I kernel/include -I kernel/uapi -I lib -I tests \
		-o "$1" "${@:2}" lib/pfnpack.c ||
		die "building ${1##*/} for the virtual machine failed"
}

build_plain_tests() { # ROOT
	local sources

	mapfile -t sources < <(sed -nE 's/^\t((lib|tests)\/.*\.c)\)?$/\1/p' \
		tests/plain/sources.cmake)
	build_program "$1/bin/tests_plain" "${sources[@]}"
	cp -- docs/format.md tests/vectors/*.vec "$1/vm/vectors"
}

# The command as it is built for this machine, with the libraries it needs.
add_command() { # ROOT
	local library

	cp -- build/release/tools/pfnpack "$1/bin/pfnpack"
	ldd build/release/tools/pfnpack | grep -oE '/[^ ]+' |
		while IFS= read -r library; do
			cp -L --parents -- "$library" "$1"
		done
}

tests_there_are() {
	local file

	for file in "$guest/tests/"*; do
		file=${file##*/}
		printf '%s\n' "${file%.*}"
	done
}

add_test() { # ROOT NAME
	local source=$guest/tests/$2

	if [ -e "$source.c" ]; then
		build_program "$1/vm/tests/$2" "$source.c" "$guest"/*.c
	elif [ -e "$source.sh" ]; then
		cp -- "$source.sh" "$1/vm/tests/$2"
		chmod +x -- "$1/vm/tests/$2"
	else
		usage_error "no test of the name $2 in $guest/tests"
	fi
}

build_modules() { # ROOT
	quietly kernel/build-module "$kernel_build" "$run/modules" ||
		die 'building the modules failed'
	find "$run/modules" -name '*.ko' -exec cp -t "$1/vm/modules" -- {} +
}

# Make $run/initramfs.
make_initramfs() { # SECONDS_PER_TEST TEST...
	local root=$run/root test

	rm -rf -- "$run"
	mkdir -p -- "$root"/{bin,dev,proc,sys,tmp} \
		"$root"/vm/{modules,tests,vectors}
	cp -- "$guest"/{init,run-tests,setup,leaks,tap.awk} "$root/vm"
	ln -s vm/init "$root/init"
	cp -- "$(command -v busybox)" "$root/bin/busybox"
	printf '%s\n' "$1" >"$root/vm/limit"
	for test in "${@:2}"; do
		add_test "$root" "$test"
	done
	build_plain_tests "$root"
	add_command "$root"
	build_modules "$root"
	[ ! "$patched" ] || build_selftests "$root"
	(cd -- "$root" && find . | LC_ALL=C sort |
		cpio --quiet -o -H newc -R 0:0 | gzip -1) >"$run/initramfs"
}
