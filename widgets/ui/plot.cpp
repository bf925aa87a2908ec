// Line plots: straight or logarithmic axes, names at the lines' ends or a legend, a reading under the pointer.

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "widgets/ui/impl.h"
#include "widgets/ui/ticks.h"

namespace lesson::ui {

namespace {

std::vector<double> values_of(const std::vector<Series>& series, std::vector<double> Series::* axis) {
  std::vector<double> all;
  for (const Series& s : series) all.insert(all.end(), (s.*axis).begin(), (s.*axis).end());
  return all;
}

/// A series of one marker is a point: its name stands beside it, wherever there is room.
bool is_point(const Series& s) { return !s.line && s.x.size() == 1; }

/// A plot being drawn: data in, points of the canvas out.
class PlotDrawing {
 public:
  PlotDrawing(Ui::Impl& ui, const PlotOptions& options, float width, float height, PlotHover& hover)
      : ui_(ui),
        options_(options),
        hover_(hover),
        x_(scale_for(options.x, values_of(options.series, &Series::x))),
        y_(scale_for(options.y, values_of(options.series, &Series::y))) {
    x_ticks_ = options.x.ticks.empty() ? ticks(x_, std::max(2, static_cast<int>(width / 90))) : options.x.ticks;
    y_ticks_ = options.y.ticks.empty() ? ticks(y_, std::max(2, static_cast<int>(height / 45))) : options.y.ticks;
    float left = 0, right = 12;
    for (const double tick : y_ticks_)
      left = std::max(left, ui.paint.width(tick_text(tick, y_ticks_, y_.log), Type::small));
    for (const Series& s : options.series) {
      if (direct() && !is_point(s)) right = std::max(right, ui.paint.width(s.name, Type::small) + 14);
    }
    const float top = options.y.label.empty() ? 8.0f : 26.0f, bottom = options.x.label.empty() ? 22.0f : 42.0f;
    area_ = {left + 8, top, std::max(10.0f, width - left - 8 - right), std::max(10.0f, height - top - bottom)};
  }

  /// Names at the lines' ends only where they leave the lines room enough.
  bool direct() const {
    float widest = 0;
    int named = 0;
    for (const Series& s : options_.series) {
      if (is_point(s)) continue;
      widest = std::max(widest, ui_.paint.width(s.name, Type::small));
      ++named;
    }
    return options_.direct_labels && widest > 0 && widest < ui_.available() * 0.28f && named > 1 && named <= 6;
  }

  void draw(Canvas& canvas) {
    draw_axes(canvas);
    canvas.clip({area_.x - 6, area_.y - 6, area_.w + 12, area_.h + 12}, [&] {
      for (const double mark : options_.marks) {
        const float x = at(mark, 0).x;
        canvas.dashed({x, area_.y}, {x, area_.y + area_.h}, ui_.colors().muted);
      }
      for (const Series& s : options_.series) draw_series(canvas, s);
    });
    for (const Series& s : options_.series) {  // no name hides a point
      if (!is_point(s) || !drawable(s, 0)) continue;
      const Point p = at(s.x[0], s.y[0]);
      named_.push_back({p.x - 4, p.y - 4, 8, 8});
    }
    for (const Series& s : options_.series)
      if (is_point(s) && drawable(s, 0)) draw_point_name(canvas, s);
    if (direct()) draw_names(canvas);
    choose(canvas.input());
    if (hover_.series >= 0) draw_reading(canvas);
  }

  std::string reading() const {
    if (hover_.series < 0) return {};
    const Series& s = options_.series[static_cast<std::size_t>(hover_.series)];
    const std::size_t i = static_cast<std::size_t>(hover_.point);
    return s.name + ": " + short_number(s.x[i]) + ", " + short_number(s.y[i]);
  }

 private:
  bool drawable(const Series& s, std::size_t i) const {
    return std::isfinite(s.x[i]) && std::isfinite(s.y[i]) && (!x_.log || s.x[i] > 0) && (!y_.log || s.y[i] > 0);
  }
  Point at(double x, double y) const {
    return {area_.x + area_.w * static_cast<float>(x_.fraction(x)),
            area_.y + area_.h * (1 - static_cast<float>(y_.fraction(y)))};
  }

