find_package(Boost 1.81 REQUIRED COMPONENTS json)
target_link_libraries(${target} PUBLIC OpenSSL::Crypto Boost::json)
# With the precompiled headers, -Wmismatched-tags makes g++ 12 fail over these sources.
set_target_properties(${target} PROPERTIES DISABLE_PRECOMPILE_HEADERS ON)
