#pragma once

#include <memory>

#include "shape.h"

namespace example::shapes {

class Square : public Shape {
public:
    class Corner {
    public:
        double turned() const;
    };

    enum class Mode { Flat, Deep };

    Square() : Shape(2) {}

    double side() const override;
    double twice() const { return 2 * area(); }
    Square *copied() const { return new Square(*this); }
    Corner corner() const { return Corner(); }
    double operator()(int times) const { return times * twice(); }
};

template <typename T>
class Box {
public:
    explicit Box(T held) : held_(held) {}

    T opened() const { return held_; }
    bool full() const { return true; }

private:
    T held_;
};

Square make();
std::unique_ptr<Square> share();

}  // namespace example::shapes

#define MEASURED(shape) ((shape).area())
