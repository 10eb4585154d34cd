#pragma once

namespace example {
namespace other {

struct Other {
    static int helper();
    int counted;
};

int helper();
inline int free(int first, int second = 2) { return first + second; }

}  // namespace other
}  // namespace example
