#include <vector>
#include <boost/asio.hpp>
#include "local.hpp"
using std::string;
using namespace std;
