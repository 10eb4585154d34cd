#include <vector>

namespace app {

int whole(int first) { return first; }

class Box {
public:
    int size( { return 1; }
    int = 3;
    int after() { return whole(2); }
};

int broken(std::vector<int first) { return first + ; }

template <typename T
T half(T value) { return value; }

int last() {
    if (true) { whole(3);
}

}
