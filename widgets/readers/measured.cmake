# Writes measured_readers.cpp: the task "ablation" of the weights' measurements as text, and whose weights they are.
# Where there is none, an empty object.
set(measurements ${PROJECT_SOURCE_DIR}/web/assets/weights/measurements.json)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${measurements})
file(READ ${measurements} all)
string(JSON ablation ERROR_VARIABLE none GET "${all}" tasks ablation result)
string(JSON sha256 ERROR_VARIABLE unknown GET "${all}" files tiny-sd3.safetensors sha256)
if(none OR unknown)
  set(ablation "{}")
  set(sha256 "")
endif()
string(REGEX REPLACE "\n *" "" ablation "${ablation}")
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/measured_readers.cpp CONTENT [=[
namespace lesson {
extern const char kMeasuredReaders[], kMeasuredReadersSha256[];
const char kMeasuredReaders[] = R"json(@ablation@)json";
const char kMeasuredReadersSha256[] = "@sha256@";
}  // namespace lesson
]=] @ONLY)
