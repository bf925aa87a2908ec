# lesson_embed_measurements(NAME TASK…): writes measured_NAME.cpp with kMeasuredNAME, an object that holds those tasks of the
# weights' measurements that are there, and kMeasuredNAMESha256, whose weights they are; an empty object where there is none.
set(measurements ${PROJECT_SOURCE_DIR}/web/assets/weights/measurements.json)

function(lesson_embed_measurements name)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${measurements})
  file(READ ${measurements} all)
  set(told "")
  foreach(task IN LISTS ARGN)
    string(JSON result ERROR_VARIABLE none GET "${all}" tasks ${task} result)
    if(NOT none)
      string(APPEND told ",\"${task}\":${result}")
    endif()
  endforeach()
  string(JSON sha256 ERROR_VARIABLE unknown GET "${all}" files tiny-sd3.safetensors sha256)
  if(unknown)
    set(told "")
    set(sha256 "")
  endif()
  string(REGEX REPLACE "\n[ \t]*" "" told "${told}")
  string(REPLACE " : " ":" told "${told}")
  string(REGEX REPLACE "\"minus_all\":{[^}]*}," "" told "${told}") # the page's
  string(REGEX REPLACE "^," "" told "${told}")
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/measured_${name}.cpp CONTENT [=[
namespace lesson {
extern const char kMeasured@name@[], kMeasured@name@Sha256[];
const char kMeasured@name@[] = R"json({@told@})json";
const char kMeasured@name@Sha256[] = "@sha256@";
}  // namespace lesson
]=] @ONLY)
  target_sources(lesson_widgets PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/measured_${name}.cpp)
endfunction()
