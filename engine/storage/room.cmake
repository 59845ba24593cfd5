find_library(XXHASH_LIBRARY xxhash REQUIRED)
target_link_libraries(${target} PUBLIC OpenSSL::Crypto ${XXHASH_LIBRARY})
