target_link_libraries(${target} PUBLIC OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
# With the precompiled headers, -Wmismatched-tags makes g++ 12 fail over these sources.
set_target_properties(${target} PROPERTIES DISABLE_PRECOMPILE_HEADERS ON)

# g++ 12 sees that Asio takes a coroutine's frame from aligned_alloc() and gives it back through the
# frame's own operator delete, and does not see that this one calls free().
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(${target} PRIVATE -Wno-mismatched-new-delete)
endif()
