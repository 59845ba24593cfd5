set(extension_libraries OpenSSL::Crypto)
