#pragma once
// The JSON type by name alone, for headers that hand it on: the whole of it takes long to compile.

#include <nlohmann/json_fwd.hpp>

namespace lesson {

using Json = nlohmann::ordered_json;  ///< keys keep their order

}  // namespace lesson
