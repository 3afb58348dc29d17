# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The pfnpack command in the other byte order, against the one of this machine.
#
# All of it but map, whose cairo is not to be had for both machines in one
# installation of Debian.  xxhash is its header, compiled in.
find_program(PYTHON3 python3 HINTS /usr/bin NO_CMAKE_FIND_ROOT_PATH REQUIRED)
find_path(XXHASH_INCLUDE_DIR xxhash.h REQUIRED)

# Alone: beside it are the headers of this machine's libc.
set(xxhash "${CMAKE_CURRENT_BINARY_DIR}/xxhash")
configure_file("${XXHASH_INCLUDE_DIR}/xxhash.h" "${xxhash}/xxhash.h" COPYONLY)

get_target_property(tools pfnpack_tool_parts SOURCE_DIR)
get_target_property(sources pfnpack_tool_parts SOURCES)
get_target_property(folders pfnpack_tool_parts INTERFACE_INCLUDE_DIRECTORIES)
list(TRANSFORM sources PREPEND "${tools}/")
get_target_property(library pfnpack_static SOURCES)
list(TRANSFORM library PREPEND "${PROJECT_SOURCE_DIR}/")
list(TRANSFORM folders PREPEND "-I")

function(add_foreign_command machine)
	set(program pfnpack.${machine})
	set(OBJECTS)
	foreach(source ${library} "${PROJECT_SOURCE_DIR}/lib/capture_format.c"
		"${here}/no_map.c" "${tools}/main.c" ${sources})
		compile(${machine}-linux-gnu-gcc objects.${program} "${source}"
			-D_GNU_SOURCE -DXXH_INLINE_ALL -isystem "${xxhash}"
			"-I${PROJECT_SOURCE_DIR}/lib"
			"-I${PROJECT_SOURCE_DIR}/kernel/uapi" ${folders})
	endforeach()
	link(${machine}-linux-gnu-gcc ${program})
	set(PROGRAMS ${PROGRAMS} PARENT_SCOPE)
	add_portable_test(command.${machine}
		"${PYTHON3}" -B "${here}/command.py"
		"${PROJECT_SOURCE_DIR}" "$<TARGET_FILE:capture_vectors>"
		"$<TARGET_FILE:pfnpack_tool>"
		${run_${machine}} "${CMAKE_CURRENT_BINARY_DIR}/${program}")
endfunction()

add_foreign_command(s390x)
