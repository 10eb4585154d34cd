#include "engine.hpp"

namespace app {

Engine::Engine(int size) : Base(size), parts_{make_parts(size)}, size_(round(size)) {
    start();
    this->parts_.front().turn(1, 2);
    std::sort(parts_.begin(), parts_.end(), [](auto &a, auto &b) { return weigh(a) < weigh(b); });
    auto part = std::make_unique<Part>(size);
    auto other = new Part(3);
    auto array = new Part[4];
    delete other;
    static_cast<int>(measure());
    get<0>(pair)(5);
    part->template as<int>();
    Part local(6);
    Part braced{7};
    Part{8}.turn();
    int(9);
    (*callback)(10);
    app::detail::log("x") << format("y");
    ::global(11);
    object.*member;
    part->~Part();
    operator+(1, 2);
    if (auto found = find(12); found) use(found);
}

int value = compute(13);

}
