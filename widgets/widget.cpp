#include "widgets/widget.h"

namespace lesson {

namespace {

void append_cell(std::string& csv, const std::string& cell) {
  if (cell.find_first_of(",\"\r\n") == std::string::npos) {
    csv += cell;
    return;
  }
  csv += '"';
  for (const char c : cell) {
    if (c == '"') csv += '"';
    csv += c;
  }
  csv += '"';
}

void append_row(std::string& csv, const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i) csv += ',';
    append_cell(csv, cells[i]);
  }
  csv += "\r\n";
}

}  // namespace

std::string to_csv(const Table& table) {
  std::string csv;
  append_row(csv, table.columns);
  for (const auto& row : table.rows) append_row(csv, row);
  return csv;
}

Result<void> Widget::show_parts(PartList list) {
  Result<ShownParts> shown = ShownParts::of(parts(), list);
  if (!shown) return shown.error();
  shown_ = shown.value();
  return {};
}

Result<void> Widget::open_file(std::string_view name, std::span<const std::uint8_t>) {
  return Error{"this widget opens no files", std::string(name), "", "", ""};
}

Result<void> Widget::open_large_file(std::string_view name, std::span<const std::uint8_t> head,
                                     std::uint64_t file_bytes) {
  if (head.size() == file_bytes) return open_file(name, head);
  return Error{"the file is too large for this widget", std::string(name),
               "at most " + std::to_string(kFileHead) + " bytes", std::to_string(file_bytes), ""};
}

}  // namespace lesson
