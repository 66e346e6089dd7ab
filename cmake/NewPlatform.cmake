# cmake -DNAME=zoom -P cmake/NewPlatform.cmake
# Starts a platform: copies platforms/_template to platforms/NAME with the name put everywhere, and adds its line.

cmake_minimum_required(VERSION 3.25)
cmake_path(GET CMAKE_CURRENT_LIST_DIR PARENT_PATH root)

if(NOT NAME MATCHES "^[a-z][a-z0-9_]*$")
  message(FATAL_ERROR "give a name of lower-case letters, digits and '_', which begins with a letter: -DNAME=zoom")
endif()
if(NAME STREQUAL "skeleton" OR EXISTS ${root}/platforms/${NAME})
  message(FATAL_ERROR "there is a platform '${NAME}' already")
endif()

# The name becomes a target vplatform_NAME and a namespace vplatform::platforms::NAME.
set(targets bench core emulator_server flags test_main testing tool vplatform)
set(keywords
    and and_eq asm auto bitand bitor bool break case catch char class compl concept const continue decltype default delete do
    double else enum explicit export extern false float for friend goto if inline int long mutable namespace new noexcept not
    not_eq nullptr operator or or_eq private protected public register requires return short signed sizeof static struct
    switch template this throw true try typedef typeid typename union unsigned using virtual void volatile while xor xor_eq)
if(NAME IN_LIST targets OR NAME IN_LIST keywords OR NAME MATCHES "_(emulator|test)$")
  message(FATAL_ERROR "'${NAME}' cannot name a platform: it is a target of the build already, or a word of C++")
endif()

string(TOUPPER ${NAME} upper)
string(REPLACE "_" ";" words ${NAME})
set(camel "")
foreach(word IN LISTS words)
  string(SUBSTRING "${word}" 0 1 first)
  string(SUBSTRING "${word}" 1 -1 rest)
  string(TOUPPER "${first}" first)
  string(APPEND camel "${first}${rest}")
endforeach()

file(GLOB_RECURSE files RELATIVE ${root}/platforms/_template ${root}/platforms/_template/*)
foreach(file IN LISTS files)
  string(REPLACE skeleton ${NAME} target ${file})
  file(READ ${root}/platforms/_template/${file} text)
  string(REPLACE skeleton ${NAME} text "${text}")
  string(REPLACE Skeleton ${camel} text "${text}")
  string(REPLACE SKELETON ${upper} text "${text}")
  file(WRITE ${root}/platforms/${NAME}/${target} "${text}")
endforeach()
file(APPEND ${root}/platforms/CMakeLists.txt "vplatform_builtin_platform(${NAME})\n")
message(STATUS "platforms/${NAME} is there; platforms/README.md says what comes next")
