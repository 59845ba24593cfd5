#include "tools/bench/queries/subject.h"

namespace tern::bench {

std::unique_ptr<Subject> open_subject(EngineKind kind, const std::string& path,
                                      int64_t cache_kibibytes) {
  auto subject = kind == EngineKind::Tern ? open_tern_subject(path) : open_sqlite_subject(path);
  const std::string pragma = "PRAGMA cache_size=" + std::to_string(-cache_kibibytes);
  if (const Status set = run_all(*subject, pragma); !set) give_up(pragma, set.error().message());
  return subject;
}

Status run_all(Subject& subject, std::string_view sql) {
  const std::unique_ptr<SubjectStatement> statement = TRY(subject.prepare(sql));
  while (TRY(statement->step())) {
  }
  return ok();
}

}  // namespace tern::bench
