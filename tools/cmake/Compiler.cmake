# Compiler settings shared by every target: language, warnings, floating point, processor.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set_property(GLOBAL PROPERTY USE_FOLDERS ON)

# The same source must give the same numbers natively and in WebAssembly: without this, compilers
# for machines with FMA fuse a*b+c and round once where WebAssembly rounds twice.
# (Eigen's matrix product still uses FMA by intrinsic; tests compare it with a stated tolerance.)
add_compile_options(-ffp-contract=off)

# Warnings for our own code. Third-party headers come in as SYSTEM and stay silent.
add_library(lesson_warnings INTERFACE)
add_library(lesson::warnings ALIAS lesson_warnings)
target_compile_options(lesson_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Werror
  -Wshadow -Wconversion -Wno-sign-conversion  # Eigen's signed Index meets size_t on every line
  -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wdouble-promotion
  -Wimplicit-fallthrough -Wextra-semi -Wnull-dereference)
if(CMAKE_CXX_COMPILER_ID MATCHES "GNU")
  # GCC 12 sees these where Eigen's and the library's inlined code proves otherwise.
  target_compile_options(lesson_warnings INTERFACE
    -Wno-null-dereference -Wno-array-bounds -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-restrict)
endif()

# Smaller code for what does not compute in bulk (drawing, hosts); natively it changes nothing.
function(lesson_optimise_for_size target)
  if(EMSCRIPTEN AND CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_options(${target} PRIVATE -Os)
  endif()
endfunction()

# lesson_precompile(target [headers...])
#   Nearly all of a file's compile time is spent on headers that never change: the library's, Eigen's and JSON's. They are
#   parsed once a target (a file of widgets: 4.1 s before, 1.2 s after). Files still include what they use. A file
#   with options of its own parses for itself: an optimisation level or a processor makes another language of it.
#   Natively alone: both WebAssembly presets share what ccache keeps, which hangs on a precompiled header's own bytes.
option(LESSON_PRECOMPILE "Parse the headers of libraries once a target" ON)
function(lesson_precompile target)
  if(NOT LESSON_PRECOMPILE OR EMSCRIPTEN OR NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    return()
  endif()
  target_compile_options(${target} PRIVATE "$<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang -fno-pch-timestamp>")
  target_precompile_headers(${target} PRIVATE
    <algorithm> <array> <cmath> <cstdint> <cstdio> <functional> <map> <memory> <optional> <span> <string> <string_view>
    <utility> <vector> <Eigen/Core> <nlohmann/json.hpp> ${ARGN})
endfunction()
# Call it where sources have their options.
function(lesson_own_options target)
  foreach(source IN LISTS ARGN)
    set_source_files_properties(${source} TARGET_DIRECTORY ${target} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  endforeach()
endfunction()

if(EMSCRIPTEN)
  include(Wasm)
else()
  include(Native)
endif()
