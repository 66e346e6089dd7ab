# How targets are made here. Nothing in this file puts a flag on users of the library.

add_library(vplatform_flags INTERFACE)
target_compile_features(vplatform_flags INTERFACE cxx_std_20)
if(VPLATFORM_STRICT)
  target_compile_options(
    vplatform_flags
    INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Woverloaded-virtual
              -Wnon-virtual-dtor -Wdouble-promotion -Wimplicit-fallthrough -Werror)
endif()
if(VPLATFORM_STRICT AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 at -O2 and above sees overlaps in std::string's own operator+ that cannot be (GCC bug 105651).
  target_compile_options(vplatform_flags INTERFACE -Wno-restrict)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Nobody puts another function in the place of one of ours, so those of one file may be inlined, as with clang.
  target_compile_options(vplatform_flags INTERFACE -fno-semantic-interposition)
endif()
if(VPLATFORM_SANITIZE)
  target_compile_options(vplatform_flags INTERFACE -fsanitize=${VPLATFORM_SANITIZE} -fno-omit-frame-pointer
                                                   -fno-sanitize-recover=all)
  target_link_options(vplatform_flags INTERFACE -fsanitize=${VPLATFORM_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Instrumented code makes g++ see uninitialised values in the standard library's own <regex>.
    target_compile_options(vplatform_flags INTERFACE -Wno-maybe-uninitialized)
  endif()
endif()

# A library of ours: NAME becomes vplatform_NAME, with the alias vplatform::NAME. With COMPONENT it is found as an optional component
# of the package, else with the package itself.
function(vplatform_add_library name)
  cmake_parse_arguments(ARG "" "COMPONENT" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  set(target vplatform_${name})
  add_library(${target} ${ARG_SOURCES})
  add_library(vplatform::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON DEFINE_SYMBOL ""
                                             VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${vplatform_SOURCE_DIR}/include>
                                              $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_link_libraries(${target} PUBLIC ${ARG_PUBLIC} PRIVATE $<BUILD_INTERFACE:vplatform_flags> ${ARG_PRIVATE})
  if(BUILD_SHARED_LIBS)
    target_link_options(${target} PRIVATE -Wl,--version-script=${vplatform_SOURCE_DIR}/cmake/exports.map)
    set_target_properties(${target} PROPERTIES LINK_DEPENDS ${vplatform_SOURCE_DIR}/cmake/exports.map)
  endif()
  if(NOT ARG_COMPONENT)
    set(ARG_COMPONENT core)
  endif()
  if(VPLATFORM_INSTALL)
    set_property(GLOBAL APPEND PROPERTY vplatform_${ARG_COMPONENT}_libraries ${target})
  endif()
endfunction()

# One line in platforms/CMakeLists.txt: the folder of a platform that is built in.
function(vplatform_builtin_platform name)
  add_subdirectory(${name})
  set_property(GLOBAL APPEND PROPERTY vplatform_platforms ${name})
endfunction()

# In the folder of a platform: its library vplatform::NAME, its emulator vplatform::NAME_emulator if it has one. Public headers
# are in its own include/vplatform/platforms/.
function(vplatform_add_platform name)
  cmake_parse_arguments(ARG "" "" "SOURCES;EMULATOR" ${ARGN})
  vplatform_add_library(${name} SOURCES ${ARG_SOURCES} PUBLIC vplatform::core)
  set(targets vplatform_${name})
  if(ARG_EMULATOR)
    vplatform_add_library(${name}_emulator SOURCES ${ARG_EMULATOR} PUBLIC vplatform::core)
    list(APPEND targets vplatform_${name}_emulator)
  endif()
  foreach(target IN LISTS targets)
    target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include>
                               PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  endforeach()
  if(VPLATFORM_INSTALL)
    install(DIRECTORY include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  endif()
endfunction()

# vplatform::vplatform: the core with every platform that is built in.
function(vplatform_finish_platforms)
  get_property(names GLOBAL PROPERTY vplatform_platforms)
  set(includes "")
  set(calls "")
  foreach(name IN LISTS names)
    string(APPEND includes "#include \"vplatform/platforms/${name}.hpp\"\n")
    string(APPEND calls "  (void)platforms::${name}::add_to(registry);\n")
  endforeach()
  set(VPLATFORM_PLATFORM_INCLUDES "${includes}")
  set(VPLATFORM_PLATFORM_CALLS "${calls}")
  configure_file(${vplatform_SOURCE_DIR}/cmake/builtin_platforms.cpp.in ${vplatform_BINARY_DIR}/builtin_platforms.cpp @ONLY)
  list(TRANSFORM names PREPEND vplatform:: OUTPUT_VARIABLE targets)
  vplatform_add_library(vplatform SOURCES ${vplatform_BINARY_DIR}/builtin_platforms.cpp PUBLIC vplatform::core ${targets})
endfunction()

# A test program NAME, run as the test NAME; in the folder of what it tests.
function(vplatform_add_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LINK;LABELS" ${ARGN})
  if(NOT VPLATFORM_BUILD_TESTS)
    return()
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${vplatform_SOURCE_DIR}/tests ${vplatform_SOURCE_DIR}/src)
  target_link_libraries(${name} PRIVATE ${ARG_LINK} vplatform_test_main vplatform_flags)
  add_test(NAME ${name} COMMAND ${name})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}")
endfunction()
