#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "engine/io/vfs.h"

namespace tern::test {

/// The files of another Vfs; every write to any of them is searched for a text.
class WatchingVfs final : public io::Vfs {
 public:
  WatchingVfs(io::Vfs& below, std::string_view text) : below_(below), text_(text) {}

  /// Writes that held the text, or a good part of it.
  int hits() const { return hits_; }
  /// Of those, in files whose name does not end so.
  int hits_outside(std::string_view name_end) const {
    int count = 0;
    for (const auto& [path, hits] : hits_in_) count += path.ends_with(name_end) ? 0 : hits;
    return count;
  }
  uint64_t bytes_written() const { return bytes_written_; }

  Result<std::unique_ptr<io::File>> open(const std::string& path, io::OpenFlags flags) override {
    return std::make_unique<WatchedFile>(*this, path, TRY(below_.open(path, flags)));
  }
  Result<std::unique_ptr<io::SharedMemory>> open_shared_memory(const std::string& path,
                                                               std::string_view like) override {
    return below_.open_shared_memory(path, like);
  }
  Status remove(const std::string& path) override { return below_.remove(path); }
  Status rename(const std::string& from, const std::string& to) override {
    return below_.rename(from, to);
  }
  Result<bool> exists(const std::string& path) override { return below_.exists(path); }
  Status sync_folder_of(const std::string& path) override { return below_.sync_folder_of(path); }
  Result<io::FileId> identify(const std::string& path) override { return below_.identify(path); }
  Result<std::string> full_path(const std::string& path) override { return below_.full_path(path); }

 private:
  class WatchedFile final : public io::File {
   public:
    WatchedFile(WatchingVfs& vfs, std::string path, std::unique_ptr<io::File> below)
        : vfs_(vfs), path_(std::move(path)), below_(std::move(below)) {}
    Result<size_t> pread(MutBytes out, uint64_t at) override { return below_->pread(out, at); }
    Status pwrite(Bytes in, uint64_t at) override {
      vfs_.look(in, path_);
      return below_->pwrite(in, at);
    }
    Status pwritev(std::span<const Bytes> pieces, uint64_t at) override {
      for (const Bytes piece : pieces) vfs_.look(piece, path_);
      return below_->pwritev(pieces, at);
    }
    Status truncate(uint64_t size) override { return below_->truncate(size); }
    Status sync(io::SyncMode mode) override { return below_->sync(mode); }
    Result<uint64_t> size() override { return below_->size(); }
    Status lock(uint64_t start, uint64_t length, io::LockMode mode) override {
      return below_->lock(start, length, mode);
    }
    Result<bool> is_locked_by_others(uint64_t start, uint64_t length) override {
      return below_->is_locked_by_others(start, length);
    }
    io::FileId id() const override { return below_->id(); }
    bool is_read_only() const override { return below_->is_read_only(); }

   private:
    WatchingVfs& vfs_;
    const std::string path_;
    std::unique_ptr<io::File> below_;
  };

  void look(Bytes bytes, const std::string& path) {
    bytes_written_ += bytes.size();
    const std::string_view part = std::string_view(text_).substr(text_.size() / 2);
    if (as_text(bytes).find(part) == std::string_view::npos) return;
    ++hits_;
    ++hits_in_[path];
  }

  io::Vfs& below_;
  std::string text_;
  int hits_ = 0;
  std::map<std::string, int> hits_in_;
  uint64_t bytes_written_ = 0;
};

}  // namespace tern::test
