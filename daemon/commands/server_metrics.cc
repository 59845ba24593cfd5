#include "daemon/commands/server_metrics.h"

#include <vector>

namespace tern::daemon {
namespace {

double number(const FrontCounts::Counter& counter) {
  return static_cast<double>(counter.load(std::memory_order_relaxed));
}

std::string route_name(size_t at) { return std::string(name_of(static_cast<Route>(at))); }

void write_requests(const FrontCounts& front, MetricsText& out) {
  for (size_t route = 0; route < kRouteCount; ++route) {
    const auto& by_status = front.routes[route].by_status;
    for (size_t at = 0; at < by_status.size(); ++at) {
      if (number(by_status[at]) == 0) continue;
      const bool is_named = at < FrontCounts::kStatuses.size();
      const std::string status = is_named ? std::to_string(FrontCounts::kStatuses[at]) : "other";
      out.counter("ternd_requests_total", "Requests that were answered, by path and status.",
                  number(by_status[at]), {{"route", route_name(route)}, {"status", status}});
    }
  }
}

void write_bytes(const FrontCounts& front, MetricsText& out) {
  for (size_t route = 0; route < kRouteCount; ++route)
    out.counter("ternd_request_bytes_total", "Bytes of bodies that came in.",
                number(front.routes[route].bytes_in), {{"route", route_name(route)}});
  for (size_t route = 0; route < kRouteCount; ++route)
    out.counter("ternd_response_bytes_total", "Bytes of bodies that went out.",
                number(front.routes[route].bytes_out), {{"route", route_name(route)}});
}

void write_times(const FrontCounts& front, MetricsText& out) {
  std::vector<double> bounds;
  for (const uint32_t bound_us : FrontCounts::kBucketsUs) bounds.push_back(bound_us / 1e6);
  for (size_t route = 0; route < kRouteCount; ++route) {
    std::vector<uint64_t> counts;
    for (const auto& count : front.routes[route].by_time)
      counts.push_back(count.load(std::memory_order_relaxed));
    out.histogram("ternd_request_seconds", "Time from a request's head to the end of its answer.",
                  bounds, counts, number(front.routes[route].total_us) / 1e6,
                  {{"route", route_name(route)}});
  }
}

void write_connections(const FrontCounts& front, MetricsText& out) {
  out.counter("ternd_connections_total", "Connections that came in.", number(front.connections));
  out.gauge("ternd_connections_open", "Connections that are open.", number(front.connections_open));
  out.counter("ternd_connections_refused_total", "Connections beyond connections_max.",
              number(front.connections_refused));
  out.counter("ternd_handshakes_failed_total", "TLS handshakes that failed.",
              number(front.handshakes_failed));
  out.counter("ternd_cut_off_total", "Connections that were closed by a time limit.",
              number(front.cut_off));
  out.gauge("ternd_requests_running", "Requests that are worked on.",
            number(front.requests_running));
  out.gauge("ternd_websockets_open", "WebSockets that are open.", number(front.sockets_open));
  out.counter("ternd_certificate_reads_total", "Certificates that were read again.",
              number(front.tls_reloads));
  out.counter("ternd_certificate_reads_failed_total", "Certificates that could not be read again.",
              number(front.tls_reloads_failed));
}

void write_sql(const streams::ServiceCounts& sql, MetricsText& out) {
  const auto count = [](uint64_t value) { return static_cast<double>(value); };
  out.gauge("ternd_streams_open", "Streams of SQL that are open.", count(sql.streams_open));
  out.gauge("ternd_transactions_open", "Streams within a transaction.",
            count(sql.transactions_open));
  out.counter("ternd_statements_total", "Statements that streams have run.", count(sql.statements));
  out.counter("ternd_rows_total", "Rows that streams have given.", count(sql.rows));
  out.counter("ternd_streams_expired_total", "Streams that were idle too long.",
              count(sql.streams_expired));
  out.counter("ternd_transactions_stolen_total",
              "Transactions that were rolled back because others waited too long.",
              count(sql.transactions_stolen));
  out.gauge("ternd_statement_bytes", "Memory of running statements, but for small ones.",
            count(sql.statement_bytes));
}

}  // namespace

void write_metrics(const FrontCounts& front, const streams::ServiceCounts& sql,
                   const sync::primary::Primary& primary, MetricsText& out) {
  write_requests(front, out);
  write_bytes(front, out);
  write_times(front, out);
  write_connections(front, out);
  write_sql(sql, out);
  out.gauge("ternd_databases_open", "Databases that are open.",
            static_cast<double>(primary.open_count()));
}

void write_worker_metrics(const WorkerPool::Counts& workers, const RequestMemory& memory,
                          MetricsText& out) {
  const auto of_state = [&](const char* state, uint64_t count) {
    out.gauge("ternd_workers", "Workers by what they do.", static_cast<double>(count),
              {{"state", state}});
  };
  of_state("working", workers.working);
  of_state("slow", workers.slow);
  of_state("reader", workers.waiting[static_cast<size_t>(WorkerPool::Wait::Reader)]);
  of_state("news", workers.waiting[static_cast<size_t>(WorkerPool::Wait::News)]);
  of_state("turn", workers.waiting[static_cast<size_t>(WorkerPool::Wait::Turn)]);
  out.gauge("ternd_worker_threads", "Threads of workers.", workers.threads);
  out.gauge("ternd_requests_queued", "Requests that wait for a worker.",
            static_cast<double>(workers.queued));
  out.gauge("ternd_requests_computing", "Long requests that have one of the processors they share.",
            workers.computing);
  out.counter("ternd_requests_paced_total",
              "Requests that computed long, and had to share processors with others that do.",
              static_cast<double>(workers.paced));
  const auto of_bytes = [&](const char* what, const FairShare& share) {
    out.gauge("ternd_request_memory_bytes", "Memory of requests, but for small ones.",
              static_cast<double>(share.used()), {{"of", what}});
  };
  of_bytes("bodies", memory.bodies);
  of_bytes("uploads", memory.uploads);
  of_bytes("answers", memory.answers);
}

}  // namespace tern::daemon