  void draw_axes(Canvas& canvas) {
    const Palette& c = ui_.colors();
    const TextLook tick_look{.type = Type::small, .record = false};
    for (const double tick : y_ticks_) {
      const float y = at(x_.min, tick).y;
      if (y < area_.y - 1 || y > area_.y + area_.h + 1) continue;
      canvas.line({area_.x, y}, {area_.x + area_.w, y}, c.line);
      TextLook right = tick_look;
      right.align = Align::right;
      canvas.text({area_.x - 8, y - ui_.paint.glyph_height(Type::small) / 2}, tick_text(tick, y_ticks_, y_.log),
                  c.muted, right);
    }
    float free_from = -1e9f;
    for (const double tick : x_ticks_) {
      const float x = at(tick, y_.min).x;
      if (x < area_.x - 1 || x > area_.x + area_.w + 1) continue;
      canvas.line({x, area_.y + area_.h}, {x, area_.y + area_.h + 4}, c.control);
      const std::string text = tick_text(tick, x_ticks_, x_.log);
      const float half = ui_.paint.width(text, Type::small) / 2;
      const float center = std::min(x, canvas.width() - half);  // the last one would lose a letter at the edge
      if (center - half < free_from) continue;
      free_from = center + half + 8;
      TextLook middle = tick_look;
      middle.align = Align::center;
      canvas.text({center, area_.y + area_.h + 6}, text, c.muted, middle);
    }
    canvas.line({area_.x, area_.y + area_.h}, {area_.x + area_.w, area_.y + area_.h}, c.control);
    if (!options_.x.label.empty()) {
      canvas.text({area_.x + area_.w, area_.y + area_.h + 23}, options_.x.label, c.muted,
                  {.type = Type::small, .align = Align::right, .max_width = area_.x + area_.w});
    }
    if (!options_.y.label.empty())
      canvas.text({0, 2}, options_.y.label, c.muted, {.type = Type::small, .max_width = canvas.width()});
  }

  void draw_series(Canvas& canvas, const Series& s) {
    std::vector<Point> run;
    const auto flush = [&] {
      if (run.size() > 1 && s.line && !s.dashed) canvas.polyline(run, s.color, 2);
      if (s.line && s.dashed) {
        for (std::size_t i = 1; i < run.size(); ++i) canvas.dashed(run[i - 1], run[i], s.color, 2);
      }
      run.clear();
    };
    const std::size_t count = std::min(s.x.size(), s.y.size());
    for (std::size_t i = 0; i < count; ++i) {
      if (!drawable(s, i)) {
        flush();
        continue;
      }
      run.push_back(at(s.x[i], s.y[i]));
      if (s.markers) canvas.circle(run.back(), 3.5f, s.color);
    }
    flush();
  }

  /// Right of the point, left, above or below, wherever no earlier name stands; else nowhere, and the reading has it.
  void draw_point_name(Canvas& canvas, const Series& s) {
    const float w = ui_.paint.width(s.name, Type::small), h = ui_.paint.glyph_height(Type::small);
    const Point p = at(s.x[0], s.y[0]);
    for (const Rect box : {Rect{p.x + 7, p.y - h / 2, w, h}, Rect{p.x - 7 - w, p.y - h / 2, w, h},
                           Rect{p.x - w / 2, p.y - 7 - h, w, h}, Rect{p.x - w / 2, p.y + 7, w, h}}) {
      const bool inside =
          box.x >= area_.x && box.x + w <= area_.x + area_.w && box.y >= area_.y - 4 && box.y + h <= area_.y + area_.h;
      const auto meets = [&](const Rect& r) {
        return box.x < r.x + r.w && r.x < box.x + w && box.y < r.y + r.h && r.y < box.y + h;
      };
      if (!inside || std::any_of(named_.begin(), named_.end(), meets)) continue;
      named_.push_back(box);
      return canvas.text({box.x, box.y}, s.name, s.color, {.type = Type::small});
    }
  }

  /// Names beside the lines' last points, pushed apart where they would overlap.
  void draw_names(Canvas& canvas) {
    struct Name {
      const Series* series;
      float y;
    };
    std::vector<Name> names;
    for (const Series& s : options_.series) {
      if (is_point(s)) continue;
      for (std::size_t i = std::min(s.x.size(), s.y.size()); i-- > 0;) {
        if (!drawable(s, i)) continue;
        names.push_back({&s, std::clamp(at(s.x[i], s.y[i]).y, area_.y, area_.y + area_.h)});
        break;
      }
    }
    // A heap sort, half the code of std::sort.
    std::partial_sort(names.begin(), names.end(), names.end(), [](const Name& a, const Name& b) { return a.y < b.y; });
    const float h = ui_.paint.glyph_height(Type::small) + 1;
    for (std::size_t i = 1; i < names.size(); ++i) names[i].y = std::max(names[i].y, names[i - 1].y + h);
    float limit = area_.y + area_.h + h / 2;
    for (std::size_t i = names.size(); i-- > 0;) {
      names[i].y = std::min(names[i].y, limit);
      limit = names[i].y - h;
    }
    for (const Name& name : names) {
      canvas.text({area_.x + area_.w + 8, name.y - h / 2}, name.series->name, name.series->color,
                  {.type = Type::small});
    }
  }

