#include <string>

namespace geometry::plane {

/// A point.
template <typename T>
struct Point {
    T x{}, y = 0;
    Point() = default;
    explicit Point(T x, T y = 0) : x(x), y(y) {}
    Point(const Point &) = delete;
};

class Shape {
    int hidden_ = 0;

public:
    Shape(std::string name);
    virtual ~Shape() = default;
    virtual double area() const = 0;
    static int count;
    Shape &operator=(const Shape &other) noexcept { return *this; }
    bool operator==(const Shape &other) const;
    explicit operator bool() const { return true; }
    friend std::ostream &operator<<(std::ostream &out, const Shape &shape) { return out; }
    template <class U> U as() const { return U{}; }
    using value_type = int;
    enum class Kind : char { round, flat = 'f' };

protected:
    struct Inner { int depth; } inner;
    auto trail() -> int;
};

Shape::Shape(std::string name) { }
Shape::~Shape() { }
bool Shape::operator==(const Shape &other) const { return true; }
int Shape::count = 0;

template <typename T>
T Point<T>::length() const { return x; }

}  // namespace geometry::plane

namespace { int secret = 1; }
namespace short_name = geometry::plane;

using Text = std::string;
template <typename T> using Pair = std::pair<T, T>;
template <typename T> concept Small = sizeof(T) < 8;
constexpr int limit = 4;
inline auto doubled = [](int value) { return value * 2; };
extern "C" { int plain(int value) { return value; } }
class Forward;
int operator""_km(unsigned long long value) { return 1; }
template <> struct Point<bool> { };
class EXPORT_API Marked final : public Shape, private Base<int> { };
auto main(int argc, char **argv) -> int { struct Local { int z; }; return 0; }
