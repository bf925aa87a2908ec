# Included before project(): prefer clang-19, the front end that Emscripten uses too, so that native,
# sanitizer and WebAssembly builds see the same language, warnings and floating-point rules.
# CXX / CC in the environment or -DCMAKE_CXX_COMPILER still win.
if(NOT CMAKE_TOOLCHAIN_FILE AND NOT CMAKE_CXX_COMPILER AND NOT DEFINED ENV{CXX})
  find_program(LESSON_CLANGXX NAMES clang++-19)
  find_program(LESSON_CLANG NAMES clang-19)
  if(LESSON_CLANGXX AND LESSON_CLANG)
    set(CMAKE_C_COMPILER ${LESSON_CLANG})
    set(CMAKE_CXX_COMPILER ${LESSON_CLANGXX})
  endif()
endif()

# Paths relative to the checkout, so that another clone finds what this one compiled.
find_program(LESSON_CCACHE ccache)
if(LESSON_CCACHE)
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_CURRENT_SOURCE_DIR} CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros)  # what precompiled headers need (lesson_precompile)
  if(CMAKE_TOOLCHAIN_FILE)
    list(APPEND launcher CCACHE_COMPILERTYPE=clang)  # which the name em++ does not tell
  endif()
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher} ${LESSON_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher} ${LESSON_CCACHE})
endif()
