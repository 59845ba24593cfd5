#include "daemon/http/worker_pool.h"

#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <ctime>
#include <numeric>
#include <utility>

#include "engine/base/assert.h"

namespace tern::daemon {
namespace {

using std::chrono::nanoseconds;

/// Of the processor time of a database what it used a tick ago counts four fifths: a core that is
/// always busy comes to half a second.
constexpr int kFadeNumerator = 4;
constexpr int kFadeDenominator = 5;
constexpr nanoseconds kGreedyFrom = std::chrono::milliseconds(250);  // half a core

/// The processor time that a thread has used. Requires: it lives.
nanoseconds time_of(pthread_t thread) {
  clockid_t clock{};
  timespec time{};
  if (pthread_getcpuclockid(thread, &clock) != 0 || clock_gettime(clock, &time) != 0) return {};
  return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
}

}  // namespace

thread_local WorkerPool::Run* WorkerPool::current_ = nullptr;
thread_local WorkerPool::Run WorkerPool::guest_;

WorkerPool::WorkerPool(const WorkerLimits& limits)
    : limits_(limits), processors_(std::max(std::thread::hardware_concurrency(), 2U) - 1) {
  ASSERT(limits.workers > 0 && limits.database_max > 0);
  const std::lock_guard lock(mutex_);
  for (uint32_t i = 0; i < limits.workers; ++i) start_thread();
}

WorkerPool::~WorkerPool() { join(); }

void WorkerPool::start_thread() {
  if (current_) current_->off_first.reset();  // a thread may use what its parent may
  threads_.emplace_back([this] { run_thread(); });
}

void WorkerPool::post(std::string_view database, Work work) {
  bool wakes = false;
  {
    const std::lock_guard lock(mutex_);
    Entry& entry = entry_of(database);
    entry.second.queue.push_back(std::move(work));
    ++queued_;
    list_if_ready(entry);
    wakes = idle_ > 0 && running_ < limits_.workers && !ready_.empty();
    if (!wakes) fill_places();
  }
  if (wakes) changed_.notify_one();
}

bool WorkerPool::begin_guest(std::string_view database, GuestHost& host) {
  const std::lock_guard lock(mutex_);
  Entry& entry = entry_of(database);
  Database& of = entry.second;
  if (of.is_greedy || of.working >= limits_.database_max || of.guests >= limits_.guests_max)
    return false;
  set_thread_pacer(this);
  guest_.thread = pthread_self();
  guest_.is_guest = true;
  guest_.host = &host;
  guest_.is_known = false;  // to ask for its time costs more than most requests do
  ++of.working;
  ++of.guests;
  begin(guest_, entry);
  return true;
}

void WorkerPool::end_guest() {
  Run& run = guest_;
  run.off_first.reset();
  const std::lock_guard lock(mutex_);
  if (run.is_known) {
    count_time(run, time_of(run.thread));
  } else {
    run.entry->second.recent += Clock::now() - run.since;
  }
  --run.entry->second.guests;
  end(run);
  fill_places();  // its database may have more threads now
}

void WorkerPool::expect_wait() {
  Run* const run = current_;
  if (!run || run->expected_wait) return;
  run->expected_wait = Clock::now();
  if (run->host) run->host->guest_expects_wait();
}

WorkerPool::Clock::time_point WorkerPool::busy_until() {
  return current_ && current_->expected_wait ? *current_->expected_wait : Clock::now();
}

WorkerPool::Entry& WorkerPool::entry_of(std::string_view database) {
  const auto found = databases_.find(database);
  if (found != databases_.end()) return *found;
  return *databases_.try_emplace(std::string(database)).first;
}

bool WorkerPool::may_run(const Entry& entry) const {
  return !entry.second.queue.empty() &&
         (entry.first.empty() || entry.second.working < limits_.database_max);
}

void WorkerPool::list_if_ready(Entry& entry) {
  if (entry.second.is_listed || !may_run(entry)) return;
  entry.second.is_listed = true;
  ready_.push_back(&entry);
}

/// Requires: something is ready.
WorkerPool::Work WorkerPool::begin_next(Run& run) {
  Entry* const entry = ready_.front();
  ready_.pop_front();
  Database& database = entry->second;
  database.is_listed = false;
  Work work = std::move(database.queue.front());
  database.queue.pop_front();
  --queued_;
  ++database.working;
  list_if_ready(*entry);

  ++running_;
  begin(run, *entry);
  return work;
}

void WorkerPool::begin(Run& run, Entry& entry) {
  run.entry = &entry;
  run.since = Clock::now();
  run.piece_end = run.since + kPieceMin;
  run.expected_wait.reset();
  run.computed = {};
  run.is_slow = false;
  runs_.push_back(&run);
  current_ = &run;
  if (entry.second.is_greedy) begin_pacing(run);
}

void WorkerPool::end(Run& run) {
  current_ = nullptr;
  end_pacing(run);
  std::erase(runs_, &run);
  if (uint32_t* const places = places_of(run)) --*places;
  --run.entry->second.working;
  list_if_ready(*run.entry);
}

/// Those that a run is counted among; null: a guest has none.
uint32_t* WorkerPool::places_of(const Run& run) {
  if (run.is_guest) return nullptr;
  return run.is_slow ? &slow_ : &running_;
}

/// Starts or wakes threads for what waits, as long as there are places for them.
void WorkerPool::fill_places() {
  if (ready_.empty() || running_ >= limits_.workers) return;
  if (idle_ > 0) {
    changed_.notify_one();
  } else if (threads_.size() < places() && !ending_) {
    start_thread();
  }
}

uint32_t WorkerPool::places() const {
  return limits_.workers + slow_ + std::accumulate(waiting_.begin(), waiting_.end(), uint32_t{0});
}

/// False: the thread is to end.
bool WorkerPool::wait_for_work(std::unique_lock<std::mutex>& lock) {
  // Threads that stood in for one that waited stay, and work only while fewer than `workers` do.
  while (running_ >= limits_.workers || ready_.empty()) {
    if (ending_ && queued_ == 0) return false;
    ++idle_;
    changed_.wait(lock);
    --idle_;
  }
  return true;
}

void WorkerPool::run_thread() {
  set_thread_pacer(this);
  Run run;
  run.thread = pthread_self();
  run.used = time_of(run.thread);
  std::unique_lock lock(mutex_);
  while (wait_for_work(lock)) {
    Work work = begin_next(run);
    lock.unlock();
    work();
    work = nullptr;  // what it owns is freed outside the lock
    run.off_first.reset();
    const nanoseconds time = time_of(run.thread);
    lock.lock();
    count_time(run, time);
    end(run);
    // Wake-ups that found no room are made up for here.
    ending_ ? changed_.notify_all() : fill_places();
  }
}

void WorkerPool::count_time(Run& run, nanoseconds time) {
  const nanoseconds used = time - std::exchange(run.used, time);
  run.computed += used;
  run.entry->second.recent += used;
}

void WorkerPool::tick() {
  const std::lock_guard lock(mutex_);
  const Clock::time_point now = Clock::now();
  const size_t named = databases_.size() - databases_.count(std::string_view());
  is_shared_ = named > 1;
  for (Run* run : runs_) look_at(*run, now);
  look_at_databases();
}

void WorkerPool::look_at(Run& run, Clock::time_point now) {
  if (!std::exchange(run.is_known, true)) run.used = time_of(run.thread);
  count_time(run, time_of(run.thread));
  if (run.is_waiting || run.entry->first.empty()) return;
  if (!run.is_guest && !run.is_slow && now - run.since >= kSlowAfter && slow_ < limits_.slow_max) {
    run.is_slow = true;
    --running_;
    ++slow_;
    fill_places();
  }
  if (is_shared_ && run.computed >= kComputesAfter) begin_pacing(run);
  if (!is_shared_ && run.is_paced) {
    end_pacing(run);
    run.turn.notify_one();
  }
  // It is at something that does not ask: the others do not wait for that.
  if (run.has_processor && now - run.slice_end > kSlowAfter) take_processor(run);
}

void WorkerPool::begin_pacing(Run& run) {
  if (run.is_paced.exchange(true)) return;
  ++paced_;
}

void WorkerPool::end_pacing(Run& run) {
  run.is_paced = false;
  if (std::exchange(run.is_in_line, false)) std::erase(line_, &run);
  take_processor(run);
}

void WorkerPool::take_processor(Run& run) {
  if (!run.has_processor.exchange(false)) return;
  --computing_;
  hand_out();
}

void WorkerPool::hand_out() {
  while (!line_.empty() && computing_ < processors_) {
    Run* const next = line_.front();
    line_.pop_front();
    next->is_in_line = false;
    next->slice_end = Clock::now() + kSlice;
    next->has_processor.store(true, std::memory_order_release);
    ++computing_;
    next->turn.notify_one();
  }
}

/// Ends a piece that is over.
void WorkerPool::let_others_run(Run& run) {
  const Clock::time_point began = Clock::now();
  if (began < run.piece_end) return;
  sched_yield();
  // Who comes back late shares the processor with others that compute: it takes as long as they.
  const Clock::time_point back = Clock::now();
  run.piece_end = back + std::clamp<Clock::duration>(back - began, kPieceMin, kPieceMax);
}

void WorkerPool::pace() {
  constexpr std::chrono::milliseconds kPatience{20};  // then the caller sees whether it is to end
  Run* const run = current_;
  if (!run) return;
  let_others_run(*run);
  if (!run->is_paced.load(std::memory_order_relaxed)) return run->off_first.reset();
  if (!run->off_first) run->off_first.emplace();
  const bool has_one = run->has_processor.load(std::memory_order_acquire);
  if (has_one && Clock::now() < run->slice_end) return;
  std::unique_lock lock(mutex_);
  if (!run->is_in_line) {
    if (run->has_processor.exchange(false)) --computing_;
    run->is_in_line = true;
    line_.push_back(run);
    hand_out();
  }
  // It keeps its place in the line when it was too long.
  run->turn.wait_for(lock, kPatience, [&] { return run->has_processor || !run->is_paced; });
}

/// Who takes more than two thirds of what all take, and more than half a core, is greedy, unless
/// there is nobody else. Databases that have not been used for two seconds or so are forgotten.
void WorkerPool::look_at_databases() {
  nanoseconds all{0};
  for (const auto& [name, database] : databases_) all += database.recent;
  for (auto at = databases_.begin(); at != databases_.end();) {
    Database& database = at->second;
    database.is_greedy = !at->first.empty() && is_shared_ && database.recent > kGreedyFrom &&
                         database.recent * 3 > all * 2;
    database.recent = database.recent * kFadeNumerator / kFadeDenominator;
    const bool is_over = database.is_unused() && database.recent < std::chrono::microseconds(10);
    at = is_over ? databases_.erase(at) : std::next(at);
  }
}

uint32_t WorkerPool::waiting_max(Wait reason) const {
  switch (reason) {
    case Wait::Reader:
      return limits_.readers_max;
    case Wait::News:
      return limits_.polls_max;
    case Wait::Turn:
      return limits_.turns_max;
  }
  return 0;
}

bool WorkerPool::begin_waiting(Wait reason) {
  Run* const run = current_;
  if (!run || run->is_waiting) return false;
  const std::lock_guard lock(mutex_);
  const auto at = static_cast<size_t>(reason);
  Database& database = run->entry->second;
  const uint32_t most = waiting_max(reason);
  if (waiting_[at] >= most || database.waiting[at] >= most - most / 2) return false;
  ++waiting_[at];
  ++database.waiting[at];
  if (uint32_t* const places = places_of(*run)) --*places;
  --database.working;
  end_pacing(*run);
  run->is_slow = false;
  run->is_waiting = true;
  list_if_ready(*run->entry);
  fill_places();
  return true;
}

void WorkerPool::end_waiting(Wait reason) {
  Run* const run = current_;
  const std::lock_guard lock(mutex_);
  const auto at = static_cast<size_t>(reason);
  --waiting_[at];
  --run->entry->second.waiting[at];
  // For a moment there may be more at work than may be.
  if (uint32_t* const places = places_of(*run)) ++*places;
  ++run->entry->second.working;
  run->is_waiting = false;
  run->since = Clock::now();
}

WorkerPool::Counts WorkerPool::counts() const {
  const std::lock_guard lock(mutex_);
  return {.threads = static_cast<uint32_t>(threads_.size()),
          .working = running_,
          .slow = slow_,
          .waiting = waiting_,
          .queued = queued_,
          .computing = computing_,
          .paced = paced_};
}

void WorkerPool::join() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  // Nobody starts any more.
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

WorkerPool::Waiting::Waiting(WorkerPool& pool, Wait reason)
    : pool_(pool), reason_(reason), allowed_(pool.begin_waiting(reason)) {}
WorkerPool::Waiting::~Waiting() {
  if (allowed_) pool_.end_waiting(reason_);
}

}  // namespace tern::daemon
