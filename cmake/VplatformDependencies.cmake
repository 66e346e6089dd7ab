# What vplatform is built with. Nothing is downloaded: everything is in Debian.

find_package(nlohmann_json 3.11 REQUIRED)
find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)
find_package(fmt 9 REQUIRED)
find_package(CURL 7.87 REQUIRED) # for CURLOPT_QUICK_EXIT
find_package(Threads REQUIRED)

find_package(SOCI 4.0 QUIET COMPONENTS sqlite3 postgresql)
option(VPLATFORM_SESSIONS "Build the component vplatform::sessions, which needs SOCI" ${SOCI_FOUND})
if(VPLATFORM_SESSIONS)
  find_package(SOCI 4.0 REQUIRED COMPONENTS sqlite3 postgresql)
endif()

if(VPLATFORM_BUILD_TESTS OR VPLATFORM_BUILD_TOOL OR VPLATFORM_BUILD_BENCH OR VPLATFORM_BUILD_EXAMPLES)
  # Debian ships cpp-httplib with a pkg-config file only.
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(cpp_httplib REQUIRED IMPORTED_TARGET cpp-httplib)
endif()
if(VPLATFORM_BUILD_TOOL)
  find_package(CLI11 REQUIRED)
endif()
if(VPLATFORM_BUILD_TESTS)
  find_package(Catch2 REQUIRED) # 2 or 3
  find_path(VPLATFORM_TROMPELOEIL_INCLUDE trompeloeil.hpp REQUIRED)
endif()
