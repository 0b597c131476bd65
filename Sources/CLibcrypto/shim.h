#pragma once
// OpenSSL 3 calls the plain hash functions deprecated in favour of EVP, whose contexts are heap objects that cost more
// than hashing a short text does. The plain ones keep their state where the caller wants it, and cannot fail.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
