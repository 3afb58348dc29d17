# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The library as others find it: files, CMake package, pkg-config; the command
# with its man pages and completions.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/pfnpack")

install(TARGETS pfnpack pfnpack_static EXPORT pfnpack FILE_SET HEADERS)
install(EXPORT pfnpack
	FILE pfnpackConfig.cmake NAMESPACE pfnpack:: DESTINATION "${package_dir}")

# Before 1.0 a minor version may break callers.
write_basic_package_version_file(
	"${CMAKE_CURRENT_BINARY_DIR}/pfnpackConfigVersion.cmake"
	COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/pfnpackConfigVersion.cmake"
	DESTINATION "${package_dir}")

file(RELATIVE_PATH pc_to_include
     "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" "${CMAKE_INSTALL_FULL_INCLUDEDIR}")
configure_file(cmake/pfnpack.pc.in pfnpack.pc @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/pfnpack.pc"
	DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

install(FILES docs/format.md docs/schema.json
	DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(FILES docs/man/pfnpack.5 DESTINATION "${CMAKE_INSTALL_MANDIR}/man5")

if(PFNPACK_BUILD_TOOLS)
	install(TARGETS pfnpack_tool)
	# pfnpack looks for it from its own folder (MAP_PROGRAM).
	install(TARGETS pfnpack_map
		DESTINATION "${CMAKE_INSTALL_BINDIR}/../libexec/pfnpack")
	install(FILES docs/man/pfnpack.1
		DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
	# The shells load them by the name of the command.
	install(FILES completion/pfnpack.bash RENAME pfnpack
		DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions")
	install(FILES completion/_pfnpack
		DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/site-functions")
endif()
