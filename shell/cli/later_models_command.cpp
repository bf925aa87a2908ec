#include "shell/cli/later_models_command.h"

#include "core/catalogue/later_models.h"
#include "core/io/json.h"
#include "shell/cli/exit_code.h"

namespace lesson::cli {

using catalogue::LaterModel;

namespace {

Json json_of(const LaterModel& model) {
  return {{"title", model.title},
          {"year", model.year},
          {"reader", model.reader},
          {"dual_blocks", model.dual_blocks},
          {"single_blocks", model.single_blocks},
          {"blocks_note", model.blocks_note},
          {"modulation", model.modulation},
          {"source", model.source}};
}

}  // namespace

int run_later_models(const LaterModelsOptions& options, std::ostream& out) {
  Json list = Json::array();
  for (const LaterModel& model : catalogue::later_models()) {
    list.push_back(json_of(model));
    if (!options.json) {
      out << model.title << " (" << model.year << "): " << model.reader << "; " << model.dual_blocks
          << " dual-stream and " << model.single_blocks << " single-stream blocks; modulation from " << model.modulation
          << ". Read in " << model.source << ".\n";
    }
  }
  if (options.json) out << print_json(list, 2) << '\n';
  return exit_ok;
}

}  // namespace lesson::cli
