# Native builds: processor level and sanitizers. Set for all targets at once, since Eigen's
# alignment, and so its ABI, depends on the processor level.

# LESSON_ARCH: value of -march. Empty means the compiler's baseline. The default is x86-64-v3
# (AVX2 + FMA, any PC since 2013) where this machine runs it: never "native", whose results and
# binaries differ from machine to machine.
if(NOT DEFINED LESSON_ARCH)
  set(default_arch "")
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64" AND NOT CMAKE_CROSSCOMPILING)
    include(CheckCXXSourceRuns)
    check_cxx_source_runs(
      "int main() { return __builtin_cpu_supports(\"avx2\") && __builtin_cpu_supports(\"fma\") &&
                    __builtin_cpu_supports(\"bmi2\") ? 0 : 1; }" LESSON_RUNS_X86_64_V3)
    if(LESSON_RUNS_X86_64_V3)
      set(default_arch x86-64-v3)
    endif()
  endif()
  set(LESSON_ARCH "${default_arch}" CACHE STRING "Processor level for -march; empty for the compiler's baseline")
endif()
if(LESSON_ARCH)
  add_compile_options(-march=${LESSON_ARCH})
endif()

option(LESSON_SANITIZE "Build with AddressSanitizer and UndefinedBehaviorSanitizer" OFF)
if(LESSON_SANITIZE)
  # float-cast-overflow is left on: tensor files hold any float. Recovery is off: a finding fails its test.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()

# Counts which branches an input takes, in all of our code and not the targets' alone (tests/fuzz).
option(LESSON_LIBFUZZER "Instrument everything for clang's libFuzzer, and build the fuzz targets" OFF)
if(LESSON_LIBFUZZER)
  add_compile_options(-fsanitize=fuzzer-no-link,address -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address)
endif()

if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  find_program(LESSON_LLD NAMES ld.lld-19 ld.lld)
  if(LESSON_LLD)
    add_link_options(-fuse-ld=lld)
  endif()
endif()
