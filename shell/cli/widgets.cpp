#include "shell/cli/widgets.h"

#include "core/io/json.h"
#include "shell/cli/exit_code.h"
#include "shell/files.h"
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
  Selection shared;
  const std::unique_ptr<Widget> widget = info.make(shared);
  Json entry = {{"id", info.id}, {"title", info.title}, {"summary", info.summary}, {"state", state_of(*widget)}};
  Json fields = Json::array();
  for (const Field& field : widget->fields()) fields.push_back(to_json(field));
  entry["fields"] = std::move(fields);
  return entry;
}

Error no_such_widget(const std::string& id) {
  std::string known;
  for (const WidgetInfo& info : widget_registry()) known += (known.empty() ? "" : ", ") + std::string(info.id);
  return {.what = "there is no such widget",
          .where = "--widget",
          .expected = "one of " + known,
          .got = "'" + id + "'",
          .next = "`lesson-cli widgets` lists them."};
}

Result<void> prepare(Widget& widget, const DescribeOptions& options) {
  if (!options.file.empty()) {
    auto bytes = read_file(options.file);
    if (!bytes) return bytes.error();
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.value().data());
    auto opened = widget.open_file(options.file, {data, bytes.value().size()});
    if (!opened) return opened;
  }
  auto set = fields_from_json(widget.fields(), options.state);
  if (!set) {
    Error error = set.error();
    error.where = "--state" + (error.where.empty() ? "" : ", " + error.where);
    return error;
  }
  widget.state_changed();
  return {};
}

}  // namespace

int run_widgets(const WidgetsOptions& options, std::ostream& out, std::ostream&) {
  if (!options.json) {
    for (const WidgetInfo& info : widget_registry()) {
      out << info.id << "\n    " << info.title << ". " << info.summary << '\n';
    }
    return kOk;
  }
  Json list = Json::array();
  for (const WidgetInfo& info : widget_registry()) list.push_back(to_json(info));
  out << print_json({{"widgets", std::move(list)}}, 2) << '\n';
  return kOk;
}

int run_describe(const DescribeOptions& options, std::ostream& out, std::ostream& err) {
  const WidgetInfo* info = find_widget(options.widget);
  if (!info) return fail(err, no_such_widget(options.widget));
  Selection shared;
  const std::unique_ptr<Widget> widget = info->make(shared);
  if (auto prepared = prepare(*widget, options); !prepared) return fail(err, prepared.error());

  if (options.json) {
    const Table table = widget->table();
    out << print_json({{"widget", info->id},
                       {"state", state_of(*widget)},
                       {"text", widget->describe()},
                       {"table", {{"columns", table.columns}, {"rows", table.rows}}}},
                      2)
        << '\n';
  } else if (options.csv) {
    out << to_csv(widget->table());
  } else {
    out << widget->describe() << '\n';
  }
  return kOk;
}

}  // namespace lesson::cli
