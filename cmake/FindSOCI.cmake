# Finds SOCI 4, the C++ library for SQL, for which Debian ships no CMake file. It is also installed with vplatform, whose config
# file uses it.
#
# Components are its backends: sqlite3, postgresql. Defines SOCI_FOUND, SOCI_VERSION and the target SOCI::soci, which is the core with the
# backends that were asked for.

find_path(SOCI_INCLUDE_DIR soci/soci.h)
find_library(SOCI_core_LIBRARY soci_core)
mark_as_advanced(SOCI_INCLUDE_DIR SOCI_core_LIBRARY)

set(SOCI_VERSION "")
set(SOCI_missing "")
set(SOCI_includes ${SOCI_INCLUDE_DIR})
if(SOCI_INCLUDE_DIR)
  file(STRINGS ${SOCI_INCLUDE_DIR}/soci/version.h SOCI_version_line REGEX "define SOCI_LIB_VERSION ")
  string(REGEX REPLACE ".*\"([0-9]+)_([0-9]+)_?([0-9]*)\".*" "\\1.\\2.\\3" SOCI_VERSION "${SOCI_version_line}")
  string(REGEX REPLACE "\\.$" "" SOCI_VERSION "${SOCI_VERSION}")
  # As Debian builds it, SOCI's own headers include those of Boost, which its package does not bring.
  file(STRINGS ${SOCI_INCLUDE_DIR}/soci/soci-config.h SOCI_boost REGEX "^#define SOCI_HAVE_BOOST$")
  find_path(SOCI_boost_INCLUDE_DIR boost/version.hpp)
  mark_as_advanced(SOCI_boost_INCLUDE_DIR)
  if(SOCI_boost AND NOT SOCI_boost_INCLUDE_DIR)
    set(SOCI_missing "the headers of Boost, which this SOCI needs (libboost-dev)")
  endif()
endif()

# Each backend's header includes that of its database.
set(SOCI_sqlite3_header sqlite3.h)
set(SOCI_postgresql_header libpq-fe.h)
foreach(component IN LISTS SOCI_FIND_COMPONENTS)
  find_library(SOCI_${component}_LIBRARY soci_${component})
  find_path(SOCI_${component}_INCLUDE_DIR ${SOCI_${component}_header} PATH_SUFFIXES postgresql)
  mark_as_advanced(SOCI_${component}_LIBRARY SOCI_${component}_INCLUDE_DIR)
  if(SOCI_${component}_LIBRARY AND SOCI_${component}_INCLUDE_DIR)
    set(SOCI_${component}_FOUND TRUE)
    list(APPEND SOCI_includes ${SOCI_${component}_INCLUDE_DIR})
  endif()
endforeach()

if(SOCI_missing)
  set(SOCI_reason REASON_FAILURE_MESSAGE "${SOCI_missing}")
  set(SOCI_INCLUDE_DIR_usable FALSE)
else()
  set(SOCI_reason "")
  set(SOCI_INCLUDE_DIR_usable ${SOCI_INCLUDE_DIR})
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  SOCI
  REQUIRED_VARS SOCI_core_LIBRARY SOCI_INCLUDE_DIR SOCI_INCLUDE_DIR_usable
  VERSION_VAR SOCI_VERSION
  HANDLE_COMPONENTS ${SOCI_reason})

if(SOCI_FOUND AND NOT TARGET SOCI::soci)
  list(REMOVE_DUPLICATES SOCI_includes)
  add_library(SOCI::soci INTERFACE IMPORTED)
  set_target_properties(SOCI::soci PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${SOCI_includes}")
  foreach(component IN LISTS SOCI_FIND_COMPONENTS)
    set_property(TARGET SOCI::soci APPEND PROPERTY INTERFACE_LINK_LIBRARIES ${SOCI_${component}_LIBRARY})
  endforeach()
  set_property(TARGET SOCI::soci APPEND PROPERTY INTERFACE_LINK_LIBRARIES ${SOCI_core_LIBRARY})
endif()
