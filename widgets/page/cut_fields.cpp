#include "widgets/page/cut_fields.h"

namespace lesson {

void add_cut_fields(Fields& fields, QuadrantCut& cut, const char* help) {
  for (std::size_t i = 0; i < kQuadrants; ++i) {
    fields.push_back({kCutKeys[i], std::string("Cut ") + kQuadrantNames[i], help, FlagField{&cut.cut[i]}});
  }
}

}  // namespace lesson
