target_link_libraries(${target} PUBLIC uring boost_context)
