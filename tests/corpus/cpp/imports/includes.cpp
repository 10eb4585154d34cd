#include <vector>
#include <boost/asio.hpp>
#include "shapes.hpp"
#include "../detail/impl.ipp"
#if __has_include(<optional>)
#include <optional>
#endif
#pragma once

import std;
using namespace std;
using std::vector;

int main() { return 0; }
