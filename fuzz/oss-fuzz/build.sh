#!/bin/bash -eu
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# For OSS-Fuzz and ClusterFuzzLite, which set $SRC, $WORK, $OUT, $CC, $CXX,
# $CFLAGS, $CXXFLAGS and $LIB_FUZZING_ENGINE.
top=$SRC/pfnpack
build=$WORK/pfnpack

# Engines are C++, so $CXX has to link.
cmake -S "$top" -B "$build" -G Ninja \
	-DCMAKE_BUILD_TYPE=None \
	-DCMAKE_C_COMPILER="$CC" \
	-DCMAKE_C_FLAGS="$CFLAGS" \
	-DCMAKE_C_LINK_EXECUTABLE="$CXX $CXXFLAGS <OBJECTS> -o <TARGET> <LINK_LIBRARIES>" \
	-DPFNPACK_FUZZ_ENGINE="$LIB_FUZZING_ENGINE" \
	-DPFNPACK_BUILD_FUZZERS=ON \
	-DPFNPACK_BUILD_TESTS=OFF \
	-DPFNPACK_BUILD_TOOLS=OFF \
	-DPFNPACK_INSTALL=OFF
cmake --build "$build" --target fuzz_targets

while read -r target kind; do
	dictionary=$top/fuzz/units.dict
	[ "$kind" != text ] || dictionary=$top/fuzz/text.dict
	cp "$build/fuzz/fuzz_$target" "$OUT"
	cp "$dictionary" "$OUT/fuzz_$target.dict"
	(cd "$build/fuzz/corpus/$target" &&
		python3 -m zipfile -c "$OUT/fuzz_${target}_seed_corpus.zip" ./*)
done <"$build/fuzz/targets"
