#pragma once
// Where what is often taught differs from the published models, and why: the one list. The page shows all of it once,
// and a few rows beside their claim.

#include <span>
#include <string_view>
#include <vector>

#include "core/catalogue/models.h"

namespace lesson::catalogue {

/// A set of models, one bit each.
using ModelSet = unsigned;
constexpr ModelSet bit(ModelId id) { return 1u << static_cast<unsigned>(id); }

struct Difference {
  int number;             ///< 1..27, the order of the honesty note
  const char* id;         ///< stable word for links and tests
  const char* topic;      ///< "text encoders", "latent", "tokens", "block", "training", "sampling", ...
  const char* lesson;     ///< as often taught, and in the calculator's simplified models
  const char* published;  ///< as published
  const char* why;        ///< why the two differ, or what to keep from it
  const char* source;
  ModelSet applies_to;  ///< the models whose published numbers are meant, and the lesson's toys

  bool applies(ModelId id_) const { return (applies_to & bit(id_)) != 0; }
};

std::span<const Difference> differences();
std::vector<Difference> differences_for(ModelId id);
/// nullptr when there is none of that id.
const Difference* find_difference(std::string_view id);

}  // namespace lesson::catalogue
