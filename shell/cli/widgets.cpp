#include "shell/cli/widgets.h"

#include "core/io/json.h"
#include "shell/cli/exit_code.h"
#include "widgets/registry.h"

namespace lesson::cli {

namespace {

struct ToJson {
  Json& entry;
  void operator()(const IntField& field) const {
    entry.update({{"type", "integer"}, {"min", field.min}, {"max", field.max}, {"default", *field.value}});
  }
  void operator()(const NumberField& field) const {
    entry.update({{"type", "number"}, {"min", field.min}, {"max", field.max}, {"default", *field.value}});
  }
  void operator()(const FlagField& field) const { entry.update({{"type", "boolean"}, {"default", *field.value}}); }
  void operator()(const ChoiceField& field) const {
    entry.update({{"type", "choice"},
                  {"options", field.options},
                  {"default", field.options[static_cast<std::size_t>(*field.value)]}});
  }
  void operator()(const TextField& field) const {
    entry.update({{"type", "text"}, {"max_bytes", field.max_bytes}, {"default", *field.value}});
  }
};

Json to_json(const Field& field) {
  Json entry = {{"key", field.key}, {"label", field.label}, {"help", field.help}};
  std::visit(ToJson{entry}, field.value);
  return entry;
}

Json state_of(Widget& widget) { return parse_json(fields_to_json(widget.fields())); }

Json to_json(const WidgetInfo& info) {
  PageState shared;
  const std::unique_ptr<Widget> widget = info.make(shared);
  Json entry = {{"id", info.id}, {"title", info.title}, {"summary", info.summary}, {"state", state_of(*widget)}};
  Json fields = Json::array();
  for (const Field& field : widget->fields()) fields.push_back(to_json(field));
  entry["fields"] = std::move(fields);
  Json parts = Json::array();
  for (const Part& part : widget->parts()) parts.push_back({{"id", part.id}, {"title", part.title}});
  entry["parts"] = std::move(parts);
  return entry;
}

}  // namespace

int run_widgets(const WidgetsOptions& options, std::ostream& out, std::ostream&) {
  if (!options.json) {
    for (const WidgetInfo& info : widget_registry()) {
      out << info.id << "\n    " << info.title << ". " << info.summary << '\n';
    }
    return exit_ok;
  }
  Json list = Json::array();
  for (const WidgetInfo& info : widget_registry()) list.push_back(to_json(info));
  out << print_json({{"widgets", std::move(list)}}, 2) << '\n';
  return exit_ok;
}

}  // namespace lesson::cli
