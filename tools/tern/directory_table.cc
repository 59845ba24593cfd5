#include "tools/tern/directory_table.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <optional>
#include <string>
#include <vector>

#include "engine/record/affinity.h"
#include "engine/vtab/argument_plan.h"
#include "tools/tern/file_reading.h"

namespace tern::shell {
namespace {

enum DirectoryColumn : uint32_t { kName, kMode, kMtime, kData };

/// What the plan's number says is given: as in the reference, whose EXPLAIN QUERY PLAN shows it.
enum DirectoryPlan : int32_t { kNoPath = 0, kPath = 1, kPathAndFolder = 2 };

class DirectoryCursor final : public vtab::Cursor {
 public:
  explicit DirectoryCursor(Connection& db) : db_(db) {}

  Status filter(const vtab::IndexPlan& plan, std::span<const ValueView> arguments) override {
    open_.clear();
    path_.reset();
    base_size_ = 0;
    rowid_ = 1;
    if (plan.number == kNoPath)
      return fail(ErrorCode::Error, "table function fsdir requires an argument");
    if (arguments[0].is_null())
      return fail(ErrorCode::Error, "table function fsdir requires a non-NULL argument");
    std::string scratch;
    std::string path(record::to_text(arguments[0], scratch));
    if (plan.number == kPathAndFolder && !arguments[1].is_null()) {
      const std::string base(record::to_text(arguments[1], scratch));
      base_size_ = base.size() + 1;
      path = base + "/" + path;
    }
    return look_at(std::move(path));
  }

  bool at_end() const override { return !path_; }

  /// Goes into the folder that it stands on, then on in that folder, then in the one around it.
  Status next() override {
    ++rowid_;
    if (S_ISDIR(there_.st_mode)) TRY(enter());
    while (!open_.empty()) {
      const dirent* const entry = readdir(open_.back().stream.get());
      if (!entry) {
        open_.pop_back();
        continue;
      }
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") return look_at(open_.back().path + "/" + entry->d_name);
    }
    path_.reset();
    return ok();
  }

  Result<ValueView> column(uint32_t index) override {
    switch (index) {
      case kName:
        return ValueView::text(std::string_view(*path_).substr(base_size_));
      case kMode:
        return ValueView::integer(there_.st_mode);
      case kMtime:
        return ValueView::integer(there_.st_mtime);
      case kData:
        return data();
      default:
        return ValueView::null();
    }
  }
  Result<int64_t> rowid() const override { return rowid_; }

 private:
  struct CloseDirectory {
    void operator()(DIR* stream) const { closedir(stream); }
  };
  struct OpenFolder {
    std::string path;
    std::unique_ptr<DIR, CloseDirectory> stream;
  };

  Status look_at(std::string path) {
    if (lstat(path.c_str(), &there_) != 0)
      return fail(ErrorCode::Error, "cannot stat file: " + path);
    path_ = std::move(path);
    return ok();
  }

  Status enter() {
    DIR* const stream = opendir(path_->c_str());
    if (!stream) return fail(ErrorCode::Error, "cannot read directory: " + *path_);
    open_.push_back({*std::move(path_), std::unique_ptr<DIR, CloseDirectory>(stream)});
    return ok();
  }

  Result<ValueView> data() {
    if (S_ISDIR(there_.st_mode)) return ValueView::null();
    if (S_ISLNK(there_.st_mode)) {
      std::array<char, PATH_MAX> target{};  // no link is longer
      const ssize_t size = readlink(path_->c_str(), target.data(), target.size());
      if (size < 0) return ValueView::null();
      link_.assign(target.data(), static_cast<size_t>(size));
      return ValueView::text(link_);
    }
    content_ = TRY(read_file(*path_, static_cast<uint64_t>(db_.limit(Limit::Length))));
    return content_ ? ValueView::blob(*content_) : ValueView::null();
  }

  Connection& db_;
  std::vector<OpenFolder> open_;     // from the outermost to the one that is being read
  std::optional<std::string> path_;  // of the row; nothing: no more
  size_t base_size_ = 0;             // what of the path is not part of the name
  struct stat there_{};
  int64_t rowid_ = 1;
  std::string link_;
  std::optional<ByteVector> content_;
};

class DirectoryTable final : public vtab::VirtualTable {
 public:
  explicit DirectoryTable(Connection& db)
      : VirtualTable("fsdir", std::vector<std::string>{"name", "mode", "mtime", "data"},
                     {"path", "dir"}),
        db_(db) {}

  Result<vtab::IndexPlan> best_index(const vtab::PlanQuestion& question) const override {
    vtab::IndexPlan out = vtab::argument_plan(question.constraints, first_argument(), 2);
    constexpr int32_t kHasPath = 1, kHasFolder = 2;
    if ((out.number & kHasPath) == 0) {
      out.number = kNoPath;
      out.rows = 0x7fffffff;
    } else if ((out.number & kHasFolder) == 0) {
      out.number = kPath;
      out.cost = 100;
    } else {
      out.number = kPathAndFolder;
      out.cost = 10;
    }
    return out;
  }
  std::unique_ptr<vtab::Cursor> open() const override {
    return std::make_unique<DirectoryCursor>(db_);
  }
  bool is_direct_only() const override { return true; }

 private:
  Connection& db_;
};

}  // namespace

std::unique_ptr<vtab::VirtualTable> make_directory_table(Connection& db) {
  return std::make_unique<DirectoryTable>(db);
}

}  // namespace tern::shell
