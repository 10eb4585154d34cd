#pragma once

namespace example {
namespace shapes {

class Sided {
public:
    virtual ~Sided() = default;
    virtual double side() const = 0;
};

class Shape : public Sided {
public:
    explicit Shape(double size);

    double side() const override;
    double area() const { return side() * side(); }
    Shape &scaled(double factor);
    void resized(int width);
    void resized(int width, int height);
    static int counted();

    Shape *inner;

protected:
    double size_;
};

double doubled(const Shape &shape);

}  // namespace shapes
}  // namespace example
