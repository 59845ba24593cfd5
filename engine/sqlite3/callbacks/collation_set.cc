#include "engine/sqlite3/callbacks/collation_set.h"

#include <algorithm>

#include "engine/api/connection_state.h"
#include "engine/base/utf16.h"
#include "engine/base/utf8.h"
#include "engine/record/collation.h"
#include "engine/sqlite3/connections/connection.h"

namespace tern::abi {
namespace {

std::string collation_key(std::string_view name) {
  std::string out(name);
  std::ranges::transform(out, out.begin(), fold_case);
  return out;
}

TextEncoding encoding_of(sqlite3* db) { return db->engine().function_view().text_encoding(); }

void append_wide(std::string& out, std::string_view text, TextEncoding stored,
                 TextEncoding wanted) {
  if (stored == TextEncoding::Utf8) {
    append_text16(out, text, wanted);
  } else {
    append_utf16(out, text, wanted);
  }
}

const void* bytes_of(std::string_view text) { return text.data() ? text.data() : ""; }

}  // namespace

const UserCollation* CollationOverloads::chosen() const {
  const int stored = static_cast<int>(encoding_of(db_));
  for (const int encoding : {stored, SQLITE_UTF16BE, SQLITE_UTF16LE, SQLITE_UTF8}) {
    for (const auto& collation : collations) {
      if (collation->encoding == encoding && collation->compare) return collation.get();
    }
  }
  return nullptr;
}

int CollationOverloads::compare(std::string_view left, std::string_view right) {
  const UserCollation* const collation = chosen();
  if (!collation) return record::binary_collation().compare(left, right);
  if (collation->encoding != SQLITE_UTF8) return compare_wide(*collation, left, right);
  return collation->compare(collation->data.get(), static_cast<int>(left.size()), bytes_of(left),
                            static_cast<int>(right.size()), bytes_of(right));
}

int CollationOverloads::compare_wide(const UserCollation& collation, std::string_view left,
                                     std::string_view right) {
  // Taken for as long as this lasts: the program may compare by it in the midst of comparing.
  std::string left16 = std::exchange(left_, {});
  std::string right16 = std::exchange(right_, {});
  left16.clear();
  right16.clear();
  const TextEncoding stored = encoding_of(db_);
  const auto wanted = static_cast<TextEncoding>(collation.encoding);
  append_wide(left16, left, stored, wanted);
  append_wide(right16, right, stored, wanted);
  const int order =
      collation.compare(collation.data.get(), static_cast<int>(left16.size()), left16.data(),
                        static_cast<int>(right16.size()), right16.data());
  left_ = std::move(left16);
  right_ = std::move(right16);
  return order;
}

/// The engine may hold on to the overloads: what is the program's goes now.
CollationSet::~CollationSet() {
  for (const auto& [name, overloads] : by_name_) overloads->collations.clear();
}

Status CollationSet::publish(const std::string& name,
                             const std::shared_ptr<CollationOverloads>& overloads) {
  api::ConnectionState& engine = db_->engine();
  const bool is_there = overloads->chosen() != nullptr;
  if (!is_there && !overloads->is_published) return ok();
  record::Collations::Order order;
  if (is_there) {
    order = [overloads](std::string_view left, std::string_view right) {
      return overloads->compare(left, right);
    };
  }
  const bool is_builtin = record::find_collation(name, encoding_of(db_)) != nullptr;
  const bool is_first = is_there && !overloads->is_published && !is_builtin;
  overloads->is_published = is_there;
  if (!is_first) return engine.define_collation(name, std::move(order));
  // What knows the name so far knows it as missing: nothing has to be read anew.
  engine.collations().define(name, std::move(order));
  engine.statement_cache().clear();
  return ok();
}

Status CollationSet::add(std::string_view name, std::unique_ptr<UserCollation> collation) {
  const std::string key = collation_key(name);
  const auto found = by_name_.find(key);
  std::shared_ptr<CollationOverloads> overloads =
      found != by_name_.end() ? found->second : std::make_shared<CollationOverloads>(db_);
  auto& known = overloads->collations;
  const auto same = std::ranges::find(known, collation->encoding,
                                      [](const auto& other) { return other->encoding; });
  const bool is_builtin = collation->encoding == SQLITE_UTF8 &&
                          record::find_collation(key, TextEncoding::Utf8) != nullptr;
  const bool is_replacement = (same != known.end() && (*same)->compare) || is_builtin;
  const bool is_running = db_->engine().running_count() > 0;
  if (is_replacement && is_running) {
    collation->data.disown();
    return fail(ErrorCode::Busy,
                "unable to delete/modify collation sequence due to active statements");
  }
  std::unique_ptr<UserCollation> replaced;  // goes when all is done: its destructor may call us
  if (same == known.end()) {
    known.push_back(std::move(collation));
  } else {
    replaced = std::exchange(*same, std::move(collation));
  }
  by_name_.emplace(key, overloads);
  // One for another encoding is found where texts are compared.
  const bool is_other_encoding = overloads->is_published && !is_replacement && is_running;
  return is_other_encoding ? ok() : publish(key, overloads);
}

bool CollationSet::ask_for(std::string_view name) {
  const std::string name8(name);
  const TextEncoding encoding = encoding_of(db_);
  const auto is_there = [&] { return db_->engine().collations().find(name8, encoding) != nullptr; };
  if (needed) {
    needed.function(needed.data, db_, static_cast<int>(encoding), name8.c_str());
  } else if (needed16) {
    std::string name16;
    append_text16(name16, name8, kNativeUtf16);
    name16.append(sizeof(char16_t), '\0');
    needed16.function(needed16.data, db_, static_cast<int>(encoding), name16.data());
  } else {
    return false;
  }
  return is_there();
}

CollationSet& collations_of(sqlite3* db) {
  std::unique_ptr<CollationSet>& set = db->callbacks.collations;
  if (!set) set = std::make_unique<CollationSet>(db);
  return *set;
}

bool is_worth_another_try(sqlite3* db, Error& error) {
  if (std::exchange(db->callbacks.authorizer_failed, false)) {
    error = Error(ErrorCode::Error, "authorizer malfunction");
    return false;
  }
  constexpr std::string_view kMissing = "no such collation sequence: ";
  const std::string message(error.message());
  if (!error.is(ErrorCode::Error) || !message.starts_with(kMissing)) return false;
  const CollationSet* const collations = db->callbacks.collations.get();
  const bool may_ask = collations && (collations->needed || collations->needed16);
  if (may_ask && collations_of(db).ask_for(message.substr(kMissing.size()))) return true;
  const int32_t offset = error.sql_offset();
  error = Error(static_cast<ErrorCode>(SQLITE_ERROR_MISSING_COLLSEQ), message);
  if (offset >= 0) error = std::move(error).at(static_cast<size_t>(offset));
  return false;
}

}  // namespace tern::abi
