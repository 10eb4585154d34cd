#include "a.hpp"

class Whole { public: int method() { return 1; } };

class Unclosed {
    void method(int a, {
        if (a > {
            call(;
    }

template <typename T
struct Later { int x; };
