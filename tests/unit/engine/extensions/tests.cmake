target_link_libraries(${name} PRIVATE tern_engine_api)