  void choose(const CanvasInput& in) {
    const std::size_t count = options_.series.size();
    if (in.hovered && !in.by_key) {
      float best = 28 * 28;
      hover_ = {};
      for (std::size_t k = 0; k < count; ++k) {
        const Series& s = options_.series[k];
        for (std::size_t i = 0; i < std::min(s.x.size(), s.y.size()); ++i) {
          if (!drawable(s, i)) continue;
          const Point p = at(s.x[i], s.y[i]);
          const float d = (p.x - in.pointer.x) * (p.x - in.pointer.x) + (p.y - in.pointer.y) * (p.y - in.pointer.y);
          if (d < best) {
            best = d;
            hover_ = {static_cast<int>(k), static_cast<int>(i)};
          }
        }
      }
      return;
    }
    if (count == 0 || (in.move_x == 0 && in.move_y == 0 && !in.pressed)) {
      if (!in.focused) hover_ = {};
      valid();
      return;
    }
    const int series = static_cast<int>(count);
    hover_.series = hover_.series < 0 ? 0 : ((hover_.series + in.move_y) % series + series) % series;
    hover_.point = std::max(hover_.point, 0) + in.move_x;
    valid();
  }

  void valid() {
    if (hover_.series < 0 || hover_.series >= static_cast<int>(options_.series.size())) {
      hover_ = {};
      return;
    }
    const Series& s = options_.series[static_cast<std::size_t>(hover_.series)];
    const int last = static_cast<int>(std::min(s.x.size(), s.y.size())) - 1;
    hover_.point = std::clamp(hover_.point, 0, std::max(last, 0));
    if (last < 0) hover_ = {};
  }

  void draw_reading(Canvas& canvas) {
    const Series& s = options_.series[static_cast<std::size_t>(hover_.series)];
    const std::size_t i = static_cast<std::size_t>(hover_.point);
    if (!drawable(s, i)) return;
    const Palette& c = ui_.colors();
    const Point p = at(s.x[i], s.y[i]);
    canvas.ring(p, 6, s.color, 2);
    const std::string text = reading();
    const float w = canvas.measure(text, Type::small).x + 16, h = 24;
    Rect box{p.x + 10, p.y - h - 8, w, h};
    if (box.x + box.w > canvas.width()) box.x = std::max(0.0f, p.x - 10 - w);
    if (box.y < 0) box.y = p.y + 10;
    canvas.rect(box, c.background, 4);
    canvas.frame(box, c.control, 1, 4);
    canvas.text({box.x + 8, box.y + (h - ui_.paint.glyph_height(Type::small)) / 2}, text, c.text,
                {.type = Type::small, .record = false});
  }

  Ui::Impl& ui_;
  const PlotOptions& options_;
  PlotHover& hover_;
  AxisScale x_, y_;
  std::vector<double> x_ticks_, y_ticks_;
  Rect area_;
  std::vector<Rect> named_;  ///< where points and their names stand
};

}  // namespace

PlotHover Ui::plot(const PlotOptions& options) {
  Impl& ui = *impl_;
  const std::string key = ui.path + options.label;
  PlotHover hover{ui.chosen.try_emplace(key + "/series", -1).first->second,
                  ui.chosen.try_emplace(key + "/point", -1).first->second};
  const float width = options.width > 0 ? options.width : ui.available();
  PlotDrawing drawing(ui, options, width, options.height, hover);
  const std::size_t node = ui.nodes.size();
  canvas({.label = options.label,
          .description = options.description,
          .width = width,
          .height = options.height,
          .interactive = true},
         [&](Canvas& area) { drawing.draw(area); });
  ui.nodes[node].value = drawing.reading();
  ui.chosen[key + "/series"] = hover.series;
  ui.chosen[key + "/point"] = hover.point;
  if (!drawing.direct() && options.series.size() > 1) {
    std::vector<LegendEntry> entries;
    for (const Series& s : options.series)
      if (!is_point(s)) entries.push_back({s.name, s.color, s.dashed});
    if (entries.size() > 1) legend(entries);
  }
  return hover;
}

}  // namespace lesson::ui
