#include "shape.h"

namespace example {
namespace shapes {

namespace {

double hidden(double size) {
    return size;
}

}  // namespace

Shape::Shape(double size) : inner(nullptr), size_(hidden(size)) {}

double Shape::side() const {
    return hidden(size_);
}

Shape &Shape::scaled(double factor) {
    size_ *= factor;
    return *this;
}

void Shape::resized(int width) {
    resized(width, width);
}

void Shape::resized(int width, int height) {
    size_ = width * height;
}

int Shape::counted() {
    return 1;
}

double doubled(const Shape &shape) {
    return 2 * shape.area();
}

}  // namespace shapes
}  // namespace example
