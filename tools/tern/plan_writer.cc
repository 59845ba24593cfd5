#include "tools/tern/plan_writer.h"

#include <algorithm>
#include <cstdio>

namespace tern::shell {
namespace {

using Line = std::vector<std::string>;

class PlanWriter final : public RowWriter {
 public:
  explicit PlanWriter(WriterContext context) : context_(std::move(context)) {}

  void row(const std::vector<record::ValueView>& values) override {
    Node& node = nodes_.emplace_back();
    node.id = values[0].as_integer();
    node.parent = values[1].as_integer();
    if (has_operators()) node.text = shown_text(values[2]);
    const std::string detail = shown_text(values[3]);
    if (!node.text.empty() && !detail.empty()) node.text += ": ";
    node.text += detail;
    for (size_t i = kFirstFigure; i < values.size(); ++i) node.figures.push_back(figure(values[i]));
  }

  void end() override {
    if (!has_operators()) {
      context_.print("QUERY PLAN\n");
      return children(0, "");
    }
    find_widths();
    Line titles(context_.columns.begin() + kFirstFigure, context_.columns.end());
    line(titles, "plan");
    for (const Node& node : nodes_) {
      if (node.parent != 0) continue;
      line(node.figures, node.text);
      children(node.id, "");
    }
  }

 private:
  static constexpr size_t kFirstFigure = 4;
  struct Node {
    int64_t id = 0;
    int64_t parent = 0;
    std::string text;
    Line figures;
  };

  bool has_operators() const { return context_.columns[2] == "operator"; }

  static std::string figure(record::ValueView value) {
    if (value.type() != record::ValueType::Real) return shown_text(value);
    char text[64];
    std::snprintf(text, sizeof text, "%.1f", value.as_real());
    return text;
  }

  void find_widths() {
    for (size_t i = kFirstFigure; i < context_.columns.size(); ++i) {
      size_t width = context_.columns[i].size();
      for (const Node& node : nodes_) {
        width = std::max(width, node.figures[i - kFirstFigure].size());
      }
      widths_.push_back(width);
    }
  }

  void line(const Line& figures, const std::string& text) {
    std::string out;
    for (size_t i = 0; i < widths_.size(); ++i) {
      out.append(widths_[i] - figures[i].size(), ' ');
      out += figures[i];
      out += "  ";
    }
    context_.print(out + text + "\n");
  }

  void children(int64_t parent, const std::string& indent) {
    const auto is_child = [parent](const Node& node) { return node.parent == parent; };
    auto at = std::ranges::find_if(nodes_, is_child);
    while (at != nodes_.end()) {
      const Node& node = *at;
      at = std::find_if(at + 1, nodes_.end(), is_child);
      const bool is_last = at == nodes_.end();
      line(node.figures, indent + (is_last ? "`--" : "|--") + node.text);
      children(node.id, indent + (is_last ? "   " : "|  "));
    }
  }

  WriterContext context_;
  std::vector<Node> nodes_;
  std::vector<size_t> widths_;  // of the figures; empty: none are shown
};

}  // namespace

std::unique_ptr<RowWriter> make_plan_writer(WriterContext context) {
  return std::make_unique<PlanWriter>(std::move(context));
}

}  // namespace tern::shell
