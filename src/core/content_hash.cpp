#include "core/content_hash.hpp"

#include <fmt/format.h>
#include <boost/uuid/detail/sha1.hpp>

namespace cimchar {

std::string content_hash(std::string_view text) {
    boost::uuids::detail::sha1 sha1;
    auto const header = fmt::format("blob {}", text.size());
    sha1.process_bytes(header.c_str(), header.size() + 1);  // git's header ends with a zero byte
    sha1.process_bytes(text.data(), text.size());
    boost::uuids::detail::sha1::digest_type digest;
    sha1.get_digest(digest);
    std::string hex;
    for (unsigned const word : digest) hex += fmt::format("{:08x}", word);
    return hex;
}

}  // namespace cimchar
