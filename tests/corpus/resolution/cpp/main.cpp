#include <cstdio>
#include <string>
#include <vector>

#include <unseen/unseen.h>

#include "other/other.h"
#include "shapes/square.h"

using example::other::Other;
using namespace example::shapes;
namespace others = example::other;
using Four = Square;
typedef Square *SquarePointer;

int linked();
int unseen();

double useAlias() {
    Four four;
    return four.twice();
}

int useUsing() {
    return Other::helper();
}

int useQualified() {
    return ::example::other::Other::helper() + others::helper() + others::free(1);
}

int useLinked() {
    return linked();
}

int useUnseen() {
    return unseen();
}

double useConstructor() {
    return Square().twice();
}

double useNew() {
    auto *square = new Square();
    return square->twice();
}

double useInherited() {
    Square square;
    return square.area();
}

double useOverridden() {
    Square square{};
    return square.side();
}

double useReturned() {
    return make().twice();
}

double useChain() {
    return make().scaled(2).inner->side();
}

double useAnnotated(const Sided &shape) {
    return shape.side();
}

double usePointer(SquarePointer square) {
    return square->twice() + (*square).area();
}

double useShared() {
    auto square = share();
    return square->twice() + square.get()->area();
}

double useMany(const std::vector<Square> &squares, Shape shapes[]) {
    double sum = shapes[0].area();
    for (const auto &one : squares) {
        sum += one.twice();
    }
    return sum + squares[0].side();
}

double useIterator(std::vector<Square *> &squares) {
    double sum = 0;
    for (std::vector<Square *>::iterator i = squares.begin(); i != squares.end(); ++i) {
        sum += (*i)->twice();
    }
    return sum;
}

double useInner(Square::Corner corner) {
    return corner.turned();
}

void useOverload(Shape &shape) {
    shape.resized(1, 2);
}

double useField(Shape *shape) {
    return shape->inner->area();
}

double useOperator(const Square &square) {
    return square(3);
}

double useCopied() {
    Square square;
    return square.copied()->twice();
}

int useTemplate() {
    Box<Square> box{Square()};
    return box.full();
}

double useOpened(Box<Square> box) {
    return box.opened().twice();
}

template <typename T>
double useGeneric(T thing) {
    return thing.corner();
}

double useArgument(const Square &square) {
    return doubled(square);
}

double useMacro(const Square &square) {
    return MEASURED(square);
}

double useClosure() {
    Square square;
    auto within = [&square](const Shape &shape) { return square.twice() + shape.area(); };
    return within(square);
}

int useShadowed(int (*helper)()) {
    return helper();
}

double useCast(Sided *sided) {
    return static_cast<Square *>(sided)->twice() + dynamic_cast<Shape &>(*sided).area();
}

double useBranches(bool flag, Square first, Square second) {
    auto thing = flag ? first : second;
    return thing.side();
}

double useAuto() {
    auto square = make();
    const auto &same = square;
    return same.twice();
}

void useLibrary(std::string text) {
    std::printf("%s", text.c_str());
    text.clear();
}

double useUnknown(Unseen thing) {
    return thing.corner();
}

namespace local {

double make() {
    return 1;
}

double useNearer() {
    return make();
}

}  // namespace local

class Holder : private Other {
public:
    explicit Holder(int size) : shape_(size), squares_() {}

    double held() const { return shape_.area() + first().twice(); }
    int based() const { return helper(); }
    const Square &first() const { return squares_.front(); }

private:
    Shape shape_;
    std::vector<Square> squares_;
};
