namespace shapes {
namespace { int hidden; }

/// Something that is drawn.
template <typename T, int N = 3>
class Shape : public Base<T>, private Other {
    int secret_ = 1;

public:
    using Value = T;
    Shape() = default;
    explicit Shape(int size) : size_(size) {}
    virtual ~Shape();
    virtual double area(const T& scale, bool exact = false) const = 0;
    bool operator==(const Shape& other) const { return true; }
    operator bool() const { return true; }
    template <class U> U convert(U&& value) { return value; }
    enum class Kind { Round, Square };

protected:
    struct Inner { int field; };
};

template <typename T, int N>
double Shape<T, N>::area(const T& scale, bool exact) const { return 0; }
void Outer::Inner::method(int a) {}
static auto deduced(auto x) -> int { return x; }
typedef struct Old { int x; } Old;
template <typename T> concept Drawable = requires(T t) { t.draw(); };
}

extern "C" {
void declared(int);
int defined(void) { return 1; }
}
