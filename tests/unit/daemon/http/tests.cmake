# The tests are clients: as replicas are.
target_link_libraries(${name} PRIVATE tern_sync_transport)
