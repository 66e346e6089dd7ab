# Headers, libraries, the tool and the package files, for find_package(vplatform).

include(CMakePackageConfigHelpers)

get_property(libraries GLOBAL PROPERTY vplatform_core_libraries)
install(
  TARGETS ${libraries}
  EXPORT vplatformTargets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(TARGET vplatform_sessions)
  # An export of its own: who does not ask for the component needs no SOCI.
  get_property(libraries GLOBAL PROPERTY vplatform_sessions_libraries)
  install(
    TARGETS ${libraries}
    EXPORT vplatformSessionsTargets
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(
    EXPORT vplatformSessionsTargets
    NAMESPACE vplatform::
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/vplatform)
  install(FILES cmake/FindSOCI.cmake DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/vplatform)
endif()
if(TARGET vplatform_tool)
  install(TARGETS vplatform_tool RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
install(DIRECTORY include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(
  EXPORT vplatformTargets
  NAMESPACE vplatform::
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/vplatform)

configure_package_config_file(cmake/vplatformConfig.cmake.in vplatformConfig.cmake
                              INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/vplatform)
write_basic_package_version_file(vplatformConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/vplatformConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/vplatformConfigVersion.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/vplatform)
