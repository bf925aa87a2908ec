#pragma once
// Numbers and shapes as readers see them, and back. One home, so that widgets, command line and errors write alike, and
// native programs read what a page reads.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lesson {

/// "4,762,310,656".
std::string with_commas(std::int64_t n);
/// "28", "2.5"; "infinity", "no number".
std::string plain_number(double x);
/// With so many decimals: "0.50".
std::string fixed_number(double x, int decimals);
/// Up to so many significant digits: "0.1", "1.5e-07".
std::string short_number(double x, int digits = 6);
/// "31.4 %" of 0.314, with as many decimals as tell small shares apart.
std::string fine_percent(double share);
/// "1 step", "4 steps".
std::string counted(int n, const char* one);
/// "1 to 100".
std::string range_text(double low, double high);
/// "[16, 128, 128]"; "[]" for none.
std::string shape_text(std::span<const std::int64_t> shape);
std::string shape_text(std::span<const std::uint64_t> shape);
/// Of a matrix: "[333, 64]".
std::string shape_text(std::int64_t rows, std::int64_t cols);

/// Three significant digits with a short unit: "2.03B", "124M", "19.6M", "333".
std::string short_count(std::int64_t n);
/// Decimal bytes: "4.06 GB", "941 MB", "512 bytes".
std::string short_bytes(std::int64_t bytes);
/// Floating-point operations: "8.90 TFLOP", "371 GFLOP".
std::string short_flops(std::int64_t flops);

/// Takes the decimal number that `text` begins with, after spaces, off its front; nullopt when there is none.
/// Neither hexadecimal nor "inf": what programs and pages read is the same.
std::optional<double> take_number(std::string_view& text);
/// The whole text is one decimal number, spaces around it allowed.
std::optional<double> number_of(std::string_view text);

}  // namespace lesson
