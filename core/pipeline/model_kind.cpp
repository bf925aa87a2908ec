#include "core/pipeline/model_kind.h"

#include <string>

#include "core/comma_list.h"

namespace lesson {

Result<ModelKind> parse_model_kind(std::string_view id) {
  if (id == "ddpm") return ModelKind::noise_cross;
  if (id == "shared") return ModelKind::flow_shared;
  for (std::size_t i = 0; i < kModelKindIds.size(); ++i) {
    if (id == kModelKindIds[i]) return static_cast<ModelKind>(i);
  }
  return Error{"there is no such model", "model", "one of " + join_words(kModelKindIds), "'" + std::string(id) + "'",
               ""};
}

}  // namespace lesson
