#pragma once

#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/output.hpp"
#include "vplatform/spi/json.hpp"

namespace vplatform::cli {

/// How a kind of things is shown in a list.
template <class Item>
struct ListLook {
  void (*write)(spi::JsonWriter& out, const Item& item);
  Row (*row_of)(const Item& item);
  const char* none;  ///< What people read of an empty list.
};

/// Shows a list, as JSON or as a table.
template <class Item>
Exit show_list(Output& out, const std::vector<Item>& items, const ListLook<Item>& look) {
  if (out.json()) {
    spi::JsonWriter json;
    json.begin_object().key("items").begin_array();
    for (const Item& one : items) look.write(json, one);
    json.end_array().end_object();
    out.value(json.text());
    return Exit::done;
  }
  if (items.empty()) out.note(look.none);
  std::vector<Row> rows;
  rows.reserve(items.size());
  for (const Item& one : items) rows.push_back(look.row_of(one));
  out.table(rows);
  return Exit::done;
}

}  // namespace vplatform::cli
