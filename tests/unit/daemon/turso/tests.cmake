# The tests have a primary.
target_link_libraries(${name} PRIVATE tern_sync_replica)
