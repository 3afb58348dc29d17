# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The library as others find it: files, CMake package, pkg-config.
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
